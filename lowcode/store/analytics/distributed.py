"""`Distributed`: questions that Spark answers over the files of the replica, within the patience of who asks."""

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import duckdb

from lowcode.store.analytics.parquet import Parquet
from lowcode.store.analytics.replica import Replica
from lowcode.store.analytics.spark import Away, SparkTalk
from lowcode.store.analytics.table import ReplicaTable

_LOG: Final = logging.getLogger(__name__)


class Distributed:
    """Spark, and the files that it reads."""

    def __init__(self, replica: Replica, url: str, folder: Path, python: str = "") -> None:
        """Take the replica, the address of Spark, the folder of the files, and the Python that has Spark's client."""
        self._replica = replica
        self._talk = SparkTalk(url, python)
        self._parquet = Parquet(replica, folder)
        # One thread: a long export must not take those that answer by the replica.
        self._thread = ThreadPoolExecutor(1, "export")

    async def ask(
        self,
        text: str,
        parameters: Sequence[Any],
        tables: Mapping[str, ReplicaTable],
        seconds: float,
        patience: float,
    ) -> tuple[list[tuple[Any, ...]], bool]:
        """Return the rows of a statement over tables as they are now in the replica, and whether they were kept.

        Parameters are as `wire` packs them. Raises `Away` also when the session or the files are not there within
        `patience` seconds, both go on meanwhile; `Refused`, `TimeoutError`.
        """
        place = self._replica.place([*tables])
        known = self._replica.kept(text, parameters, place)
        if known is not None:
            return known, True
        until = time.monotonic() + patience
        try:
            await asyncio.wait_for(self._talk.ready(), patience)
        except TimeoutError:
            message = "the session with Spark is being started"
            raise Away(message) from None
        files = await self._files(tables, until - time.monotonic())
        try:
            rows = await self._talk.ask(text, parameters, files, seconds)
        finally:
            self._thread.submit(self._parquet.release, files)
        self._replica.keep(text, parameters, place, rows)
        return rows, False

    async def _files(self, tables: Mapping[str, ReplicaTable], patience: float) -> dict[str, list[Path]]:
        """Return the files of tables, which have to be released. Raises `Away`."""
        held = self._thread.submit(self._parquet.hold, dict(tables))
        try:
            return await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(held)), patience)
        except (TimeoutError, asyncio.CancelledError) as error:
            # What is written now is there for the next question; that it is held for this one is taken back.
            self._thread.submit(self._let_go, held)
            if isinstance(error, asyncio.CancelledError):
                raise
            message = "the files for Spark are being written"
            raise Away(message) from None
        except (duckdb.Error, OSError) as error:
            _LOG.warning("the files for Spark cannot be written: %s", error)
            raise Away(str(error)) from error

    def _let_go(self, held: "Future[dict[str, list[Path]]]") -> None:
        """Release what came too late."""
        if held.exception() is None:
            self._parquet.release(held.result())

    async def close(self) -> None:
        """End the session; what is being written is left, and written anew another time."""
        await self._talk.close()
        self._thread.shutdown(wait=False, cancel_futures=True)
