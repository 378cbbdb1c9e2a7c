"""Shows that the embedded PostgreSQL starts, is shared, and survives every way of being killed."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import psutil
import pytest

from lowcode.kernel.errors import Unavailable
from lowcode.store import embedded
from lowcode.store.cluster import Cluster, lives
from lowcode.store.os_user import OsUser

FAST = {"fsync": "off"}

USER = """
import sys
from pathlib import Path
from lowcode.store import embedded
server = embedded.start(Path(sys.argv[1]), {"fsync": "off"})
print(server.url, flush=True)
sys.stdin.read()
"""


VISITOR = """
import asyncio, random, sys, time
from pathlib import Path
import asyncpg
from lowcode.store import embedded

async def ask(url):
    connection = await asyncpg.connect(url)
    assert await connection.fetchval("SELECT 1") == 1
    await connection.close()

for _ in range(8):
    with embedded.running(Path(sys.argv[1]), {"fsync": "off"}) as server:
        asyncio.run(ask(server.url))
    time.sleep(random.random() / 20)
"""


def ask(url: str, query: str) -> Any:
    """Return the one value that `query` gives."""

    async def fetch() -> Any:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(query)
        finally:
            await connection.close()

    return asyncio.run(fetch())


def wait_until(holds: Callable[[], bool], what: str) -> None:
    """Wait for something that other processes do."""
    until = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < until, f"in vain: {what}"
        time.sleep(0.02)


def postmaster(home: Path) -> psutil.Process:
    """Return the process of the server of `home`."""
    return psutil.Process(Cluster(home / "postgres").postmaster_state()[0])


def answers(url: str) -> bool:
    """Return whether the server takes connections."""
    try:
        return bool(ask(url, "SELECT true"))
    except (OSError, asyncpg.PostgresError):
        return False


@pytest.fixture
def user(tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Return a function that starts another process which uses the server of `tmp_path`."""
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", USER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.communicate()


def test_it_is_postgresql_18_with_the_same_order_everywhere(tmp_path: Path) -> None:
    with embedded.running(tmp_path, FAST) as server:
        assert ask(server.url, "SHOW server_version").startswith("18.")
        assert ask(server.url, "SELECT datlocprovider::text || datlocale FROM pg_database LIMIT 1") == "bC.UTF-8"
        assert ask(server.url, "SELECT string_agg(w, '' ORDER BY w) FROM unnest('{b,A,中,a,B}'::text[]) w") == "ABab中"
        assert ask(server.url, "SHOW timezone") == "UTC"


def test_it_takes_nobody_without_the_password(tmp_path: Path) -> None:
    with embedded.running(tmp_path, FAST) as server:
        password = tmp_path / "postgres" / "password"
        assert password.stat().st_mode & 0o777 == 0o600
        stranger = server.url.replace(password.read_text(), "guess")
        with pytest.raises(asyncpg.InvalidPasswordError):
            ask(stranger, "SELECT 1")


def test_data_outlive_the_server(tmp_path: Path) -> None:
    with embedded.running(tmp_path, FAST) as server:
        ask(server.url, "CREATE TABLE kept AS SELECT 42 AS n")
        process = postmaster(tmp_path)
    assert not lives(process)
    with embedded.running(tmp_path, FAST) as server:
        assert ask(server.url, "SELECT n FROM kept") == 42


def test_the_last_user_stops_it(tmp_path: Path) -> None:
    first = embedded.start(tmp_path, FAST)
    second = embedded.start(tmp_path, FAST)
    assert first.url == second.url
    first.stop()
    first.stop()
    assert answers(second.url)
    process = postmaster(tmp_path)
    second.stop()
    assert not lives(process)


def test_processes_that_start_at_once_share_one_server(
    tmp_path: Path, user: Callable[[], subprocess.Popen[str]]
) -> None:
    users = [user() for _ in range(3)]
    urls = {each.stdout.readline().strip() for each in users if each.stdout}
    assert len(urls) == 1
    server = postmaster(tmp_path)
    for each in users[:2]:
        each.kill()
        each.wait()
    assert answers(urls.pop())
    assert lives(server)


def test_who_comes_while_the_last_one_leaves_finds_a_server(tmp_path: Path) -> None:
    command = [sys.executable, "-c", VISITOR, str(tmp_path)]
    visitors = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    assert [visitor.communicate()[1] for visitor in visitors] == ["", "", ""]


def test_it_stops_when_its_only_user_is_killed(tmp_path: Path, user: Callable[[], subprocess.Popen[str]]) -> None:
    only = user()
    assert only.stdout
    only.stdout.readline()
    server = postmaster(tmp_path)
    only.send_signal(signal.SIGKILL)
    only.wait()
    wait_until(lambda: not lives(server), "the end of the server")
    with embedded.running(tmp_path, FAST) as again:
        assert answers(again.url)


def test_a_killed_server_is_back_at_the_same_address(tmp_path: Path) -> None:
    with embedded.running(tmp_path, FAST) as server:
        ask(server.url, "CREATE TABLE kept AS SELECT 42 AS n")
        killed = postmaster(tmp_path)
        killed.kill()
        wait_until(lambda: not lives(killed) and answers(server.url), "the server again")
        assert ask(server.url, "SELECT n FROM kept") == 42
        assert postmaster(tmp_path).pid != killed.pid


def test_a_killed_keeper_takes_the_server_along_and_a_start_brings_both_back(tmp_path: Path) -> None:
    with embedded.running(tmp_path, FAST) as server:
        ask(server.url, "CREATE TABLE kept AS SELECT 42 AS n")
        left = postmaster(tmp_path)
        keeper = left.parent()
        assert keeper
        keeper.kill()
        wait_until(lambda: not lives(keeper), "the end of the keeper")
        with embedded.running(tmp_path, FAST) as again:
            assert ask(again.url, "SELECT n FROM kept") == 42
            assert postmaster(tmp_path).pid != left.pid
            assert not lives(left)


def test_a_pid_file_that_names_another_program_is_no_obstacle(tmp_path: Path) -> None:
    with embedded.running(tmp_path, FAST):
        pid_file = tmp_path / "postgres" / "data" / "postmaster.pid"
        lines = pid_file.read_text().splitlines()
    lines[0] = str(os.getpid())
    pid_file.write_text("\n".join([*lines, ""]))
    with embedded.running(tmp_path, FAST) as server:
        assert answers(server.url)
    assert psutil.pid_exists(os.getpid())


def test_a_half_made_data_directory_is_made_again(tmp_path: Path) -> None:
    half = tmp_path / "postgres" / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with embedded.running(tmp_path, FAST) as server:
        assert answers(server.url)


def test_a_path_too_long_for_a_socket_is_served_on_the_loopback(tmp_path: Path) -> None:
    with embedded.running(tmp_path / ("deep" * 25), FAST) as server:
        assert "host=127.0.0.1" in server.url
        assert answers(server.url)


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as caught:
        embedded.start(tmp_path, {"shared_buffers": "none"})
    (found,) = caught.value.diagnostics
    assert "shared_buffers" in (tmp_path / "postgres" / "server.log").read_text()
    assert str(tmp_path) in found.text()
    with embedded.running(tmp_path, FAST) as server:
        assert answers(server.url)


def test_a_large_log_is_put_aside(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path)
    cluster.log.write_bytes(b"x" * 10_000_001)
    cluster.open_log().close()
    assert cluster.log.stat().st_size == 0
    assert (tmp_path / "server.log.1").stat().st_size == 10_000_001


def test_the_database_of_the_tests_is_up(postgres_url: str) -> None:
    assert ask(postgres_url, "SELECT current_database()").startswith("test_")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can open a folder to another user")
@pytest.mark.parametrize("lists", [True, False])
def test_another_user_is_let_through_closed_folders(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    lists: bool,
) -> None:
    inner = tmp_path / "outer" / "inner"
    inner.mkdir(parents=True)
    inner.parent.chmod(0o700)
    (inner / "file").write_text("read")
    if not lists:
        monkeypatch.setattr("os.setxattr", lambda *_: Path("/nowhere").stat())
    nobody = OsUser(54321, 54321)
    nobody.let_through(inner)
    if lists:  # a plain chmod takes back what the list grants, until the next time
        inner.parent.chmod(0o700)
    nobody.let_through(inner)
    command = {"user": nobody.uid, "group": nobody.gid, "extra_groups": [], "capture_output": True, "text": True}
    read = subprocess.run(["/bin/cat", str(inner / "file")], check=False, **command)  # type: ignore[call-overload]
    assert read.stdout == "read"
    listed = subprocess.run(["/bin/ls", str(inner.parent)], check=False, **command)  # type: ignore[call-overload]
    assert listed.returncode != 0
    assert inner.parent.stat().st_mode & 0o007 == (0 if lists else 1)
