"""Shows the first start as people see it: an address, a way in, something to look at, also after a violent end."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

SERVE = [sys.executable, "-c", "from lowcode.cli.main import main; main()", "serve", "--port", "0"]


@contextmanager
def served(home: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """Start the product in a home, as a terminal in English would."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("LOWCODE_", "LC_"))}
    environment |= {"LOWCODE_HOME": str(home), "LANG": "en_US.UTF-8", "PYTHONUNBUFFERED": "1"}
    pipe = subprocess.PIPE
    with subprocess.Popen([*SERVE, *options], env=environment, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=30)


def until(process: subprocess.Popen[str], last: str) -> str:
    """Return what the product prints up to a line that begins with some words; it is killed after five minutes."""
    assert process.stdout is not None
    patience = threading.Timer(300, process.kill)
    patience.start()
    try:
        said = ""
        for line in process.stdout:
            said += line
            if line.strip().startswith(last):
                return said
    finally:
        patience.cancel()
    message = f"'{last}' was never printed, but:\n{said}"
    raise AssertionError(message)


def test_a_first_start_that_is_killed_goes_on_when_it_is_called_again(tmp_path: Path) -> None:
    with served(tmp_path) as process:
        assert process.stderr is not None
        while "records" not in process.stderr.readline():
            assert process.poll() is None
        process.kill()
        assert process.wait(30) == -signal.SIGKILL
    with served(tmp_path) as process:
        said = until(process, "channel")
        address = re.search(r"http://127\.0\.0\.1:\d+", said)
        assert address, said
        passwords = dict(re.findall(r"^  (\w+) +(\S+-\S+)", said, re.MULTILINE))
        assert {"admin", "director", "manager", "seller", "legal", "finance", "buyer", "keeper"} <= set(passwords)
        assert re.search(r"and seller2, seller3, .*, with the password of seller", said)
        sees = {"admin": "crm", "director": "crm", "seller": "crm", "buyer": "inventory"}
        for name, app in sees.items():
            form = {"crm": "customer", "inventory": "purchase_order"}[app]
            with httpx.Client(base_url=address[0], timeout=30) as browser:
                login = {"name": name, "password": passwords[name]}
                assert browser.post("/api/login", json=login).status_code == 200
                found = browser.get(f"/api/apps/{app}/forms/{form}/records").json()
                assert found["records"], name


def test_a_password_that_cannot_be_taken_is_refused_with_what_to_do(tmp_path: Path) -> None:
    environment = {**os.environ, "LOWCODE_HOME": str(tmp_path), "LOWCODE_ADMIN_PASSWORD": "short", "LANG": "C"}
    done = subprocess.run(SERVE, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "LOWCODE_ADMIN_PASSWORD cannot be the password" in done.stderr
    assert "The password has 5 characters." in done.stderr
