"""`Conversion`: makes the values of a field values of another kind, or says which of them cannot become one."""

from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from engine_forms.column import Column
from engine_forms.field import Refused
from engine_rules.values import Value
from lowcode.store.form_tables import Stored
from lowcode.store.names import quoted
from lowcode.store.plan import CANNOT_CONVERT, KEPT_IN_THE_WAY, MOST_SHOWN, Break, break_
from lowcode.store.statement import Connection

BATCH: Final = 5_000
"""Records that are converted at once."""
LONG: Final = 3_600.0
"""Seconds that a statement over a whole table may take."""
_NEW: Final = "__new"
"""What follows the name of a column that is filled, until it takes the place of the old one."""
_LEAST: Final = UUID(int=0)

Parts = tuple[Any, ...]
"""What is stored in the columns of a field."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the value of one record."""

    id: UUID
    """The record, or row of a sub-table."""
    parts: Parts | None
    """What is stored of the value from now on; None when it cannot be converted."""
    shown: str = ""
    """The value as people read it, of one that cannot be converted."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """The values of one field of one table."""

    table: str
    """The table, under the name that it has before anything is done."""
    place: str
    """The field with its app, as `crm.lead.amount`."""
    after: Stored
    """The field as it is wanted."""
    columns: Mapping[str, Column]
    """Its columns, by name."""
    before: Stored | None
    """The field as it was; None when nobody knows any more, as with a field that was removed."""
    old_columns: Mapping[str, Column]
    """The columns that it has now."""

    @property
    def in_place(self) -> bool:
        """Return whether the columns stay what they are, so that only values are looked at."""
        return dict(self.columns) == dict(self.old_columns)

    async def outcomes(self, connection: Connection) -> AsyncIterator[list[Outcome]]:
        """Iterate over what becomes of all values that are not null, a batch at a time, the oldest records first."""
        reads = ", ".join(_read(name, one) for name, one in self.old_columns.items())
        filled = " OR ".join(f"{quoted(name)} IS NOT NULL" for name in self.old_columns)
        text = f"SELECT id, {reads} FROM {quoted(self.table)} WHERE id > $1 AND ({filled}) ORDER BY id LIMIT {BATCH}"
        last = _LEAST
        while rows := await connection.fetch(text, last, timeout=LONG):
            last = rows[-1]["id"]
            yield [self._outcome(row[0], tuple(row)[1:]) for row in rows]

    async def problem(self, connection: Connection) -> tuple[int, Break | None]:
        """Return how many values there are, and what stands in the way of converting them."""
        total, failed, shown = 0, 0, ""
        ids: list[UUID] = []
        async for batch in self.outcomes(connection):
            total += len(batch)
            for one in batch:
                if one.parts is None:
                    failed += 1
                    shown = shown or one.shown
                    ids += [one.id] if len(ids) < MOST_SHOWN else []
        return total, self.refusal(ids, failed, shown) if failed else None

    def refusal(self, ids: Iterable[UUID], total: int, shown: str) -> Break:
        """Return what stands in the way: records with values that cannot be converted."""
        if self.before is None:
            return break_(KEPT_IN_THE_WAY, self.place, tuple(ids), total, field=self.place)
        kind = type(self.after.field).palette.label
        return break_(CANNOT_CONVERT, self.place, tuple(ids), total, field=self.place, kind=kind, example=shown)

    async def carry_out(self, connection: Connection) -> Break | None:
        """Convert every value, in the transaction of the connection; returns what stands in the way after all."""
        names = list(self.columns)
        holding = "conversion_of_values"
        types = ", ".join(f"c{number} {_holding(one)}" for number, one in enumerate(self.columns.values()))
        await connection.execute(f"CREATE TEMPORARY TABLE {holding} (id uuid PRIMARY KEY, {types}) ON COMMIT DROP")
        failed: list[Outcome] = []
        async for batch in self.outcomes(connection):
            failed += [one for one in batch if one.parts is None]
            rows = [(one.id, *one.parts) for one in batch if one.parts is not None]
            await connection.copy_records_to_table(holding, records=rows, timeout=LONG)
        if not failed:
            await self._put(connection, names, holding)
        await connection.execute(f"DROP TABLE {holding}")
        if not failed:
            return None
        return self.refusal([one.id for one in failed], len(failed), failed[0].shown)

    async def _put(self, connection: Connection, names: list[str], holding: str) -> None:
        """Put the converted values into the columns, new ones unless they stay what they are."""
        table = quoted(self.table)
        targets = {name: name if self.in_place else name + _NEW for name in names}
        if not self.in_place:
            added = ", ".join(f"ADD COLUMN {quoted(targets[name])} {one.sql}" for name, one in self.columns.items())
            await connection.execute(f"ALTER TABLE {table} {added}", timeout=LONG)
        numbered = list(enumerate(zip(names, self.columns.values(), strict=True)))
        sets = ", ".join(f"{quoted(targets[name])} = h.c{number}::{one.sql}" for number, (name, one) in numbered)
        update = f"UPDATE {table} AS t SET {sets} FROM {holding} AS h WHERE h.id = t.id"
        if self.in_place:
            old = ", ".join(f"t.{quoted(name)}" for name in names)
            new = ", ".join(f"h.c{number}::{one.sql}" for number, (_, one) in numbered)
            update += f" AND ({old}) IS DISTINCT FROM ({new})"
        await connection.execute(update, timeout=LONG)
        if not self.in_place:
            dropped = ", ".join(f"DROP COLUMN {quoted(name)}" for name in self.old_columns)
            await connection.execute(f"ALTER TABLE {table} {dropped}")
            for name in names:
                await connection.execute(f"ALTER TABLE {table} RENAME COLUMN {quoted(targets[name])} TO {quoted(name)}")

    def _outcome(self, identity: UUID, parts: Parts) -> Outcome:
        """Return what becomes of what is stored in a record."""
        shown = ", ".join(str(part) for part in parts if part is not None)
        try:
            value = self._value(parts)
        except (Refused, ValueError, TypeError, LookupError, ArithmeticError):
            # Of a field that nobody knows any more, the columns may hold anything.
            return Outcome(identity, None, shown[:80])
        return Outcome(identity, self.after.field.to_columns(value))

    def _value(self, parts: Parts) -> Value:
        """Return the value that the wanted field makes of what is stored. Raises `Refused`."""
        after = self.after.field
        if self.before is None:
            if self.in_place:
                return after.clean(after.to_json(after.from_columns(parts)))
            (text,) = (str(part) for part in parts if part is not None)
            return after.read_text(text)
        before = self.before.field
        value = before.from_columns(parts)
        try:
            return after.clean(before.to_json(value))
        except Refused:
            return after.read_text(before.text(value, "zh-CN"))


def _read(name: str, one: Column) -> str:
    """Return what reads a column as `Field.from_columns` takes it."""
    return f"{quoted(name)}::text" if one.storage == "jsonb" else quoted(name)


def _holding(one: Column) -> str:
    """Return the type that holds converted values: JSON is carried as text."""
    return "text" if one.storage == "jsonb" else one.sql
