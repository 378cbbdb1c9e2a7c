"""The keeper: the process that runs the embedded PostgreSQL for as long as any process of the product uses it.

It is started by `lowcode.store.embedded` with the lock `keeper.lock` in its hands and holds it until it ends, so
there is one at most; whoever started it does not wait for it. Every user holds a shared lock on `users.lock`, which
the kernel takes back however the user dies; when the keeper gets that lock for itself, nobody is left, and it stops
the server. It imports little, to start fast.
"""

import argparse
import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from lowcode.store.cluster import Address, Cluster, ServerFailedError, wait_ready

_PATIENCE = 120.0
"""Seconds that a server may take until it is ready: recovery on a busy machine is slow."""

_RESTARTS = 5
"""How many times in a minute a server that died is started again."""


class Keeper:
    """Runs the server of one cluster, starts it again when it dies, and stops it when nobody uses it any more."""

    def __init__(self, cluster: Cluster, settings: Mapping[str, str]) -> None:
        """Take the cluster and settings of PostgreSQL that differ from the product's own."""
        self._cluster = cluster
        self._settings = settings
        self._child: subprocess.Popen[bytes] | None = None
        self._ending = threading.Event()

    def run(self) -> None:
        """Serve until nobody uses the server. Raises `ServerFailedError` when it does not start or keep up."""
        self._cluster.prepare()
        self._cluster.end_previous()
        address = self._start()
        self._watch_users()
        deaths: list[float] = []
        while self._wait():
            deaths = [*(each for each in deaths if each > time.monotonic() - 60), time.monotonic()]
            if len(deaths) > _RESTARTS:
                msg = f"PostgreSQL died {len(deaths)} times within a minute; see {self._cluster.log}"
                raise ServerFailedError(msg)
            self._cluster.end_previous()
            self._start(address)

    def end(self) -> None:
        """Ask the server to roll back what is open and stop."""
        self._ending.set()
        if self._child and self._child.poll() is None:
            self._child.send_signal(signal.SIGINT)

    def _start(self, known: Address | None = None) -> Address:
        """Start the server, at the address that its users know already if there is one, and tell that it is ready.

        A free port may be taken by another program before PostgreSQL has it, so there is a second and a third try.
        """
        for last in (False, False, True):
            address = known or self._cluster.address()
            self._child = self._cluster.spawn(address, self._settings)
            try:
                wait_ready(self._cluster, self._child, _PATIENCE)
            except ServerFailedError:
                if last:
                    raise
                time.sleep(0.3)
            else:
                announce(self._cluster, address)
                return address
        raise AssertionError

    def _wait(self) -> bool:
        """Wait for the end of the server; return whether it died unasked."""
        if self._ending.is_set():
            self.end()
        if self._child:
            self._child.wait()
        return not self._ending.is_set()

    def _watch_users(self) -> None:
        """Let a thread wait for the last user to leave."""
        lock = os.open(self._cluster.folder / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)

        def wait() -> None:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.end()

        threading.Thread(target=wait, daemon=True).start()


def announce(cluster: Cluster, address: Address) -> None:
    """Write down, in one step, that the server of this keeper is ready at `address`."""
    fresh = cluster.folder / "server.json.new"
    fresh.write_text(json.dumps({"keeper": os.getpid(), "host": address.host, "port": address.port}), encoding="utf-8")
    fresh.replace(cluster.folder / "server.json")


def main() -> int:
    """Keep the server of the folder that the command line names; return 1 when it could not be kept."""
    parser = argparse.ArgumentParser(prog="python -m lowcode.store.keeper", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--setting", action="append", default=[], metavar="NAME=VALUE")
    arguments = parser.parse_args()
    if os.fork():
        return 0  # to whoever started this; the child goes on, on its own
    settings = dict(each.split("=", 1) for each in arguments.setting)
    keeper = Keeper(Cluster(arguments.folder), settings)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: keeper.end())
    try:
        keeper.run()
    except (ServerFailedError, OSError) as failure:
        keeper.end()
        sys.stderr.write(f"keeper: {failure}\n")
        return 1
    finally:
        # Before the locks go, one by one: who gets the first must not find this while the second is still held.
        (arguments.folder / "server.json").unlink(missing_ok=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
