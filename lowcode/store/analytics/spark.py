"""`SparkTalk`: questions to Spark over the files that the replica exports, by a process that speaks with it."""

import asyncio
import itertools
import logging
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from engine_rules.targets.sql.spark import SETTINGS
from lowcode.store.analytics import wire

_LOG: Final = logging.getLogger(__name__)
_PORT: Final = 15002
"""The port of Spark Connect when the address names none."""
_KNOCK: Final = 2.0
"""Seconds in which the host of Spark has to take a connection."""
_START: Final = 60.0
"""Seconds that the process may take until it has a session."""
_PAUSE: Final = 30.0
"""Seconds for which nothing is asked after Spark was away."""
_STOP: Final = 5.0
"""Seconds after which a question that was to be cancelled and still runs costs the process its life."""


class Away(Exception):  # noqa: N818 - another source answers
    """Spark does not answer."""


class Refused(Exception):  # noqa: N818 - another source answers
    """Spark cannot answer this question."""


class SparkTalk:
    """The way to one Spark; the process is started by the first question, and anew when it is gone."""

    def __init__(self, url: str, python: str = "", pause: float = _PAUSE) -> None:
        """Take the address, as `sc://host:15002`, and the Python that has the client; none for that of this process.

        `pause` is for how many seconds nothing is asked after Spark was away.
        """
        self._url = url
        self._python = python or sys.executable
        self._pause = pause
        self._not_before = 0.0
        self._process: asyncio.subprocess.Process | None = None
        self._starting: asyncio.Task[None] | None = None
        self._reading: asyncio.Task[None] | None = None
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._numbers = itertools.count()

    async def ready(self) -> None:
        """Return when there is a session. Raises `Away`."""
        if self._process is not None:
            return
        if time.monotonic() < self._not_before:
            message = "Spark was away a moment ago"
            raise Away(message)
        if self._starting is None or self._starting.done():
            self._starting = asyncio.create_task(self._start())
        await asyncio.shield(self._starting)

    async def ask(
        self, text: str, parameters: Sequence[Any], files: Mapping[str, Sequence[Path]], seconds: float
    ) -> list[tuple[Any, ...]]:
        """Return the rows of a statement over files, which it names as tables.

        Raises `Away`, `Refused`, `TimeoutError` after so many seconds. Whoever stops waiting cancels it.
        """
        await self.ready()
        process = self._process
        if process is None:
            message = "Spark has gone away"
            raise Away(message)
        run = f"lowcode-{next(self._numbers)}"
        future = self._waiting[run] = asyncio.get_running_loop().create_future()
        asked = {"run": run, "text": over(text, files), "parameters": list(parameters)}
        try:
            await _send(process, asked)
            found = await asyncio.wait_for(asyncio.shield(future), seconds)
        except (asyncio.CancelledError, TimeoutError):
            await self._cancel(process, run, future)
            raise
        except ConnectionError as error:
            raise Away(str(error)) from error
        finally:
            self._waiting.pop(run, None)
        match found.get("error"):
            case None:
                return wire.rows(found["columns"]) if found["columns"] else [() for _ in range(found["count"])]
            case "refused":
                raise Refused(found["reason"])
            case _:
                raise Away(found.get("reason", ""))

    async def _cancel(
        self, process: asyncio.subprocess.Process, run: str, future: "asyncio.Future[dict[str, Any]]"
    ) -> None:
        """Let Spark stop a question; where it does not, the process ends, and its session with it."""
        with suppress(ConnectionError):
            await _send(process, {"cancel": run})
        await asyncio.wait([future], timeout=_STOP)
        if not future.done():
            _kill(process)
            future.cancel()

    async def _start(self) -> None:
        """Start the process, and wait until it has a session. Raises `Away`."""
        try:
            await self._knock()
            process = await asyncio.create_subprocess_exec(
                self._python,
                "-m",
                "lowcode.store.analytics.spark_session",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                limit=wire.LARGEST,
            )
            try:
                await _send(process, {"url": self._url, "settings": dict(SETTINGS)})
                assert process.stdout is not None
                await asyncio.wait_for(wire.receive(process.stdout), _START)
            except BaseException:
                _kill(process)
                await process.wait()
                raise
        except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError) as error:
            self._not_before = time.monotonic() + self._pause
            reason = f"{type(error).__name__}: {error}"
            _LOG.warning("Spark is away: %s", reason)
            raise Away(reason) from error
        self._process = process
        self._reading = asyncio.create_task(self._read(process))

    async def _knock(self) -> None:
        """Return when the host takes a connection: the client would try again for minutes. Raises `OSError`."""
        if not self._url.startswith("sc://"):
            return
        place = urlsplit(self._url)
        _, writer = await asyncio.wait_for(
            asyncio.open_connection(place.hostname or "localhost", place.port or _PORT), _KNOCK
        )
        writer.close()

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        """Hand answers to whom they belong, until the process is gone."""
        assert process.stdout is not None
        try:
            while True:
                found = await wire.receive(process.stdout)
                future = self._waiting.get(found["run"])
                if future is not None and not future.done():
                    future.set_result(found)
        except (asyncio.IncompleteReadError, ConnectionError, ValueError):
            pass
        finally:
            self._process = None
            _kill(process)
            for future in self._waiting.values():
                if not future.done():
                    future.set_result({"error": "away", "reason": "the session with Spark has ended"})
            await process.wait()

    async def close(self) -> None:
        """End the process."""
        if self._starting is not None:
            self._starting.cancel()
            await asyncio.wait([self._starting])
        if self._process is not None:
            _kill(self._process)
        if self._reading is not None:
            await asyncio.wait([self._reading])


def over(text: str, files: Mapping[str, Sequence[Path]]) -> str:
    """Return a statement in which tables are files of Parquet, at places that Spark sees as this process does."""
    tables = ", ".join(f'"{name}" AS (SELECT * FROM {_source(paths)})' for name, paths in files.items())
    if not tables:
        return text
    return f"WITH {tables}, {text.removeprefix('WITH ')}" if text.startswith("WITH ") else f"WITH {tables} {text}"


def _source(paths: Sequence[Path]) -> str:
    """Return files of one folder as Spark names them."""
    names = ",".join(one.name for one in paths)
    place = f"{paths[0].parent}/{{{names}}}" if len(paths) > 1 else str(paths[0])
    return f"parquet.`file://{place.replace('`', '``')}`"


async def _send(process: asyncio.subprocess.Process, content: dict[str, Any]) -> None:
    """Send a frame. Raises `ConnectionError`."""
    assert process.stdin is not None
    await wire.send(process.stdin, content)


def _kill(process: asyncio.subprocess.Process) -> None:
    """End a process that may have ended."""
    with suppress(ProcessLookupError):
        process.kill()
