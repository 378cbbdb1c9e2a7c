"""A process that has imported the product already, and gives birth to those that are killed: `python nursery.py`.

Each line that it reads is a JSON list: what is born, the file that takes what it prints, and what it takes. It answers
with the number of the process, which is one of its own, with connections of its own: it only does not have to import
everything anew, which would take most of the time of a test.
"""

import asyncio
import json
import os
import random
import signal
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.crash import clerk, web, worker


def main() -> None:
    """Give birth until nobody asks any more; the born live on."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)  # noqa: T201 - tells the test that it can ask
    for line in sys.stdin:
        what, output, *more = json.loads(line)
        number = os.fork()
        if not number:
            live(what, output, more)
        print(number, flush=True)  # noqa: T201


def live(what: str, output: str, more: Sequence[str]) -> NoReturn:
    """Be what was asked for until killed."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    random.seed()
    for number, flags in ((0, os.O_RDONLY), (1, os.O_WRONLY | os.O_CREAT)):
        opened = os.open(output if number else os.devnull, flags, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    try:
        if what == "web":
            web.main(*more)
        else:
            asyncio.run({"clerk": clerk.main, "worker": worker.main}[what](*more))
    except BaseException:  # noqa: BLE001 - whoever reads the output of the test is told
        traceback.print_exc()
    os._exit(1)


if __name__ == "__main__":
    main()
