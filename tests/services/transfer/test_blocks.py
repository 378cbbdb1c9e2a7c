"""Rows that are imported column by column become what they become one by one."""

import csv
import io
from collections.abc import Awaitable, Callable, Sequence
from random import Random
from typing import Any
from uuid import UUID

import pytest

from lowcode.services.actor import Actor
from lowcode.services.files import Files
from lowcode.services.import_blocks import Blocks
from lowcode.services.import_columns import targets
from lowcode.services.import_messages import ImportMapping
from lowcode.services.imports import Imports, NewImport
from lowcode.services.record_app import RecordApp
from lowcode.services.record_observer import Written
from lowcode.services.record_writing import NewRecord
from lowcode.services.records import Records
from lowcode.services.workspace import Workspace
from lowcode.store.records import Author
from lowcode.store.statement import Connection
from tests.services.records.shop import build
from tests.services.transfer.conftest import Person
from tests.services.transfer.kinds import cells, everything_app

OTHERS = [f"Other {at}" for at in range(5)]
Everything = Callable[..., Awaitable[dict[str, Any]]]


class _Watch:
    """Somebody who is told of records that were written."""

    def __init__(self, told: list[Any]) -> None:
        self.told = told
        # For trial, numbers are made up.
        self.apart = {"id", "created at", "updated at", "the_serial_number"}

    async def concerned(self, _connection: Connection, _app: RecordApp, form: str) -> bool:
        return form == "everything"

    async def written(
        self, _connection: Connection, _app: RecordApp, _form: str, _author: Author, records: Sequence[Written]
    ) -> None:
        for one in records:
            values = {name: value for name, value in one.after.items() if name not in self.apart}
            self.told.append((one.before, sorted(one.changed), values))


@pytest.fixture
async def app(workspace: Workspace, records: Records, boss: Actor) -> RecordApp:
    """The app with every kind of field, and some records to refer to."""
    app = everything_app()
    await build(workspace.database, app)
    await records.writing.create_many(app, boss, "other", [NewRecord(values={"name": one}) for one in OTHERS])
    return app


@pytest.fixture
def both(
    workspace: Workspace, app: RecordApp, records: Records, imports: Imports, monkeypatch: pytest.MonkeyPatch
) -> Everything:
    """A function that imports rows column by column and one by one, and returns what comes of it when it is alike."""
    database, files = workspace.database, Files(workspace.database, workspace.settings)

    told: list[Any] = []
    watch = _Watch(told)
    records.writing.observers.add(watch)

    async def once(actor: Actor, names: list[str], rows: list[list[str]], *, check: bool) -> dict[str, Any]:
        text = io.StringIO()
        csv.writer(text).writerows([names, *rows])

        async def pieces() -> Any:
            yield text.getvalue().encode()

        file = await files.upload(actor, "rows.csv", pieces())
        found = await imports.analyse(app, actor, "everything", NewImport(file=file.id))
        mapping = ImportMapping(header=1, columns=dict(enumerate(names)))
        await imports.start(app, actor, "everything", found.id, mapping, check=check)
        outcome = await imports.carry_out(app, actor, "everything", found.id, check=check)
        kept = outcome.model_dump(mode="json", exclude={"seconds", "first", "last"})
        return {"outcome": kept, "told": [*told], **await _kept(workspace)}

    async def go(actor: Actor, names: list[str], rows: list[list[str]], *, check: bool = False) -> dict[str, Any]:
        ways: list[dict[str, Any]] = []
        lines: list[int | None] = []
        real = Blocks.add

        async def watched(self: Blocks, *given: Any) -> int | None:
            lines.append(await real(self, *given))
            return lines[-1]

        async def never(*_: Any) -> None:
            return None

        for way in (watched, never):
            monkeypatch.setattr(Blocks, "add", way)
            told.clear()
            async with database.connection() as connection:
                await connection.execute("TRUNCATE shop__everything CASCADE")
                await connection.execute("UPDATE shop__other SET version = 1, total = NULL")
                await connection.execute("ALTER TABLE record_change DISABLE TRIGGER USER")
                await connection.execute("TRUNCATE record_change, serial_counter")
            ways.append(await once(actor, names, rows, check=check))
        for part, found in ways[0].items():
            assert found == ways[1][part], part
        return ways[0] | {"whole": lines}

    return go


async def _kept(workspace: Workspace) -> dict[str, Any]:
    """Return all records and their history, without keys and times."""
    async with workspace.database.connection() as connection:
        rows = await connection.fetch("SELECT * FROM shop__everything ORDER BY id")
        history = await connection.fetch("SELECT * FROM record_change ORDER BY form, id")
        others = await connection.fetch("SELECT id, version, total FROM shop__other ORDER BY id")
    places: dict[UUID, Any] = {row["id"]: at for at, row in enumerate(rows)} | {row["id"]: row["id"] for row in others}
    records = [
        {name: one for name, one in row.items() if name not in {"id", "created_at", "updated_at"}} for row in rows
    ]
    told = [{name: one for name, one in row.items() if name not in {"id", "at", "record_id"}} for row in history]
    for one, row in zip(told, history, strict=True):
        one["record"] = places[row["record_id"]]
        UUID(one["cause"].pop("import"))
        one["cause"].pop("because", None)
    return {"records": records, "history": told, "others": [tuple(one) for one in others]}


async def _names(imports: Imports, app: RecordApp, actor: Actor, *, rubbish: bool) -> list[str]:
    """Return the fields that are imported."""
    async with imports.database.connection() as connection:
        access = await imports._access(connection, app, actor, "everything")
    offered = [one.name for one in targets(app, access) if rubbish or not one.only_key]
    return [one for one in offered if one not in {"id", "owner", "department"} and "." not in one]


@pytest.mark.parametrize("role", ["boss", "seller"])
async def test_both_ways_come_to_the_same(
    both: Everything, app: RecordApp, imports: Imports, person: Person, role: str
) -> None:
    actor = await person("worker", role)
    names = await _names(imports, app, actor, rubbish=False)
    random = Random(role)
    rows = [cells(app, random, names, OTHERS, rubbish=0) for _ in range(120)]
    found = await both(actor, names, rows)
    if role == "boss":
        assert found["whole"] == [120], found["outcome"]["problems"][:5]
    # What the rules for rows do not let be is refused in both ways.
    assert found["outcome"]["created"] == (120 if not found["outcome"]["refused"] else 0)
    own = [one for one in found["history"] if one["form"] == "shop.everything"]
    assert len(found["records"]) == len(own) == found["outcome"]["created"]
    assert any(total for _, _, total in found["others"]) == bool(own)


@pytest.mark.parametrize("check", [True, False])
async def test_mistakes_are_told_alike(
    both: Everything, app: RecordApp, imports: Imports, boss: Actor, check: bool
) -> None:
    names = await _names(imports, app, boss, rubbish=True)
    random = Random(3)
    for rubbish in (0.002, 0.02, 0.2):
        chosen = ["key", *random.sample([one for one in names if one != "key"], 12)]
        rows = [cells(app, random, chosen, OTHERS, rubbish=rubbish) for _ in range(60)]
        found = await both(boss, chosen, rows, check=check)
        assert found["records"] == [] or not check


async def test_owners_and_rules_for_rows(both: Everything, person: Person) -> None:
    seller = await person("sally", "seller")
    await person("peter", "seller")
    names = ["key", "the_number", "owner"]
    found = await both(seller, names, [["a", "7", "sally"], ["b", "8", ""], ["c", "9.5", "Sally"]])
    assert found["whole"] == [3]
    assert found["outcome"]["created"] == 3
    found = await both(seller, names, [["a", "7", "sally"], ["b", "8", "peter"], ["c", "950", "sally"]])
    assert found["whole"] == [None]
    assert found["outcome"]["created"] == 0
    assert [one["row"] for one in found["outcome"]["problems"]] == [3, 4]


async def test_values_that_two_rows_or_records_share(both: Everything, boss: Actor) -> None:
    found = await both(boss, ["key"], [["a"], ["b"], ["a"]])
    assert found["whole"] == [None]
    assert [one["row"] for one in found["outcome"]["problems"]] == [4]
