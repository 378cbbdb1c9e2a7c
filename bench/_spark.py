"""Where a Python is that has Spark: an environment of its own, which the bench makes where there is Java."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

URL: Final = "local[2]"
"""Spark in the process that asks it."""
_PACKAGE: Final = "pyspark>=4.0,<5"


def spark_python(*, install: bool) -> str | None:
    """Return a Python that has Spark, None where none can run.

    The environment stays for the next time; only with `install` it is made, since Spark is half a gigabyte.
    """
    if shutil.which("java") is None:
        print("there is no Java here: nothing is asked of Spark", file=sys.stderr)
        return None
    home = Path(tempfile.gettempdir(), "lowcode-bench-spark")
    python = home / "bin" / "python"
    if (home / "ready").exists():
        return str(python)
    if not install:
        return None
    steps = [
        [sys.executable, "-m", "venv", str(home)],
        [str(python), "-m", "pip", "install", "-q", _PACKAGE],
    ]
    for command in steps:
        if subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode:
            print("Spark cannot be installed here: nothing is asked of it", file=sys.stderr)
            return None
    (home / "ready").touch()
    return str(python)
