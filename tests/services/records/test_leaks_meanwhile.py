"""Nothing is told of what others have saved meanwhile that the rules deny, under random rights."""

from collections import Counter
from contextlib import suppress
from typing import Any, NoReturn
from uuid import UUID

import pytest

from lowcode.kernel.errors import Forbidden, LowcodeError
from lowcode.services.actor import PRODUCT, Actor
from lowcode.services.record_app import RecordApp
from lowcode.services.record_conflict import FieldConflict
from lowcode.services.record_writing import RecordChange
from lowcode.services.records import Records
from lowcode.services.saved_views import ListContent, NewView, SavedViews
from lowcode.services.workspace import Workspace
from lowcode.store.one_transaction import one_transaction
from tests.services.records import leak_world
from tests.services.records.conftest import Person
from tests.services.records.leak_world import Fuzz, app_of, rounds
from tests.services.records.shop import build


class _UndoneError(Exception):
    """Undoes what was done."""


@pytest.fixture
async def fuzz(records: Records, workspace: Workspace, person: Person) -> Fuzz:
    """A world of records that somebody has changed since they were made."""
    app = app_of()
    await build(workspace.database, app)
    found = await leak_world.leak_world(records, workspace, person, app)
    for at, (id_, one) in enumerate(found.world.records["customer"].items()):
        rows = [
            {"place": f"q{at}", "rent": 3000 + at},
            *({"place": row["place"], "rent": 4000 + at} for row in one["sites"]),
        ]
        values: dict[str, Any] = {"memo": f"later{at}", "tax_no": f"later tax {at}", "limit": 70 + at, "sites": rows}
        change = RecordChange(version=one["version"], values=values)
        await records.writing.update(app, PRODUCT, "customer", UUID(id_), change)
    await leak_world._fill(found)
    return found


async def refusal(fuzz: Fuzz, app: RecordApp, who: Actor, id_: UUID, values: dict[str, Any]) -> LowcodeError | None:
    """Return what a change of a customer that began with its first version is refused with; it is undone."""
    change = RecordChange(version=1, values=values)
    try:
        with suppress(_UndoneError):
            async with one_transaction(fuzz.workspace.database) as database:
                async with database.connection() as connection:
                    await fuzz.records.inside(connection).writing.update(app, who, "customer", id_, change)
                _undo()
    except LowcodeError as error:
        return error
    return None


def _undo() -> NoReturn:
    """Undo what was done."""
    raise _UndoneError


async def test_a_conflict_tells_what_may_be_seen(fuzz: Fuzz) -> None:
    told: Counter[str] = Counter()
    mine = {"memo": "mine", "tax_no": "mine", "limit": 1, "sites": [{"place": "mine"}]}
    async for app, who, judge in rounds(fuzz, 10):
        for id_, stored in fuzz.world.records["customer"].items():
            name = fuzz.draw.choice([*mine])
            refused = await refusal(fuzz, app, who, UUID(id_), {name: mine[name]})
            if not isinstance(refused, FieldConflict):
                said = str(refused and refused.diagnostics)
                assert not [one for one in (stored["memo"], stored["tax_no"]) if one in said]
                continue
            assert id_ in judge.seen("customer")
            for clash in refused.clashes:
                told[clash.field] += 1
                assert judge.whole("customer", stored, clash.field) or (clash.base, clash.theirs) == (None, None)
                if clash.field == "sites" and not judge.whole("customer", stored, "sites.rent"):
                    told["rent"] += 1
                    assert not [row for row in [*(clash.base or ()), *(clash.theirs or ())] if "rent" in row]
                    said = str(refused.diagnostics)
                    assert not [row for row in stored["sites"] if str(row["rent"]) in said]
    assert min(told[one] for one in (*mine, "rent")) > 0, told


async def test_views_of_others_name_no_value_of_a_field_that_is_hidden(fuzz: Fuzz) -> None:
    views = SavedViews(fuzz.records.reading)
    boss = fuzz.people[0]
    for name in ("memo", "tax_no", "parent.memo"):
        wanted = {"kind": "field", "field": name, "operator": "contains", "value": f"value of {name}"}
        content = ListContent.model_validate({"filter": wanted})
        new = NewView(name=name, content=content)
        made = await views.create(app_of(), boss, "customer", new)
        async with fuzz.workspace.database.connection() as connection:
            await connection.execute("UPDATE saved_view SET shared = TRUE WHERE id = $1", made.id)
    shown: Counter[bool] = Counter()
    async for app, who, judge in rounds(fuzz, 8):
        if who.account_id == boss.account_id:
            continue
        try:
            found = await views.listing(app, who, "customer")
        except Forbidden:
            assert not judge.seen("customer")
            continue
        for one in found.views:
            # Whoever sees the field of no record at all is told nothing of what others look for in it.
            name = one.name.partition(".")[0]
            seen = any(judge.whole("customer", stored, name) for stored in judge.seen("customer").values())
            allowed = any(
                right.right(name) in {"read_only", "full"}
                for role in who.roles & app.access.roles.keys()
                for right in app.access.roles[role].grants
                if right.form == "customer" and "see" in right.actions
            )
            assert seen or allowed
        shown[True] += len(found.views)
        shown[False] += 3 - len(found.views)
    assert min(shown[True], shown[False]) > 0
