"""What is exported and imported again changes nothing, whatever kind a field is of."""

from collections.abc import AsyncIterator
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engine_forms.field import Json
from engine_forms.field_types.subtable import SubtableField
from engine_forms.identity import IdField
from lowcode.kernel import clock
from lowcode.services.actor import Actor
from lowcode.services.exports import ExportRequest, Exports
from lowcode.services.files import Files
from lowcode.services.import_messages import ImportOutcome
from lowcode.services.imports import Imports, NewImport
from lowcode.services.record_app import RecordApp
from lowcode.services.record_query import Query, Sort
from lowcode.services.record_writing import NewRecord
from lowcode.services.records import Records
from lowcode.services.workspace import Workspace
from lowcode.store.statement import Statement
from tests.services.records.shop import build
from tests.services.transfer.conftest import mapping_of
from tests.services.transfer.kinds import everything_app

RECORDS = 40
_ZONE = Statement("UPDATE account SET time_zone = :zone WHERE id = :id")


@pytest.fixture
async def app(workspace: Workspace, records: Records, boss: Actor) -> RecordApp:
    """The app with every kind of field, and records of all of them."""
    app = everything_app()
    await build(workspace.database, app)
    others = await records.writing.create_many(
        app, boss, "other", [NewRecord(values={"name": f"Other {at}"}) for at in range(5)]
    )
    ids = [str(one.id) for one in others]
    random = Random(5)
    new = [NewRecord(values=values(app, random, ids, str(boss.account_id), at)) for at in range(RECORDS)]
    await records.writing.create_many(app, boss, "everything", new, any_stage=True)
    return app


def values(app: RecordApp, random: Random, others: list[str], person: str, at: int) -> dict[str, Json]:
    """Return believable values of all fields that people fill in."""
    logic = app.logic("everything")
    found: dict[str, Json] = {}
    for name, shape in logic.shapes.items():
        written = logic.form.by_name[name]
        computed = written.formula(logic.vocabulary) is not None
        if computed or shape.kind in {"serial_number", "button", "file", "image", "signature"}:
            continue
        if isinstance(shape, SubtableField):
            found[name] = [{"amount": f"{random.randint(0, 10**6)}.{at:02}"} for _ in range(at % 4)]
        elif isinstance(shape, IdField):
            ids = {"user": [person], "other": others}.get(shape.target, [])
            some = random.sample(ids, min(len(ids), 2))
            found[name] = (some if shape.several else some[0]) if some else None
        elif random.random() < 0.85:
            found[name] = shape.to_json(shape.sample(random))
    return found | {"key": f"K{at}", "checked": "7", "asked": "=1+1", "the_dictionary": "steel", **unusual(at)}


def unusual(at: int) -> dict[str, Json]:
    """Return values that files like to spoil."""
    if at % 3:
        return {"the_dictionary_several": ["food", "steel"]}
    return {
        "the_money": "12345678901234567890.12",
        "the_number": "-9.999",
        "the_percent": "0.125",
        "the_date": "1752-09-14",
        "the_date_time": "2026-10-25T00:30:00Z" if at % 2 else "2026-10-25T01:30:00Z",
        "the_text": ["-5", "'=a", "''-", "007", "1e5", "a;b", "TRUE", "2026-01-01"][at % 8],
        "the_long_text": "first\n  second; third, 四、五\n",
        "the_dictionary_several": ["food"],
    }


@pytest.fixture(params=["Asia/Shanghai", "Europe/Berlin"])
async def zone(request: pytest.FixtureRequest, workspace: Workspace, boss: Actor) -> AsyncIterator[str]:
    """The zone of who exports; in one of them a clock shows an hour twice."""
    async with workspace.database.connection() as connection:
        await _ZONE.run(connection, zone=request.param, id=boss.account_id)
    with clock.zoned(ZoneInfo(request.param)):
        yield request.param


@pytest.mark.usefixtures("zone")
@pytest.mark.parametrize("format_", ["xlsx", "csv"])
async def test_nothing_changes(
    app: RecordApp,
    workspace: Workspace,
    imports: Imports,
    exports: Exports,
    boss: Actor,
    format_: Any,
) -> None:
    files = Files(workspace.database, workspace.settings)

    async def again(language: Any, key: tuple[str, ...]) -> ImportOutcome:
        asked = ExportRequest(format=format_, language=language, query=Query(sort=(Sort(by="key"),)))
        file = await exports.export(app, boss, "everything", asked)
        content = file.path.read_bytes()
        file.path.unlink()

        async def pieces() -> AsyncIterator[bytes]:
            yield content

        uploaded = await files.upload(boss, f"data.{format_}", pieces())
        found = await imports.analyse(app, boss, "everything", NewImport(file=uploaded.id))
        offered = {one.name for one in found.targets if not one.only_key} - {"owner"}
        assert offered <= {one.field for one in found.columns}
        mapping = mapping_of(found, mode="update", key=key)
        await imports.start(app, boss, "everything", found.id, mapping)
        return await imports.carry_out(app, boss, "everything", found.id)

    before = await _kept(workspace)
    for language in ("en", "zh-CN"):
        outcome = await again(language, ("key",))
        assert outcome.problems == ()
        changed = [one for one in await _kept(workspace) if one not in before]
        assert changed == []
        assert (outcome.unchanged, outcome.updated, outcome.refused) == (RECORDS, 0, 0)
    outcome = await again("en", ("the_serial_number",))
    assert (outcome.unchanged, outcome.updated) == (RECORDS, 0)


async def _kept(workspace: Workspace) -> list[tuple[Any, ...]]:
    """Return what is stored."""
    async with workspace.database.connection() as connection:
        history = await connection.fetch("SELECT record_id, kind, changes FROM record_change ORDER BY id")
    return [tuple(row) for row in history]
