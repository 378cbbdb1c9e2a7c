"""Rules ask decision tables: prices, rebates and whatever is decided by them, each with the days on which it holds."""

from typing import Any

import pytest

from lowcode.bundle.app import LAYOUT
from lowcode.bundle.folder import write
from lowcode.bundle.parsing import parsed
from lowcode.bundle.references import references
from lowcode.services.actor import PRODUCT
from tests.services.rules.conftest import Desk, day, said

PAYMENT: dict[str, Any] = {
    "name": "payment",
    "label": said("Payment"),
    "fields": [
        {"kind": "text", "name": "line", "label": said("Product line")},
        {"kind": "number", "name": "paid", "label": said("Paid"), "digits": 2},
        {"kind": "date", "name": "paid_on", "label": said("Paid on")},
        {"kind": "number", "name": "rate", "label": said("Rate"), "digits": 4},
        {"kind": "number", "name": "rebate", "label": said("Rebate"), "digits": 2},
        {"kind": "text", "name": "tier", "label": said("Tier")},
    ],
}


def table(*rows: tuple[str, str, str, str]) -> dict[str, Any]:
    """Return a table of product line and paid amount to rate and tier."""
    return {
        "hit_policy": {"kind": "first"},
        "inputs": [{"expression": {"text": name}} for name in ("line", "paid")],
        "outputs": [{"name": "rate"}, {"name": "tier"}],
        "rules": [
            {"inputs": [{"text": one} for one in row[:2]], "outputs": [{"text": one} for one in row[2:]]}
            for row in rows
        ],
    }


REBATES: dict[str, Any] = {
    "name": "rebates",
    "label": said("Rebates"),
    "inputs": {"line": "string", "paid": "number"},
    "table": table(
        ('"A"', ">= 1000000", "0.05", '"gold"'), ('"A"', ">= 500000", "0.03", '"silver"'), ("-", "-", "0", '"none"')
    ),
    "editions": [{"since": "2026-03-10", "table": table(('"A"', ">= 500000", "0.04", '"new"'), ("-", "-", "0", '""'))}],
}
BEFORE: dict[str, Any] = {
    "name": "rated",
    "label": said("Rated"),
    "form": "payment",
    "trigger": {"kind": "became_true"},
    "timing": "before",
    "condition": "paid != null",
    "decisions": [{"name": "found", "decision": "rebates", "on": "paid_on"}],
    "values": {"rate": "found.rate", "rebate": "paid * found.rate"},
}
INSIDE: dict[str, Any] = {
    "name": "told",
    "label": said("Told"),
    "form": "payment",
    "trigger": {"kind": "record_created"},
    "decisions": [{"name": "found", "decision": "rebates", "inputs": {"paid": "paid * 2"}}],
    "effects": [{"kind": "update_records", "values": {"tier": "found.tier"}}],
}


def document(*rules: dict[str, Any]) -> dict[str, Any]:
    """Return an app."""
    return {
        "app": {"format": 1, "name": "desk", "label": said("Desk")},
        "forms": {"payment": PAYMENT},
        "decisions": {"rebates": REBATES},
        "rules": {one["name"]: one for one in rules},
    }


@pytest.fixture
async def paying(desk: Desk) -> Desk:
    await desk.tools.workspace.bundles.import_files(PRODUCT, write(document(BEFORE, INSIDE), LAYOUT))
    await desk.tools.record_apps.refresh()
    return desk


async def test_s30_a_rule_computes_by_the_table_of_the_day(paying: Desk) -> None:
    with day(30):
        found = [
            (await paying.create("payment", line="A", paid=paid, paid_on=on)).values
            for paid, on in (("600000", "2026-03-09"), ("1000000", "2026-03-09"), ("600000", "2026-03-10"))
        ]
    assert [(one["rate"], one["rebate"]) for one in found] == [
        ("0.03", "18000"),
        ("0.05", "50000"),
        ("0.04", "24000"),
    ]


async def test_s30_effects_know_what_a_table_says_and_the_firing_keeps_it(paying: Desk) -> None:
    with day(0):
        one = await paying.create("payment", line="A", paid="600000", paid_on="2026-03-09")
    assert (await paying.read("payment", one.id)).values["tier"] == "gold"
    with day(9):
        other = await paying.create("payment", line="A", paid="600000", paid_on="2026-03-09")
    assert (await paying.read("payment", other.id)).values["tier"] == "new"
    (first, second) = await paying.fired("told")
    assert (first["read"]["found"], second["read"]["found"]["tier"]) == ({"rate": 0.05, "tier": "gold"}, "new")


def test_questions_that_cannot_be_asked_are_found_before_publishing() -> None:
    wrong = [
        {**INSIDE, "decisions": [{"name": "found", "decision": "rebate"}]},
        {**INSIDE, "decisions": [{"name": "found", "decision": "rebates", "inputs": {"size": "paid"}}]},
        {**INSIDE, "decisions": [{"name": "found", "decision": "rebates", "inputs": {"paid": "payed"}}]},
    ]
    for rule in wrong:
        found = [one.path for one in references(parsed(document(rule)), {})]
        assert any(path.startswith("rules/told.json/decisions/0") for path in found), rule["decisions"]
    lacking = {**REBATES, "inputs": {**REBATES["inputs"], "size": "number"}}
    found = [one.code for one in references(parsed({**document(INSIDE), "decisions": {"rebates": lacking}}), {})]
    assert "rule-input-missing" in found
