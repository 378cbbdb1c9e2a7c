"""What the tests of pages do with the product: run its commands, bring apps and people, and look for barriers."""

import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import pytest
from playwright.sync_api import Page

from lowcode.cli.main import main

PASSWORD: Final = "correct horse battery staple"
DESK: Final = (1440, 900)
PHONE: Final = (390, 844)
CATALOG: Final = Path(__file__).parents[2] / "apps_catalog"

Open = Callable[..., Page]
"""Opens the page of a route in a window of its own."""


def environment(home: Path, url: str) -> dict[str, str]:
    """Return the environment of a command that works on a database."""
    return {**os.environ, "LOWCODE_HOME": str(home), "LOWCODE_DATABASE_URL": url}


def lowcode(home: Path, url: str, *words: str, told: str = "") -> None:
    """Run a command of the product on a database.

    It runs in this process, which has loaded the product already, in a thread: the browser has that of the tests.
    """
    said = StringIO()

    def run() -> int:
        try:
            main(words)
        except SystemExit as end:
            return int(end.code or 0)
        return 0

    with ExitStack() as around:
        around.enter_context(patch.dict(os.environ, environment(home, url)))
        around.enter_context(patch.object(sys, "stdin", StringIO(told)))
        around.enter_context(redirect_stdout(said))
        around.enter_context(redirect_stderr(said))
        code = around.enter_context(ThreadPoolExecutor(1)).submit(run).result()
    assert code == 0, said.getvalue()


def bring(home: Path, url: str, app: str) -> None:
    """Import an app of the catalog."""
    lowcode(home, url, "app", "import", str(CATALOG / app))


def enrol(home: Path, url: str, name: str, shown: str, *, administrator: bool = True) -> None:
    """Add an account with the password of the tests."""
    more = ["--administrator"] if administrator else []
    words = ("account", name, "--display-name", shown, *more, "--password")
    lowcode(home, url, *words, told=f"{PASSWORD}\n{PASSWORD}\n")


def serious(page: Page, axe: str) -> list[str]:
    """Return the barriers that axe-core calls serious or worse, with the place of the first of each."""
    page.evaluate(axe)
    found = page.evaluate(
        "async () => (await axe.run()).violations.map(one => [one.impact, one.id, one.nodes[0].target.join(' ')])"
    )
    return [f"{name} {place}" for impact, name, place in found if impact in {"serious", "critical"}]


def fits(page: Page) -> None:
    """Wait until nothing on a page is wider than the window."""
    # Pages forbid to make programs of texts, which is how a browser would wait by itself.
    too_wide = 0
    for _ in range(100):
        too_wide = page.evaluate("Math.max(0, document.documentElement.scrollWidth - innerWidth)")
        if too_wide == 0:
            return
        page.wait_for_timeout(100)
    pytest.fail(f"the page is {too_wide} pixels wider than the window")


class SignedIn:
    """A page of somebody who has signed in and may see everything in the app of customers and sales."""

    records = "/api/apps/crm/forms/{}/records"
    """The route of the records of a form."""

    def __init__(self, opened: Open, name: str, **options: Any) -> None:
        self.page = opened("", **options)
        self.origin = self.page.evaluate("location.origin")
        me = self.page.request.post(f"{self.origin}/api/login", data={"name": name, "password": PASSWORD}).json()
        self.proof = {"X-CSRF-Token": me["csrf"]}
        self.ask("post", "/api/grants", {"role": "crm.admin", "account_id": me["account"]["id"]})

    def ask(self, method: str, path: str, data: Any = None) -> Any:
        """Return the answer to a request; None when it is refused or says nothing."""
        send = getattr(self.page.request, method)
        answer = send(f"{self.origin}{path}", headers=self.proof, **({} if data is None else {"data": data}))
        return answer.json() if answer.ok and answer.text() else None

    def show(self, route: str) -> Page:
        """Return the page at a route."""
        self.page.goto(f"{self.origin}/#/{route}")
        self.page.reload()
        return self.page
