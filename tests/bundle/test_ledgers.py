"""What is said of ledgers that are wrong, before anything is published."""

from pathlib import Path
from typing import Any

import pytest

from lowcode.bundle.app import LAYOUT, Bundle
from lowcode.bundle.content import bundle_of
from lowcode.bundle.folder import files_of, read
from lowcode.bundle.parsing import parsed
from lowcode.bundle.references import check
from lowcode.bundle.trial import failures

FOLDER = Path(__file__).parents[2] / "apps_catalog" / "inventory"


def document() -> dict[str, Any]:
    """Return the shipped app, which a test may change."""
    return read(files_of(FOLDER), LAYOUT)


def needed() -> dict[str, Bundle]:
    """Return the app that it needs."""
    bundle = bundle_of(read(files_of(FOLDER.parent / "crm"), LAYOUT))
    assert bundle is not None
    return {"crm": bundle}


def test_the_shipped_app_is_right_and_passes_its_tests() -> None:
    content = document()
    assert check(content, needed()) == ()
    bundle = parsed(content).bundle
    assert bundle is not None
    assert [*failures(bundle, needed())] == []


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        (lambda one: one["keys"][0].update(to="goods"), "bundle-ledger-name-unknown", "/keys/0/to"),
        (lambda one: one["postings"][0].update(form="invoice"), "bundle-ledger-name-unknown", "/postings/0/form"),
        (lambda one: one["postings"][0].update(rows="rows"), "bundle-ledger-name-unknown", "/postings/0/rows"),
        (lambda one: one["postings"][0].update(stages=["lost"]), "bundle-ledger-name-unknown", "/postings/0/stages/0"),
        (lambda one: one["postings"][0]["keys"].pop("product"), "bundle-ledger-key-missing", "/postings/0/keys"),
        (
            lambda one: one["postings"][0]["keys"].update(shelf="batch"),
            "bundle-ledger-name-unknown",
            "/postings/0/keys/shelf",
        ),
        (
            lambda one: one["postings"][0]["measures"].update(weight="1"),
            "bundle-ledger-name-unknown",
            "/postings/0/measures/weight",
        ),
        (
            lambda one: one["postings"][0]["measures"].update(on_hand="batch"),
            "bundle-ledger-type-wrong",
            "/postings/0/measures/on_hand",
        ),
        (
            lambda one: one["postings"][0].update(when="current user.name = warehouse.name"),
            "bundle-ledger-reads-person",
            "/postings/0/when",
        ),
        (lambda one: one["postings"][0].update(until="quantity"), "bundle-ledger-type-wrong", "/postings/0/until"),
        (lambda one: one["checks"][0].update(value="warehouse.name"), "bundle-ledger-type-wrong", "/checks/0/value"),
        (lambda one: one["measures"][0].update(name="balance"), "bundle-ledger-name-taken", "/measures/0/name"),
        (lambda one: one["measures"][0].update(name="product"), "bundle-ledger-name-taken", "/measures/0/name"),
    ],
)
def test_mistakes_are_told_at_their_place(change: Any, code: str, place: str) -> None:
    content = document()
    change(content["ledgers"]["stock"])
    found = {(one.code, one.path) for one in check(content, needed())}
    assert (code, f"ledgers/stock.json{place}") in found


def test_a_ledger_takes_no_name_of_a_form() -> None:
    content = document()
    content["ledgers"]["receipt"] = {**content["ledgers"].pop("stock"), "name": "receipt"}
    found = {(one.code, one.path) for one in check(content, needed())}
    assert ("bundle-ledger-name-taken", "ledgers/receipt.json/name") in found
