"""Shows that rules look at records that are imported as at all others."""

from collections.abc import AsyncIterator
from typing import Any

from lowcode.services.actor import PRODUCT
from lowcode.services.files import Files
from lowcode.services.import_messages import ImportMapping, ImportOutcome
from lowcode.services.imports import Imports, NewImport
from lowcode.services.record_query import Query, Sort
from tests.services.rules.conftest import Desk, said

OFFER = {
    "fields": [
        {"kind": "text", "name": "name", "label": said("Name"), "unique": True},
        {"kind": "number", "name": "amount", "label": said("Amount"), "digits": 0},
        {"kind": "text", "name": "size", "label": said("Size")},
        {"kind": "stage", "name": "stage", "label": said("Stage"), "states": [
            {"name": one, "label": said(one)} for one in ("open", "won")
        ]},
    ]
}  # fmt: skip
SIZE = {
    "name": "size",
    "form": "offer",
    "trigger": {"kind": "became_true"},
    "timing": "before",
    "condition": "amount > 100",
    "values": {"size": '"large"'},
}
REFUSED = {
    "name": "least",
    "form": "offer",
    "trigger": {"kind": "became_true"},
    "timing": "before",
    "condition": "amount < 10",
    "refuse": said("too small"),
    "field": "amount",
}


async def load(desk: Desk, text: str, **more: Any) -> ImportOutcome:
    """Return what comes of a table of text."""
    tools = desk.tools
    database, settings = tools.workspace.database, tools.workspace.settings
    imports, app = Imports(database, settings, tools.records), await tools.record_app("desk")

    async def pieces() -> AsyncIterator[bytes]:
        yield text.encode()

    file = await Files(database, settings).upload(PRODUCT, "offers.csv", pieces())
    found = await imports.analyse(app, PRODUCT, "offer", NewImport(file=file.id))
    columns = {one.at: one.field for one in found.columns if one.field is not None}
    mapping = ImportMapping(header=found.header, columns=columns, **more)
    await imports.start(app, PRODUCT, "offer", found.id, mapping)
    return await imports.carry_out(app, PRODUCT, "offer", found.id)


async def sizes(desk: Desk) -> list[tuple[Any, ...]]:
    """Return the offers."""
    app = await desk.tools.record_app("desk")
    page = await desk.tools.records.reading.page(app, PRODUCT, "offer", Query(sort=(Sort(by="name"),)))
    return [(one.values["name"], one.values["size"], one.values["stage"]) for one in page.records]


async def test_rules_before_saving_look_at_rows(desk: Desk) -> None:
    await desk.publish({"offer": OFFER}, [SIZE, REFUSED])
    outcome = await load(desk, "Name,Amount,Stage\na,50,open\nb,500,won\n")
    assert (outcome.created, outcome.problems) == (2, ())
    # What a rule fills in does not send records of the past back to the first state.
    assert await sizes(desk) == [("a", None, "open"), ("b", "large", "won")]
    outcome = await load(desk, "Name,Amount\nc,50\nd,5\n")
    assert (outcome.created, outcome.refused) == (0, 1)
    (problem,) = outcome.problems
    assert (problem.row, problem.column, problem.problem.message.en) == (3, 1, "too small")
    outcome = await load(desk, "Name,Amount\na,200\n", mode="update", key=("name",))
    assert outcome.updated == 1
    assert await sizes(desk) == [("a", "large", "open"), ("b", "large", "won")]
    outcome = await load(desk, "Name,Amount\na,2\n", mode="update", key=("name",))
    assert outcome.refused == 1


async def test_a_rule_that_is_switched_off_looks_at_nothing(desk: Desk) -> None:
    await desk.publish({"offer": OFFER}, [REFUSED | {"active": False}])
    outcome = await load(desk, "Name,Amount\nc,50\nd,5\n")
    assert outcome.created == 2
