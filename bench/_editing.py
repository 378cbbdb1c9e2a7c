"""Many people who change the same few records at once, and what became of every change."""

import asyncio
import random
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from lowcode.services.actor import Actor
from lowcode.services.record_app import RecordApp
from lowcode.services.record_conflict import FieldConflict
from lowcode.services.record_writing import RecordChange
from lowcode.services.records import Records


@dataclass
class Editing:
    """Editors who count up fields of records: each reads a record, and saves one more than it read."""

    records: Records
    app: RecordApp
    actor: Actor
    form: str
    fields: Sequence[str]
    """Fields that hold whole numbers, as numbers or as text."""
    ids: Sequence[UUID]
    saved: Counter[tuple[UUID, str]] = field(default_factory=Counter)
    """How often each field was counted up."""
    conflicts: int = 0
    """How many changes were refused because others had changed the same field."""
    wrong: list[str] = field(default_factory=list)
    """What must not happen."""
    _versions: dict[tuple[UUID, int], tuple[str, int]] = field(default_factory=dict)
    """What was saved as which version of which record."""

    async def work(self, editors: int, seconds: float) -> None:
        """Let people edit for a while."""
        until = time.monotonic() + seconds
        await asyncio.gather(*(self._edit(random.Random(at), until) for at in range(editors)))

    async def _edit(self, draw: random.Random, until: float) -> None:
        """Count up one field after the other, as one person does."""
        while time.monotonic() < until:
            id_, name = draw.choice(self.ids), draw.choice(self.fields)
            seen = await self.records.reading.get(self.app, self.actor, self.form, id_)
            # People think before they save, and others do not wait.
            await asyncio.sleep(draw.random() * 0.05)
            wanted = _number(seen.values[name]) + 1
            change = RecordChange(version=seen.version, values={name: str(wanted)})
            try:
                after = await self.records.writing.update(self.app, self.actor, self.form, id_, change)
            except FieldConflict as conflict:
                self._refused(name, wanted, seen.version, conflict)
                continue
            self.saved[id_, name] += 1
            if _number(after.values[name]) != wanted:
                self.wrong.append(f"{name} became {after.values[name]} and not {wanted}")
            if self._versions.setdefault((id_, after.version), (name, wanted)) != (name, wanted):
                self.wrong.append(f"two changes were saved as version {after.version}")

    def _refused(self, name: str, wanted: int, version: int, conflict: FieldConflict) -> None:
        """Note a conflict, which has to tell of the field what it was, what was wanted, and what it is now."""
        self.conflicts += 1
        told = {one.field: one for one in conflict.clashes}
        if set(told) != {name} or conflict.version <= version:
            self.wrong.append(f"a conflict tells of {sorted(told)} in version {conflict.version}")
            return
        one = told[name]
        if _number(one.mine) != wanted or _number(one.base) != wanted - 1 or _number(one.theirs) <= _number(one.base):
            self.wrong.append(f"a conflict tells {one.base}, {one.mine} and {one.theirs} of {wanted}")

    async def lost(self) -> int:
        """Return how many of the changes that were saved are not there, in the record or in its history."""
        count = 0
        for id_ in self.ids:
            record = await self.records.reading.get(self.app, self.actor, self.form, id_)
            for name in self.fields:
                count += abs(_number(record.values[name]) - self.saved[id_, name])
            told: dict[int, dict[str, Any]] = defaultdict(dict)
            before = None
            while entries := await self.records.reading.history(
                self.app, self.actor, self.form, id_, before=before, most=500
            ):
                before = entries[-1].id
                for one in entries:
                    told[one.version] |= one.changes
            if set(told) != set(range(1, record.version + 1)):
                self.wrong.append("the history has not every version once")
            for (of, version), (name, wanted) in self._versions.items():
                if of == id_:
                    count += _number((told[version].get(name) or {}).get("after")) != wanted
        return count


def _number(value: Any) -> int:
    """Return the whole number in a field, 0 for none."""
    return int(Decimal(str(value))) if value not in {None, ""} else 0
