"""Django REST framework as a yardstick: an environment of its own, made at first use and kept in the user's cache."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from bench._clients import Endpoint, free_port, started
from bench._customers import record

_PACKAGES: Final = ("django>=5.2,<6", "djangorestframework>=3.16,<4", "psycopg[binary,pool]>=3.2,<4", "gunicorn>=23")
_TOKEN: Final = 40
"""How many characters its tokens have."""


@asynccontextmanager
async def django(url: str, token: str) -> AsyncIterator[Endpoint | None]:
    """Hold the yardstick inside the block; None, which standard error says why, when it cannot be had."""
    python = await asyncio.to_thread(_environment)
    if python is None:
        yield None
        return
    port, key = free_port(), token[:_TOKEN]
    command = [str(python), str(Path(__file__).with_name("_django_server.py")), url, str(port), key]
    async with started(command, port) as process:
        yield Endpoint(port, "/customers", f"Token {key}", record, process)


def _environment() -> Path | None:
    """Return the Python that has Django, installed if need be."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    home = cache / "lowcode-bench" / f"django-{sys.version_info.major}.{sys.version_info.minor}"
    python, ready = home / "bin" / "python", home / "ready"
    if ready.exists():
        return python
    for command in (
        [sys.executable, "-m", "venv", "--clear", str(home)],
        [str(python), "-m", "pip", "install", "-q", *_PACKAGES],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            reason = (done.stderr.strip().splitlines() or ["it says nothing"])[-1]
            print(f"Django is not compared with: it cannot be installed ({reason})", file=sys.stderr)
            return None
    ready.touch()
    return python
