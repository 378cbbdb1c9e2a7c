"""The process that owns the replica of its host: it keeps it fresh, and answers the processes that ask.

It is started by whoever asks first, holds a lock for as long as it lives, and ends when nobody has been connected for a
while. It may be killed at any time: the next one finds the file as of its last snapshot, and goes on from there.
"""

import asyncio
import fcntl
import hashlib
import json
import logging
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import asyncpg
import duckdb

from engine_reports.held import HeldColumn
from lowcode.store.analytics import wire
from lowcode.store.analytics.distributed import Distributed
from lowcode.store.analytics.feed import Feed
from lowcode.store.analytics.replica import Limits, Replica
from lowcode.store.analytics.spark import Away, Refused
from lowcode.store.analytics.table import ReplicaTable

_LOG: Final = logging.getLogger("lowcode.analyst")
_BEAT: Final = 5.0
"""Seconds between two notes of how far the replica has come."""


_QUIET: Final = 0.5
"""Seconds between two looks whether anybody asks; what is held is filled when nobody does."""
_TRIES: Final = 60
"""Looks after which it is filled in any case."""
_MOST: Final = 50
"""Look-ups that wait to be held at the most."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the process is started with, as JSON on its standard input."""

    url: str
    workspace: str
    folder: str
    socket: str
    megabytes: int = 1024
    threads: int = 2
    linger: float = 20.0
    """Seconds after which it ends when nobody is connected."""
    held_from: int = 200_000
    """Rows of a table from which columns of other records are held beside them."""
    spark: str = ""
    """Where Spark is, as `sc://host:15002`; empty for none."""
    parquet: str = ""
    """The folder of the files that Spark reads."""
    python: str = ""
    """The Python that has the client of Spark; empty for this one."""

    @property
    def digest(self) -> str:
        """What changes with the order, and with the version of the product that gives it."""
        return hashlib.sha256(f"{version('lowcode')} {self!r}".encode()).hexdigest()


class Behind(Exception):  # noqa: N818 - not an error: another source answers
    """The replica cannot answer now; PostgreSQL has to."""


class Owner:
    """The replica with its feed; a synchronisation serves everybody who asked before it began."""

    def __init__(self, order: Order) -> None:
        """Open the replica."""
        self._order = order
        self._digest = order.digest
        export = Path(order.parquet) if order.spark else None
        self.replica = Replica(Path(order.folder), Limits(order.megabytes, order.threads, order.held_from, export))
        self._spark = Distributed(self.replica, order.spark, export, order.python) if export is not None else None
        self._known: dict[str, ReplicaTable] = self.replica.known()
        self._wanted: dict[str, ReplicaTable] = {}
        self._connection: asyncpg.Connection[Any] | None = None
        self._feed: Feed | None = None
        self._next: asyncio.Task[float] | None = None
        self._one_at_a_time = asyncio.Lock()
        self._last_beat = 0.0
        self._holding: asyncio.Task[None] | None = None
        self._to_hold: dict[tuple[HeldColumn, ...], None] = {}
        self._asking = 0
        self._far: dict[str, asyncio.Task[tuple[list[tuple[Any, ...]], bool]]] = {}
        """What Spark computes, by what it is cancelled by."""
        self._cancelled: set[str] = set()
        self.stopped = asyncio.Event()
        self.clients = 0
        self.idle_since = time.monotonic()

    # --- freshness ----------------------------------------------------------------------------------------------------

    async def fresh(self, tables: Mapping[str, ReplicaTable], patience: float) -> float:
        """Bring tables up to date with all that is committed now; return as of when, in seconds since 1970.

        Raises `Behind` when that takes longer than `patience` seconds; it goes on meanwhile.
        """
        self._wanted.update(tables)
        if self._next is None or self._next.done():
            self._next = asyncio.create_task(self._round())
        try:
            return await asyncio.wait_for(asyncio.shield(self._next), patience)
        except TimeoutError:
            message = "the replica is being filled"
            raise Behind(message) from None

    async def _round(self) -> float:
        """Synchronise once; whoever asks from the moment on at which it begins waits for the one after."""
        async with self._one_at_a_time:
            self._next = None
            wanted, self._wanted = self._wanted, {}
            at = time.time()
            try:
                await self._synchronise(wanted)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                await self._disconnect()
                _LOG.warning("the records cannot be followed now: %s", error)
                raise Behind(str(error)) from error
            except duckdb.Error as error:
                # Whatever is wrong with it, it can be filled anew.
                _LOG.warning("the replica is emptied: %s", error)
                with suppress(duckdb.Error):
                    await asyncio.to_thread(self.replica.reset)
                raise Behind(str(error)) from error
            return at

    async def _synchronise(self, wanted: Mapping[str, ReplicaTable]) -> None:
        """Bring the replica to a new snapshot."""
        feed = await self._connected()
        self._known.update(wanted)
        name, last = self.replica.state
        held = self.replica.tables()
        if not await feed.follow([*wanted]):
            message = "a table is being written"
            raise Behind(message)
        # What an earlier version of the product has filled in its own way is forgotten.
        unknown = [one for one in held if one not in self._known]
        followed = {key: one for key, one in held.items() if key not in unknown}
        work = await feed.take(name, last, followed, wanted, self._known)
        if work is None:
            # Nobody has kept the log for this replica: the next round begins anew.
            await self._disconnect()
            message = "the replica begins anew"
            raise Behind(message)
        work.dropped += unknown
        if work.loads or work.changes or work.dropped:
            await asyncio.to_thread(self.replica.apply, work)
            last = work.snapshot
        if time.monotonic() - self._last_beat > _BEAT:
            self._last_beat = time.monotonic()
            await feed.seen(name, last or work.snapshot)

    async def _connected(self) -> Feed:
        """Return the feed, connected anew when the connection was lost."""
        if self._feed is not None and self._connection is not None and not self._connection.is_closed():
            return self._feed
        self._connection = await asyncpg.connect(
            self._order.url,
            timeout=10,
            statement_cache_size=50,
            server_settings={
                "search_path": self._order.workspace,
                "application_name": "lowcode analyst",
                "timezone": "UTC",
                "datestyle": "ISO, MDY",
            },
        )
        self._feed = Feed(self._connection, self.replica.exchange)
        name, last = self.replica.state
        if last is not None and not await self._feed.knows(name, last):
            await asyncio.to_thread(self.replica.reset)
            last = None
        now = last or await self._connection.fetchval("SELECT CAST(pg_current_snapshot() AS text)")
        await self._feed.seen(name, now)
        return self._feed

    async def _disconnect(self) -> None:
        """Give up the connection."""
        connection, self._connection, self._feed = self._connection, None, None
        if connection is not None:
            connection.terminate()

    # --- answers ------------------------------------------------------------------------------------------------------

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one process until it goes."""
        self.clients += 1
        known: dict[str, ReplicaTable] = {}
        running: set[asyncio.Task[None]] = set()
        one_frame = asyncio.Lock()
        try:
            while True:
                asked = await wire.receive(reader)
                if asked["order"] != self._digest:
                    # Whoever asks wants another owner, of another database or version: room for him.
                    self.stopped.set()
                    break
                if asked["kind"] == "cancel":
                    self._cancel(asked["run"])
                    continue
                known |= {one.digest: one for one in map(ReplicaTable.of, asked["new"])}
                tables = {one.name: one for one in (known[digest] for digest in asked["tables"])}
                task = asyncio.create_task(self._answered(asked, tables, writer, one_frame))
                running.add(task)
                task.add_done_callback(running.discard)
        except (asyncio.IncompleteReadError, ConnectionError, LookupError, ValueError):
            pass
        finally:
            for task in running:
                task.cancel()
            self.clients -= 1
            self.idle_since = time.monotonic()
            writer.close()

    def _cancel(self, run: str) -> None:
        """Cancel a question, whatever computes it."""
        self.replica.cancel(run)
        if run in self._far:
            self._cancelled.add(run)
            self._far[run].cancel()

    async def _answered(
        self,
        asked: dict[str, Any],
        tables: Mapping[str, ReplicaTable],
        writer: asyncio.StreamWriter,
        one_frame: asyncio.Lock,
    ) -> None:
        """Answer one frame about tables."""
        content = {"run": asked["run"], **(await self._answer(asked, tables))}
        async with one_frame:
            with suppress(ConnectionError):
                await wire.send(writer, content)

    async def _answer(self, asked: dict[str, Any], tables: Mapping[str, ReplicaTable]) -> dict[str, Any]:
        """Return what is answered."""
        try:
            at = await self.fresh(tables, asked["patience"])
            if asked["kind"] == "state":
                return {"at": at, "snapshot": self.replica.state[1]}
            began = time.perf_counter()
            self._asking += 1
            try:
                rows, cached, beside = await self._found(asked, tables)
            finally:
                self._asking -= 1
            took = (time.perf_counter() - began) * 1000
            self._hold(asked)
            told = {"at": at, "cached": cached, "beside": beside, "milliseconds": took}
            return told | {"count": len(rows), "columns": wire.columns(rows)}
        except Away as reason:
            return {"error": "behind", "reason": str(reason)}
        except Refused as reason:
            return {"error": "refused", "reason": str(reason)}
        except TimeoutError:
            return {"error": "late"}
        except duckdb.InterruptException:
            return {"error": "cancelled"}
        except duckdb.OutOfMemoryException as reason:
            return {"error": "memory", "reason": str(reason)}
        except Behind as reason:
            return {"error": "behind", "reason": str(reason)}
        except duckdb.Error as reason:
            return {"error": "refused", "reason": str(reason)}

    def _rows(self, asked: Mapping[str, Any], tables: Sequence[str]) -> tuple[list[tuple[Any, ...]], bool, bool]:
        """Return the rows of a question, whether they were known, and whether they were read beside others.

        They are where all is held that the question can read there.
        """
        beside = asked["beside"]
        if beside is not None and self.replica.holds([HeldColumn(*one) for one in beside["held"]]):
            try:
                return *self._run(asked, beside, tables), True
            except duckdb.BinderException:
                _LOG.info("what was held beside rows is not there any more")
        return *self._run(asked, asked, tables), False

    def _run(
        self, asked: Mapping[str, Any], said: Mapping[str, Any], tables: Sequence[str]
    ) -> tuple[list[tuple[Any, ...]], bool]:
        """Return the rows of one text of a question, and whether they were known."""
        values = [wire.unpacked(one) for one in said["parameters"]]
        return self.replica.ask(asked["run"], said["text"], values, tables, asked["seconds"])

    def _hold(self, asked: Mapping[str, Any]) -> None:
        """Let what a question has looked up be held beside rows, as soon as nobody asks."""
        beside = asked["beside"]
        columns = () if beside is None else tuple(HeldColumn(*one) for one in beside["held"])
        if self.replica.holds(columns) or len(self._to_hold) >= _MOST:
            return
        self._to_hold[columns] = None
        if self._holding is None or self._holding.done():
            self._holding = asyncio.create_task(self._hold_all())

    async def _hold_all(self) -> None:
        """Hold what is to be held, one after the other: whoever opens a dashboard does not wait for it."""
        while self._to_hold:
            for _ in range(_TRIES):
                await asyncio.sleep(_QUIET)
                if not self._asking:
                    break
            columns = next(iter(self._to_hold))
            await asyncio.to_thread(self.replica.hold, columns)
            del self._to_hold[columns]

    async def _found(
        self, asked: Mapping[str, Any], tables: Mapping[str, ReplicaTable]
    ) -> tuple[list[tuple[Any, ...]], bool, bool]:
        """Return the rows of a question, whether they were known, and whether they were read beside others."""
        if asked.get("engine") != "spark":
            return await asyncio.to_thread(self._rows, asked, [*tables])
        if self._spark is None:
            message = "there is no Spark"
            raise Away(message)
        run, text, given = asked["run"], asked["text"], asked["parameters"]
        work = asyncio.create_task(self._spark.ask(text, given, tables, asked["seconds"], asked["patience"]))
        self._far[run] = work
        try:
            return *(await work), False
        except asyncio.CancelledError:
            if work.cancelled() and run in self._cancelled:
                raise duckdb.InterruptException from None
            work.cancel()
            raise
        finally:
            self._far.pop(run, None)
            self._cancelled.discard(run)

    async def close(self) -> None:
        """Close everything."""
        if self._spark is not None:
            await self._spark.close()
        self.replica.close()


async def own(order: Order) -> None:
    """Own the replica until nobody is connected any more, or the process is asked to stop."""
    owner = Owner(order)
    _cleared(order.socket)
    server = await asyncio.start_unix_server(owner.serve, order.socket, limit=wire.LARGEST)
    stopped = owner.stopped
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    try:
        while not stopped.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(stopped.wait(), 1)
            if not owner.clients and time.monotonic() - owner.idle_since > order.linger:
                break
    finally:
        server.close()
        _cleared(order.socket)
        await owner.close()


def _cleared(socket: str) -> None:
    """Remove what is left at the place of the socket; the folder is open to nobody else."""
    with suppress(FileNotFoundError):
        Path(socket).unlink()


def main() -> int:
    """Own the replica that the order on the standard input names; 0 at once when somebody else does."""
    order = Order(**json.loads(sys.stdin.readline()))
    folder = Path(order.folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = os.open(folder / "owner.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return 0
    if os.fork():
        # Whoever has started it waits for this process only; the other holds the lock from now on.
        os._exit(0)
    # No signal of a terminal reaches it, and it outlives whoever has started it.
    os.setsid()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    asyncio.run(own(order))
    return 0


if __name__ == "__main__":
    sys.exit(main())
