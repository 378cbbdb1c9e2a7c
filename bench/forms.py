"""A form of 60 fields with a sub-table in Chromium: what opening it and each key costs, beside a bare input and antd's.

CPU is that of the page's main thread, as the browser counts it; drawing on the screen is done elsewhere.
"""

import json
import shutil
import statistics
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from bench import Figure
from engine_forms.form import Form
from engine_forms.form_set import FormSet
from engine_forms.submission import FormLogic
from lowcode.services.form_page import form_page

_WEB = Path(__file__).parents[1] / "web"
_BUILT = _WEB / "dist" / "bench"
_FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
_KINDS = ("text", "number", "text", "choice", "text", "date", "number", "long_text", "text", "switch")
_MANY = 500


def figures(*, quick: bool) -> Iterator[Figure]:
    """Measure keys, opening and many rows; ours and the yardsticks in turns, the median of the turns."""
    turns, keys = (2, 20) if quick else (5, 40)
    _build()
    with _served() as address, _browser() as browser:
        opened: dict[str, list[float]] = {"ours": [], "antd": [], "bare": []}
        typed: dict[str, list[float]] = {"ours": [], "antd": [], "bare": []}
        slow: list[float] = []
        for _ in range(turns):
            for name, costs in opened.items():
                with _page(browser) as (page, session):
                    costs.append(_open(page, session, f"{address}/index.html?page={name}&rows=10"))
                    typed[name].append(_type(page, session, "#field_0, #field-field_0", keys))
            with _page(browser) as (page, session):
                _open(page, session, f"{address}/index.html?page=ours&rows=10")
                session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
                slow.append(_type(page, session, "#field-field_0", keys))
        ours, antd, bare = (statistics.median(typed[name]) for name in ("ours", "antd", "bare"))
        yield Figure("form-key", ours, 20, "ms of CPU", at_most=True)
        yield Figure("form-key-against-a-bare-input", ours, 3, "ms of CPU", bare, at_most=True)
        yield Figure("form-key-against-antd", ours, 1, "ms of CPU", antd, at_most=True)
        ours, antd = (statistics.median(opened[name]) for name in ("ours", "antd"))
        yield Figure("form-opened", ours, 300, "ms of CPU", at_most=True)
        yield Figure("form-opened-against-antd", ours, 1, "ms of CPU", antd, at_most=True)
        yield Figure("form-key-four-times-slower", statistics.median(slow), 80, "ms of CPU", at_most=True)
        yield from _many_rows(browser, address, keys)


def _many_rows(browser: Browser, address: str, keys: int) -> Iterator[Figure]:
    """Measure a sub-table of many rows: a key in a cell, and the way of a wheel through them."""
    with _page(browser) as (page, session):
        opened = _open(page, session, f"{address}/index.html?page=ours&rows={_MANY}")
        yield Figure("form-with-500-rows-opened", opened, 600, "ms of CPU", at_most=True)
        page.locator("[role=gridcell]").nth(1).click()
        cost = _type(page, session, "[role=gridcell] input", keys, text="1")
        yield Figure("key-in-500-rows", cost, 30, "ms of CPU", at_most=True)
        before = _busy(session)
        steps = page.evaluate(_SCROLL)
        yield Figure(
            "400-pixels-of-500-rows-scrolled", (_busy(session) - before) / steps, 33, "ms of CPU", at_most=True
        )


_SCROLL = """async () => {
  const grid = document.querySelector("[role=grid]");
  let steps = 0;
  for (let top = 0; top < grid.scrollHeight; top += 400) {
    grid.scrollTop = top;
    steps += 1;
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  }
  return steps;
}"""
_QUIET = """() => new Promise((done) => {
  let rested = 0;
  const look = () => { rested += 1; rested > 10 ? done() : requestAnimationFrame(look); };
  look();
})"""


def _open(page: Page, session: CDPSession, address: str) -> float:
    """Return the CPU of opening a page in milliseconds, its programs being in the cache of the browser."""
    page.goto(address)
    page.wait_for_selector("#field_0, #field-field_0")
    page.goto("about:blank")
    page.goto(address, wait_until="commit")
    page.wait_for_selector("#field_0, #field-field_0")
    page.evaluate(_QUIET)
    return _busy(session)


def _type(page: Page, session: CDPSession, place: str, keys: int, text: str = "a") -> float:
    """Return the CPU of a key in milliseconds."""
    # Sections out of sight are drawn when there is time.
    page.wait_for_selector(".section-later", state="detached")
    field = page.locator(place).first
    field.focus()
    for _ in range(5):
        page.keyboard.press(text)
    page.evaluate(_QUIET)
    before = _busy(session)
    for _ in range(keys):
        page.keyboard.press(text)
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    return (_busy(session) - before) / keys


def _busy(session: CDPSession) -> float:
    """Return how long the main thread of the page has worked, in milliseconds of CPU."""
    told = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return float(told["TaskDuration"]) * 1_000


@contextmanager
def _page(browser: Browser) -> Iterator[tuple[Page, CDPSession]]:
    """Hold a page of its own, whose work is counted."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    yield page, session
    context.close()


@contextmanager
def _browser() -> Iterator[Browser]:
    """Hold a browser."""
    program = shutil.which("chromium")
    assert program, "there is no browser: make chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_FLAGS)
        yield browser
        browser.close()


@contextmanager
def _served() -> Iterator[str]:
    """Hold a server of the built pages, and give its address."""
    handler = partial(_Quiet, directory=str(_BUILT))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


class _Quiet(SimpleHTTPRequestHandler):
    """A server of files that says nothing."""

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing."""


def _build() -> None:
    """Build the pages, with the form that they show."""
    program = shutil.which("npx")
    assert program, "there is no Node"
    subprocess.run(
        [program, "vite", "build", "--config", "vite.bench.config.ts", "--logLevel", "error"], cwd=_WEB, check=True
    )
    logic = FormLogic(FormSet([Form.model_validate(_form())], []), "big")
    page = form_page("bench", logic).model_dump(mode="json", by_alias=True)
    (_BUILT / "form.json").write_text(json.dumps(page, ensure_ascii=False), encoding="utf-8")


def _form() -> dict[str, Any]:
    """Return a form of 60 fields in six sections, with computed values, conditions and a sub-table."""
    fields = [_field(at, _KINDS[at % len(_KINDS)]) for at in range(60)]
    lines = {
        "kind": "subtable",
        "name": "lines",
        "label": _label("Lines"),
        "fields": [
            {"kind": "text", "name": "text", "label": _label("Text")},
            {"kind": "number", "name": "quantity", "label": _label("Quantity"), "digits": 2},
            {"kind": "money", "name": "price", "label": _label("Price")},
            {
                "kind": "formula",
                "name": "amount",
                "label": _label("Amount"),
                "expression": "quantity * price",
                "result": "money",
            },
        ],
        "totals": ["quantity", "amount"],
    }
    total = {
        "kind": "formula",
        "name": "total",
        "label": _label("Total"),
        "expression": "sum(lines.amount)",
        "result": "money",
    }
    sections = [
        {
            "kind": "section",
            "label": _label(f"Section {part}"),
            "items": [
                {"kind": "field", "field": f"field_{at}", "width": "half"} for at in range(part * 10, part * 10 + 10)
            ],
        }
        for part in range(6)
    ]
    end = [{"kind": "field", "field": name} for name in ("lines", "total")]
    return {"name": "big", "label": _label("Big"), "fields": [*fields, lines, total], "layout": [*sections, *end]}


def _field(at: int, kind: str) -> dict[str, Any]:
    """Return one field; each section has one that is shown, and one that is required, by the first field."""
    field: dict[str, Any] = {"kind": kind, "name": f"field_{at}", "label": _label(f"Field {at}")}
    if kind == "choice":
        field["options"] = [{"value": one, "label": _label(one)} for one in "abc"]
    if at % len(_KINDS) == 8:
        field["visible"] = 'field_0 = null or field_0 != "hidden"'
    if at % len(_KINDS) == 4:
        field["required"] = 'field_0 = "needed"'
    if at % len(_KINDS) == 2 and at:
        field["computed"] = {"expression": 'string join([field_0, "copied"], " ")'}
    return field


def _label(text: str) -> dict[str, str]:
    """Return a text in both languages."""
    return {"en": text, "zh-CN": text}
