"""What the tests of pages do with the product: run its commands, bring apps and people, and look for barriers."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Page

PASSWORD: Final = "correct horse battery staple"
DESK: Final = (1440, 900)
PHONE: Final = (390, 844)
CATALOG: Final = Path(__file__).parents[2] / "apps_catalog"

Open = Callable[..., Page]
"""Opens the page of a route in a window of its own."""


def environment(home: Path, url: str) -> dict[str, str]:
    """Return the environment of a command that works on a database."""
    return {**os.environ, "LOWCODE_HOME": str(home), "LOWCODE_DATABASE_URL": url}


def lowcode(home: Path, url: str, *words: str, told: str = "") -> str:
    """Run a command of the product on a database, and return what it says."""
    program = Path(sys.executable).with_name("lowcode")
    done = subprocess.run(
        [str(program), *words], input=told, env=environment(home, url), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


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
