"""Rows of a file become rows of sub-tables, and go back to files as such."""

import csv
import io
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest

from lowcode.services.actor import Actor
from lowcode.services.exports import ExportRequest, Exports
from lowcode.services.files import Files
from lowcode.services.import_messages import ImportMapping, ImportOutcome, ImportPreview
from lowcode.services.import_sheets import read_sheets
from lowcode.services.import_undo import ImportUndo
from lowcode.services.imports import Imports, NewImport
from lowcode.services.record_app import RecordApp
from lowcode.services.record_query import Query, Sort
from lowcode.services.record_writing import NewRecord
from lowcode.services.records import Records
from lowcode.services.workspace import Workspace
from tests.services.records.shop import FORMS, build, record_app, said

Load = Callable[..., Awaitable[ImportOutcome]]
TITLES = ["title", "customer", "lines.product", "lines.quantity"]


@pytest.fixture
async def app(workspace: Workspace, records: Records, boss: Actor) -> RecordApp:
    """The shop, with products and a customer."""
    actions = ["see", "create", "edit", "delete", "export", "import"]
    grants = [{"form": one["name"], "actions": actions} for one in FORMS]
    app = record_app([{"name": "boss", "label": said("Boss"), "grants": grants}])
    await build(workspace.database, app)
    for name, price in (("pen", "2"), ("ink", "5"), ("cap", "1")):
        await records.writing.create(app, boss, "product", NewRecord(values={"name": name, "price": price}))
    await records.writing.create(app, boss, "customer", NewRecord(values={"name": "ACME"}))
    return app


@pytest.fixture
def load(workspace: Workspace, app: RecordApp, imports: Imports, boss: Actor) -> Load:
    """A function that imports rows of quotations; with `preview` it only looks at them."""
    files = Files(workspace.database, workspace.settings)

    async def go(
        rows: Sequence[Sequence[str]], titles: Sequence[str] = TITLES, *, preview: bool = False, **more: Any
    ) -> ImportOutcome | ImportPreview:
        text = io.StringIO()
        csv.writer(text).writerows([titles, *rows])

        async def pieces() -> Any:
            yield text.getvalue().encode()

        file = await files.upload(boss, "rows.csv", pieces())
        found = await imports.analyse(app, boss, "quotation", NewImport(file=file.id))
        names = {at: name for at, name in enumerate(titles) if name}
        mapping = ImportMapping(header=1, columns=names, **more)
        if preview:
            return await imports.preview(app, boss, "quotation", found.id, mapping, "en")
        await imports.start(app, boss, "quotation", found.id, mapping)
        return await imports.carry_out(app, boss, "quotation", found.id)

    return go  # type: ignore[return-value]


async def quotations(records: Records, app: RecordApp, boss: Actor) -> dict[str, list[tuple[str, str]]]:
    """Return the quotations with their lines."""
    page = await records.reading.page(app, boss, "quotation", Query(sort=(Sort(by="title"),)), rows=True)
    return {
        one.values["title"]: [(page.titles[row["product"]], row["quantity"]) for row in one.values["lines"]]
        for one in page.records
    }


async def test_rows_below_a_head_are_its_lines(load: Load, records: Records, app: RecordApp, boss: Actor) -> None:
    outcome = await load([
        ["Q1", "ACME", "pen", "3"], ["", "", "ink", "4"],
        ["Q2", "ACME", "cap", "1"], ["Q2", "ACME", "cap", "2"], ["Q2", "", "pen", "5"],
        ["Q3", "ACME", "", ""], ["Q4", "ACME", "", ""],
    ])  # fmt: skip
    assert (outcome.created, outcome.problems) == (4, ())
    expected = {
        "Q1": [("pen", "3"), ("ink", "4")],
        "Q2": [("cap", "1"), ("cap", "2"), ("pen", "5")],
        "Q3": [],
        "Q4": [],
    }
    assert await quotations(records, app, boss) == expected
    page = await records.reading.page(app, boss, "quotation", Query(sort=(Sort(by="title"),)))
    assert [one.values["total"] for one in page.records] == ["26", "13", "0", "0"]


async def test_mistakes_in_lines_name_the_row_and_the_column(
    load: Load, records: Records, app: RecordApp, boss: Actor
) -> None:
    outcome = await load([["Q1", "ACME", "pen", "3"], ["", "", "nothing", "4"], ["", "", "ink", "many"]])
    assert outcome.created == 0
    assert [(one.row, one.column) for one in outcome.problems] == [(4, 3), (3, 2)]
    assert await quotations(records, app, boss) == {}
    found: Any = await load([["Q1", "ACME", "pen", "3"], ["", "", "ink", "x"], ["Q2", "", "", ""]], preview=True)
    assert [(one.row, one.action) for one in found.rows] == [(2, "refused"), (4, "create")]
    assert [(one.row, one.column) for one in found.rows[0].problems] == [(3, 3)]
    found = await load([["Q1", "ACME", "pen", "3"], ["", "", "ink", "1"]], preview=True)
    assert found.rows[0].values["lines"] == "2 rows"


async def test_lines_of_records_that_are_there(
    load: Load, records: Records, app: RecordApp, boss: Actor, imports: Imports, exports: Exports
) -> None:
    await load([["Q1", "ACME", "pen", "3"], ["", "", "ink", "4"], ["Q2", "ACME", "cap", "1"]])
    asked = ExportRequest(format="csv", language="en", query=Query(sort=(Sort(by="title"),)))
    file = await exports.export(app, boss, "quotation", asked)
    rows = read_sheets(file.path.read_bytes()).rows
    file.path.unlink()
    assert rows[0] == ["title", "customer", "lines: product", "lines: quantity", "lines: price", "lines: cost",
                       "lines: amount", "total", "costs"]  # fmt: skip
    assert [row[:4] for row in rows[1:]] == [
        ["Q1", "ACME", "pen", "3"],
        ["", "", "ink", "4"],
        ["Q2", "ACME", "cap", "1"],
    ]
    again = [[str(one) for one in row[:4]] for row in rows[1:]]
    outcome = await load(again, mode="update", key=("title",))
    assert (outcome.updated, outcome.unchanged, outcome.problems) == (0, 2, ())
    # Lines keep their place: what is not in the file any more goes.
    outcome = await load([["Q1", "", "pen", "7"]], mode="update", key=("title",))
    assert (outcome.updated, outcome.problems) == (1, ())
    assert await quotations(records, app, boss) == {"Q1": [("pen", "7")], "Q2": [("cap", "1")]}
    runs = await imports.runs(app, boss, "quotation")
    undone = await ImportUndo(imports).undo(app, boss, "quotation", runs[0].id)
    assert (undone.restored, undone.kept) == (1, 0)
    assert (await quotations(records, app, boss))["Q1"] == [("pen", "3"), ("ink", "4")]


async def test_the_template_has_columns_for_lines(exports: Exports, app: RecordApp, boss: Actor) -> None:
    file = await exports.template(app, boss, "quotation", "zh-CN")
    titles = read_sheets(file.path.read_bytes()).rows[0]
    file.path.unlink()
    assert titles[:4] == ["title", "customer", "lines：product", "lines：quantity"]
    assert not any("amount" in str(one) for one in titles)
