"""Shows that the product starts, tells its address, and stops in order."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from lowcode.cli.commands.serve import _listening

SERVE = [sys.executable, "-c", "from lowcode.cli.main import main; main()", "serve"]


@contextmanager
def served(home: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start the product on a free port, without a demonstration; give the process and the first line that it prints."""
    environment = {**os.environ, "LOWCODE_HOME": str(home), "LOWCODE_DEMO": "off"}
    environment.pop("LOWCODE_DATABASE_URL", None)
    command = [*SERVE, "--port", "0"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline()
        finally:
            process.kill()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_starts_with_its_own_database_and_stops_when_asked(tmp_path: Path, stop: signal.Signals) -> None:
    with served(tmp_path) as (process, line):
        address = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert address, line
        assert httpx.get(f"{address[0]}/api/health").json()["status"] == "ready"
        process.send_signal(stop)
        assert process.wait(30) == 0
        assert not (tmp_path / "postgres" / "data" / "postmaster.pid").exists()


def test_an_address_that_is_taken_is_refused_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        command = [*SERVE, "--port", str(taken.getsockname()[1])]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "--port" in done.stderr


def test_an_answer_does_not_wait_for_the_browser_to_confirm_its_beginning() -> None:
    with _listening("127.0.0.1", 0) as listening:
        browser = socket.create_connection(listening.getsockname())
        accepted, _ = listening.accept()
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        accepted.close()
        browser.close()
