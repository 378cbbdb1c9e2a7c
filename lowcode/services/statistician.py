"""`Statistician`: computes forecasts in a process of its own, which alone loads the library of statistics.

The process is started by the first question, ends with this one or after it has been idle for a while, and is killed
when an answer takes too long, so that no forecast ever stops a form.
"""

import asyncio
import json
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from lowcode.kernel.errors import Invalid, Unavailable
from lowcode.services.report_codes import NO_STATISTICS, TOO_SLOW

_MODULE: Final = "lowcode.services.statistics"
_IDLE: Final = 120.0
"""Seconds after which a process that nobody asks ends."""
_LARGEST: Final = 1 << 24
_ONE_CORE: Final = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
"""Series are short: more threads would only keep others from the cores."""


class Statistician:
    """Forecasts; whoever has one closes it."""

    def __init__(self, seconds: float) -> None:
        """Take the seconds that an answer may take."""
        self._seconds = seconds
        self._process: asyncio.subprocess.Process | None = None
        self._alone = asyncio.Lock()
        self._idle: asyncio.TimerHandle | None = None

    async def close(self) -> None:
        """End the process."""
        await self._end()

    async def foretold(self, tasks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Return how series go on, as `foretelling.told_as_json` does. Raises `Invalid`, `Unavailable`."""
        if not tasks:
            return []
        async with self._alone:
            if self._idle is not None:
                self._idle.cancel()
            try:
                async with asyncio.timeout(self._seconds):
                    found = await self._exchange(tasks)
            except TimeoutError as error:
                await self._end()
                message = "the forecast took too long"
                raise Invalid(message, [TOO_SLOW.report(seconds=f"{self._seconds:g}")]) from error
            except BaseException:
                # What was asked is still on its way: the next answer would be the wrong one.
                await self._end()
                raise
            self._idle = asyncio.get_running_loop().call_later(_IDLE, self._rest)
            return found

    async def _exchange(self, tasks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Return the answer of the process, started if there is none. Raises `Unavailable`."""
        process = self._process
        if process is None or process.returncode is not None:
            process = self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", _MODULE, env={**os.environ, **_ONE_CORE},
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=_LARGEST,
            )  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        line = b""
        with suppress(ConnectionError):
            process.stdin.write(json.dumps([*tasks]).encode() + b"\n")
            await process.stdin.drain()
            line = await process.stdout.readline()
        if not line:
            message = "the process of forecasts has died"
            raise Unavailable(message, [NO_STATISTICS.report()])
        found: list[dict[str, Any]] = json.loads(line)
        return found

    def _rest(self) -> None:
        """Let a process go that nobody needs: it ends with its input."""
        if self._process is not None and self._process.stdin is not None and not self._alone.locked():
            self._process.stdin.close()
            self._process = None

    async def _end(self) -> None:
        """End the process at once."""
        if self._idle is not None:
            self._idle.cancel()
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
