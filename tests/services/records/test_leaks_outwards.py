"""No file, export, print or change of many shows what the rules deny, under random rights."""

import csv
import io
import re
from collections import Counter
from contextlib import suppress
from typing import Any, NoReturn
from uuid import UUID

import pytest

from lowcode.bundle.print_template import PrintTemplate
from lowcode.kernel.errors import Forbidden, Invalid, NotFound
from lowcode.services.actor import Actor
from lowcode.services.exports import ExportRequest, Exports
from lowcode.services.imports import Imports
from lowcode.services.print_document import printed
from lowcode.services.record_app import RecordApp
from lowcode.services.record_bulk import BulkAction, BulkResult
from lowcode.services.record_query import Query
from lowcode.services.records import Records
from lowcode.services.workspace import Workspace
from lowcode.store.one_transaction import one_transaction
from tests.services.records import leak_world
from tests.services.records.conftest import Person
from tests.services.records.leak_world import PLAIN, Fuzz, app_of, found, rounds, title
from tests.services.records.shop import build, said

ALL = Query(limit=100)


@pytest.fixture
async def fuzz(records: Records, workspace: Workspace, person: Person) -> Fuzz:
    """A world of records."""
    app = app_of()
    await build(workspace.database, app)
    return await leak_world.leak_world(records, workspace, person, app)


async def test_files_of_records(fuzz: Fuzz) -> None:
    opened: Counter[bool] = Counter()
    async for app, who, judge in rounds(fuzz, 8):
        role = {"fields": ["papers"], "right": fuzz.draw.choice(["hidden", "masked", "read_only"])}
        grant = {"form": "customer", "actions": ["see"], "rows": fuzz.draw.choice(leak_world.RULES), "fields": [role]}
        held_ = app_of([{"name": "one", "label": said("one"), "grants": [grant]}])
        for one, known in ((app, judge), (held_, await fuzz.judge(held_, who))):

            async def apps(_: str, one: RecordApp = one) -> RecordApp:
                return one

            for id_, file in fuzz.papers.items():
                stored = fuzz.world.records["customer"][id_]
                allowed = bool(known.grants("customer", stored, "see")) and known.whole("customer", stored, "papers")
                opened[allowed] += 1
                try:
                    await fuzz.workspace.files.readable(apps, who, file)
                except (NotFound, Forbidden):
                    assert not allowed
                else:
                    assert allowed
    assert min(opened[True], opened[False]) > 20


async def test_exports(fuzz: Fuzz) -> None:
    exports = Exports(
        fuzz.workspace.database,
        fuzz.records.reading,
        Imports(fuzz.workspace.database, fuzz.workspace.settings, fuzz.records),
    )
    cells: Counter[bool] = Counter()
    async for app, who, judge in rounds(fuzz, 8):
        for form in PLAIN:
            allowed = judge.seen(form, "export")
            name = fuzz.draw.choice([one for one in PLAIN[form] if one != "level"])
            asked = ExportRequest(format="csv", columns=("id", name), language="zh-CN")
            try:
                file = await exports.export(app, who, form, asked)
            except Forbidden:
                assert not allowed
                continue
            except Invalid:
                assert all(judge.right(form, one, name) == "hidden" for one in allowed.values())
                continue
            rows = list(csv.reader(io.StringIO(file.path.read_text("utf-8-sig"))))[1:]
            file.path.unlink()
            assert {row[0] for row in rows} == allowed.keys()
            for id_, cell in rows:
                stored, shape = allowed[id_], app.logic(form).shapes[name]
                right = judge.right(form, stored, name)
                value = stored.get(name)
                cells[right == "hidden"] += 1
                if right == "hidden" or value is None:
                    assert not cell
                elif right == "masked":
                    assert cell == shape.masked(value, "zh-CN")
                elif name in {"parent", "customer"}:
                    assert cell == title(judge, "customer", value, "")
    assert min(cells[True], cells[False]) > 0


async def test_prints(fuzz: Fuzz, monkeypatch: pytest.MonkeyPatch) -> None:
    places = ["name", "memo", "phone", "parent.memo", "count(opportunities)", "sum(opportunities.amount)"]
    body = "".join(f"<p>[{{{{{one}}}}}]</p>" for one in [*places, "sum(sites.rent)"])
    template = PrintTemplate.model_validate(
        {"name": "sheet", "label": said("Sheet"), "form": "customer", "body": body, "language": "en"}
    )
    bodies: list[str] = []

    def noted(text: str, **_: Any) -> bytes:
        bodies.append(text)
        return b""

    monkeypatch.setattr("lowcode.services.print_document.pdf_of", noted)
    told: Counter[str] = Counter()
    async for app, who, judge in rounds(fuzz, 10):
        app.prints["sheet"] = template  # type: ignore[index]
        allowed = judge.seen("customer", "print")
        for id_, stored in fuzz.world.records["customer"].items():
            try:
                async with fuzz.workspace.database.connection() as connection:
                    reading, settings = fuzz.records.reading, fuzz.workspace.settings
                    await printed(
                        connection, reading, settings, app, actor=who, template="sheet", record_id=UUID(id_)
                    )  # fmt: skip
            except (NotFound, Forbidden):
                assert id_ not in allowed
                continue
            assert id_ in judge.seen("customer")
            cells = re.findall(r"<p>\[(.*?)\]</p>", bodies[-1])
            for name, shown in zip([*places, "rent"], cells, strict=True):
                told[name] += bool(shown.strip("*0"))
                if name in {"name", "memo"} and shown not in {"", "***"}:
                    assert judge.whole("customer", stored, name)
                if name == "parent.memo" and shown not in {"", "***"}:
                    assert shown == judge.reach("customer", stored, name)
                if name.startswith(("count(", "sum(o")) and shown not in {"", "0", "***"}:
                    mine = [one for one in fuzz.world.records["opportunity"].values() if one["customer"] == id_]
                    assert all(judge.reach("opportunity", one, "customer") == id_ for one in mine)
                    assert "sum" not in name or all(judge.whole("opportunity", one, "amount") for one in mine)
                if name == "rent" and shown not in {"", "0", "***"}:
                    assert judge.whole("customer", stored, "sites.rent")
    assert told["phone"] == 0
    assert told["memo"] > 0


async def test_changes_of_many(fuzz: Fuzz) -> None:
    changed = 0
    async for app, who, judge in rounds(fuzz, 10):
        for form, name in (("customer", "memo"), ("opportunity", "secret")):
            ids = tuple(UUID(one) for one in fuzz.world.records[form])
            wanted = BulkAction(action="edit", ids=ids, values={name: "q"})
            allowed = {
                id_ for id_, one in judge.seen(form, "edit").items() if judge.right(form, one, name, "edit") == "full"
            }
            try:
                result = await undone(fuzz, app, who, form, wanted)
            except Forbidden:
                assert not allowed
                continue
            refused = {str(one.id) for one in result.refused}
            assert fuzz.world.records[form].keys() - refused == allowed
            for one in result.refused:
                assert one.title == title(judge, form, str(one.id))
            changed += result.count
            trash = BulkAction(action="trash", query=Query(search="x"))
            try:
                result = await undone(fuzz, app, who, form, trash)
            except Forbidden:
                assert not judge.seen(form, "delete")
                continue
            reachable = {id_ for id_, one in judge.seen(form).items() if found(judge, form, one, "x")}
            assert result.count + result.refused_count <= len(reachable)
            assert result.count <= len(reachable & judge.seen(form, "delete").keys())
    assert changed > 20


class _UndoneError(Exception):
    """Undoes what was done."""


async def undone(fuzz: Fuzz, app: RecordApp, who: Actor, form: str, wanted: BulkAction) -> BulkResult:
    """Return what came of a change of many records, which is undone."""
    made: list[BulkResult] = []
    with suppress(_UndoneError):
        async with one_transaction(fuzz.workspace.database) as database:
            async with database.connection() as connection:
                made.append(await fuzz.records.inside(connection).bulk.carry_out(app, who, form, wanted))
            _undo()
    return made[0]


def _undo() -> NoReturn:
    """Undo what was done."""
    raise _UndoneError


@pytest.mark.parametrize(
    "asked",
    ["count(opportunities) > 0", 'some o in opportunities satisfies o.name = "n1"', "count(branches) > 0"],
)
async def test_who_refers_to_a_record_is_not_told_to_those_who_may_not_see_the_reference(
    fuzz: Fuzz, asked: str
) -> None:
    """Whoever sees all deals but not whose they are learns nothing by asking customers for their deals."""
    grants = [
        {"form": "customer", "actions": ["see"], "fields": [{"fields": ["parent"], "right": "hidden"}]},
        {"form": "opportunity", "actions": ["see"], "fields": [{"fields": ["customer"], "right": "hidden"}]},
    ]
    app = app_of([{"name": "one", "label": said("one"), "grants": grants}])
    who = Actor(account_id=fuzz.people[0].account_id, roles=frozenset({"shop.one"}))
    query = Query.model_validate({"filter": {"kind": "expression", "expression": asked}})
    with pytest.raises(Invalid) as refused:
        await fuzz.records.reading.page(app, who, "customer", query)
    assert {one.code for one in refused.value.diagnostics} == {"record-field-not-readable"}
