"""The process that computes forecasts: one line of JSON with series in, one line with how they go on out."""

import json
import os
import sys

from engine_reports.foretelling import told_as_json


def main() -> None:
    """Answer until there is nothing more to read."""
    # Forms come first on a busy machine.
    os.nice(5)
    for line in sys.stdin:
        found = [told_as_json(one) for one in json.loads(line)]
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
