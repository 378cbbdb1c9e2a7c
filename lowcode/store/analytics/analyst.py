"""`Analyst`: the way of a process to the owner of the replica, who is started, and started again when he is gone."""

import asyncio
import hashlib
import itertools
import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal, Self

from engine_reports.held import HeldColumn
from lowcode.store.analytics import wire
from lowcode.store.analytics.owner import Order
from lowcode.store.analytics.table import ReplicaTable

Engine = Literal["duckdb", "spark"]
"""What answers: the replica, or Spark over its files."""
_LOG: Final = logging.getLogger(__name__)
_START: Final = 10.0
"""Seconds that an owner may take to start."""
_PAUSE: Final = 3.0
"""Seconds between two tries to start one."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What the replica has answered."""

    rows: list[tuple[Any, ...]]
    at: float
    """As of when, in seconds since 1970."""
    milliseconds: float
    cached: bool
    beside: bool = False
    """Whether it was read of what is held beside rows."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A question in other words, by what can be held beside rows."""

    text: str
    parameters: Sequence[Any]
    held: Sequence[HeldColumn]

    def document(self) -> dict[str, Any]:
        """Return it as JSON."""
        values = [wire.packed(one) for one in self.parameters]
        held = [(one.table, one.via, one.target, one.column) for one in self.held]
        return {"text": self.text, "parameters": values, "held": held}


class NotAnswered(Exception):  # noqa: N818 - another source answers
    """The replica does not answer: it is being filled or started, or it does not know what was asked."""


class TooLarge(Exception):  # noqa: N818 - the limit has done its work
    """The question takes more memory than the replica may."""


class Cancelled(Exception):  # noqa: N818 - somebody wanted it
    """The question was cancelled."""


class Analyst:
    """Questions to the replica of this host, inside of a block `async with`."""

    def __init__(self, order: Order) -> None:
        """Take what the owner is started with."""
        self._order = order
        self._digest = order.digest
        self._writer: asyncio.StreamWriter | None = None
        self._reading: asyncio.Task[None] | None = None
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._told: set[str] = set()
        self._numbers = itertools.count()
        self._connecting = asyncio.Lock()
        self._next_try = 0.0
        self._starting: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Return itself; the owner is started by the first question."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Go; an owner whom nobody asks ends by himself."""
        self._lost()
        if self._reading is not None:
            self._reading.cancel()
        if self._starting is not None:
            await self._starting

    async def ask(
        self,
        text: str,
        parameters: Sequence[Any],
        tables: Sequence[ReplicaTable],
        *,
        seconds: float,
        patience: float,
        beside: Beside | None = None,
        engine: Engine = "duckdb",
    ) -> Answered:
        """Return the answer to a question about tables, with everything in it that is committed now.

        `beside` is the question as one that reads beside rows what is held there; it is answered when all of that is.
        The text is in the SQL of `engine`: of the replica itself, or of Spark over the files of the replica.

        Raises `NotAnswered` when the replica is not there within `patience` seconds, `TimeoutError` for a question that
        takes more than `seconds`, `TooLarge` for one that takes more memory than there is, `Cancelled`.
        """
        asked = {
            "kind": "ask",
            "engine": engine,
            "text": text,
            "parameters": [wire.packed(one) for one in parameters],
            "seconds": seconds,
            "patience": patience,
            "beside": None if beside is None else beside.document(),
        }
        found = await self._exchange(asked, tables, seconds + patience + 5)
        return Answered(
            wire.rows(found["columns"]) if found["columns"] else [() for _ in range(found["count"])],
            found["at"],
            found["milliseconds"],
            found["cached"],
            found["beside"],
        )

    async def warm(self, tables: Sequence[ReplicaTable], patience: float) -> float:
        """Bring tables up to date; return as of when, in seconds since 1970. Raises `NotAnswered`."""
        asked = {"kind": "state", "patience": patience}
        found = await self._exchange(asked, tables, patience + 5)
        at: float = found["at"]
        return at

    async def _exchange(self, asked: dict[str, Any], tables: Sequence[ReplicaTable], seconds: float) -> dict[str, Any]:
        """Return the answer to a frame about tables. Raises as `ask` does.

        How a table looks is told once on a connection; later its digest stands for it.
        """
        writer = await self._connected()
        run = f"{os.getpid()}-{next(self._numbers)}"
        future = self._waiting[run] = asyncio.get_running_loop().create_future()
        new = [one.document() for one in tables if one.digest not in self._told]
        digests = [one.digest for one in tables]
        self._told.update(digests)
        try:
            await wire.send(writer, asked | {"run": run, "order": self._digest, "tables": digests, "new": new})
            found: dict[str, Any] = await asyncio.wait_for(future, seconds)
        except asyncio.CancelledError:
            with suppress(ConnectionError):
                await wire.send(writer, {"kind": "cancel", "run": run, "order": self._digest})
            raise
        except (ConnectionError, TimeoutError) as error:
            self._lost()
            raise NotAnswered(str(error)) from error
        finally:
            self._waiting.pop(run, None)
        match found.get("error"):
            case None:
                return found
            case "late":
                raise TimeoutError
            case "cancelled":
                raise Cancelled
            case "memory":
                raise TooLarge(found.get("reason", ""))
            case _:
                raise NotAnswered(found.get("reason", ""))

    async def _connected(self) -> asyncio.StreamWriter:
        """Return the way to the owner. Raises `NotAnswered` when there is none yet; one is started meanwhile."""
        async with self._connecting:
            if self._writer is not None and not self._writer.is_closing():
                return self._writer
            try:
                reader, self._writer = await asyncio.open_unix_connection(self._order.socket, limit=wire.LARGEST)
            except OSError as error:
                self._start()
                message = "the owner of the replica is being started"
                raise NotAnswered(message) from error
            self._told.clear()
            self._reading = asyncio.create_task(self._read(reader))
            return self._writer

    async def _read(self, reader: asyncio.StreamReader) -> None:
        """Hand answers to whom they belong, until the owner is gone."""
        try:
            while True:
                found = await wire.receive(reader)
                future = self._waiting.get(found["run"])
                if future is not None and not future.done():
                    future.set_result(found)
        except (asyncio.IncompleteReadError, ConnectionError, ValueError):
            self._lost()

    def _lost(self) -> None:
        """Give up the connection, and tell all who wait."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(ConnectionResetError("the owner of the replica is gone"))

    def _start(self) -> None:
        """Let an owner be started, unless that was tried a moment ago."""
        if time.monotonic() >= self._next_try and (self._starting is None or self._starting.done()):
            self._next_try = time.monotonic() + _PAUSE
            self._starting = asyncio.create_task(asyncio.to_thread(_started, self._order))

    async def ready(self, seconds: float = _START) -> bool:
        """Wait until an owner answers; return whether one does."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                await self._connected()
            except NotAnswered:
                await asyncio.sleep(0.05)
            else:
                return True
        return False


def _started(order: Order) -> None:
    """Start an owner, and return when he goes on by himself, or has ended since there is one."""
    folder = Path(order.folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / "analyst.log").open("ab") as log:
        done = subprocess.run(
            [sys.executable, "-m", "lowcode.store.analytics.owner"],
            input=json.dumps(asdict(order)).encode() + b"\n",
            stdout=log,
            stderr=log,
            check=False,
        )
    if done.returncode:
        _LOG.warning("the owner of the replica did not start; %s says why", folder / "analyst.log")


def socket_of(folder: Path) -> str:
    """Return the place of the socket of a replica: short, since the system takes no long ones, and for this user."""
    directory = Path(tempfile.gettempdir()) / f"lowcode-{os.getuid()}"
    directory.mkdir(mode=0o700, exist_ok=True)
    known = directory.stat()
    if known.st_uid != os.getuid() or known.st_mode & 0o077:
        message = f"{directory} belongs to somebody else"
        raise PermissionError(message)
    return str(directory / f"{hashlib.sha256(str(folder.absolute()).encode()).hexdigest()[:20]}.sock")
