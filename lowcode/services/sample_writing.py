"""`SampleWriting`: writes records of the past with their history, each as old as it was drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any, Final
from uuid import UUID

import asyncpg

from engine_forms.fresh import FreshLogic
from lowcode.bundle.sample_past import Drawn
from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.errors import Invalid
from lowcode.services.actor import Actor
from lowcode.services.record_app import RecordApp
from lowcode.services.record_drafts import Draft, changes_of, submit_fresh
from lowcode.services.record_serials import number, serial_fields
from lowcode.services.records import Records
from lowcode.store import records as stored_records
from lowcode.store.ids import new_id
from lowcode.store.records import Author
from lowcode.store.statement import Connection

_ROUNDS: Final = 4
"""How often the culprits that a refusal names are left out, before the others are parted."""


@dataclass(slots=True)
class SampleRecord:
    """A record of the past on its way."""

    drawn: Drawn
    """What was drawn."""
    values: dict[str, Any]
    """Its input, with the people that there are."""
    owner: UUID | None = None
    """Whose it is."""
    department: UUID | None = None
    """The department it belongs to."""
    problems: list[Diagnostic] = field(default_factory=list)
    """Why it was left out."""


class SampleWriting:
    """Writes the sample records of one form; they obey the logic of the form and post to ledgers as all others do."""

    def __init__(self, records: Records, app: RecordApp, actor: Actor, form: str, stage: str | None) -> None:
        """Take the use cases of records, the app, who fills it, the form, and the field with the stage of paths."""
        self.writing, self.reading = records.writing, records.reading
        self.app, self.actor, self.form, self.stage = app, actor, form, stage
        self.statements = app.statements(form)
        self.left: list[SampleRecord] = []
        """Those that the app has refused."""
        self._kept: Sequence[SampleRecord] = ()

    async def write(self, connection: Connection, records: Sequence[SampleRecord]) -> int:
        """Write records in the caller's transaction, and return how many; what is refused is left out and kept."""
        for _ in range(_ROUNDS):
            if not records:
                return 0
            try:
                async with connection.transaction():
                    return await self._write(connection, records)
            except (Invalid, asyncpg.UniqueViolationError) as error:
                problems: Sequence[Diagnostic] = getattr(error, "diagnostics", ())
                if len(records) == 1:
                    records[0].problems = list(problems)
                    self.left.append(records[0])
                    return 0
            named = self._leave_out(problems)
            if not named:
                break
            records = [one for one in records if id(one) not in named]
        # What is refused together may be right one by one: the half with the culprit is parted again and again.
        half = len(records) // 2
        return await self.write(connection, records[:half]) + await self.write(connection, records[half:])

    def _leave_out(self, problems: Sequence[Diagnostic]) -> set[int]:
        """Leave out the records that are named as the culprits, and return them by identity."""
        named: set[int] = set()
        for each in problems:
            place = (each.path or "").split("/")[1:2]
            if place and place[0].isdecimal() and int(place[0]) < len(self._kept) > 1:
                one = self._kept[int(place[0])]
                if id(one) not in named:
                    named.add(id(one))
                    self.left.append(one)
                one.problems.append(each)
        return named

    async def _write(self, connection: Connection, records: Sequence[SampleRecord]) -> int:
        """Write those records that are right by themselves. Raises `Invalid` when they are not together."""
        last = records[-1].drawn.created_at
        with clock.held(last):
            reader = await self.reading.reader(connection, self.actor, "write", self.app)
            access = self.reading.access(self.app, reader, self.form, "create")
            fresh = FreshLogic(self.app.logic(self.form), access.reader.user or None)
            drafts = {
                one.drawn.id: Draft(UUID(one.drawn.id), one.values, owner=one.owner, department=one.department)
                for one in records
            }
            await submit_fresh(connection, self.app, access, list(drafts.values()), fresh)
            kept = self._right(records, drafts)
            self._kept = kept
            if not kept:
                return 0
            made = [drafts[one.drawn.id] for one in kept]
            await number(
                connection, self.app, self.form, [one.values for one in made], serial_fields(self.app, self.form)
            )
            if self.app.numbered_first(self.form):
                for one in made:
                    named = {each.name: one.values[each.name] for each in serial_fields(self.app, self.form)}
                    one.given = {**one.given, **named}
                await submit_fresh(connection, self.app, access, made, fresh)
            self._name_rows(kept, drafts)
            author = Author(last, None, {"kind": "product", "sample": self.app.name})
            await self._insert(connection, kept, drafts, author)
            await self.writing.follow(connection, self.app, access, made, author)
        return len(kept)

    def _right(self, records: Sequence[SampleRecord], drafts: Mapping[str, Draft]) -> list[SampleRecord]:
        """Return the records with which nothing is wrong; the others are left out."""
        kept = []
        for one in records:
            one.problems = [each for each in drafts[one.drawn.id].diagnostics if each.severity == "error"]
            if not one.problems:
                kept.append(one)
            elif one not in self.left:
                self.left.append(one)
        return kept

    def _name_rows(self, records: Sequence[SampleRecord], drafts: Mapping[str, Draft]) -> None:
        """Give rows the ids that they were drawn with, by which others refer to them."""
        for one in records:
            values = drafts[one.drawn.id].values
            for name in self.statements.subtables:
                given, rows = one.values.get(name) or (), values.get(name) or []
                if len(given) == len(rows):
                    values[name] = [
                        {**row, "id": each.get("id") or row["id"]} for row, each in zip(rows, given, strict=True)
                    ]

    async def _insert(
        self, connection: Connection, records: Sequence[SampleRecord], drafts: Mapping[str, Draft], author: Author
    ) -> None:
        """Add records with their history."""
        writings: list[stored_records.Writing] = []
        changes: list[stored_records.Change] = []
        for one in records:
            draft, said = drafts[one.drawn.id], self._changes(one.drawn, drafts[one.drawn.id])
            changes += said
            rows = {name: draft.values[name] for name in self.statements.subtables}
            made = (one.drawn.created_at, said[-1].at or one.drawn.created_at)
            writings.append(
                stored_records.Writing(draft.id, len(said), draft.values, draft.owner, draft.department, rows, made)
            )
            draft.values |= {"id": str(draft.id), "version": len(said), "created at": made[0], "updated at": made[1]}
            draft.values |= {"created by": None, "updated by": None, "trashed at": None}
            draft.values |= {"owner": _text(draft.owner), "department": _text(draft.department)}
        await self.statements.create(connection, author, writings, changes)

    def _changes(self, one: Drawn, draft: Draft) -> list[stored_records.Change]:
        """Return the history of a record: how it was made, and where its stage has been since."""
        said = changes_of(self.app, self.form, draft)
        steps = one.path if self.stage is not None else ()
        if self.stage is not None and steps:
            said[self.stage] = {"after": steps[0][0]}
        found = [self._change(draft.id, 1, "create", said, one.created_at)]
        for at, (before, after) in enumerate(pairwise(steps), 2):
            moved = {self.stage: {"before": before[0], "after": after[0]}}
            found.append(self._change(draft.id, at, "update", moved, max(after[1], one.created_at)))
        return found

    def _change(
        self, record_id: UUID, version: int, kind: str, changes: Mapping[Any, Any], at: datetime
    ) -> stored_records.Change:
        """Return an entry of the history."""
        return stored_records.Change(new_id(), record_id, version, kind, changes, at)


def _text(value: UUID | None) -> str | None:
    """Return an id as a text."""
    return None if value is None else str(value)
