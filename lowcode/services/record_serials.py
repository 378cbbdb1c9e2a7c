"""Serial numbers of records: taken from counters that no two writers share."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeAlias
from weakref import WeakValueDictionary

from engine_forms.field import Field
from engine_forms.field_types.serial_number import SerialNumberField
from engine_rules.values import Value
from lowcode.kernel import clock
from lowcode.services.record_app import RecordApp
from lowcode.store.records import ADD_TO_COUNTER
from lowcode.store.statement import Connection, Statement

Counter: TypeAlias = tuple[str, str, str]
"""What is counted: the form with its app, the field, and the period."""

_ADD_AT_ONCE: Final = Statement(
    """
    WITH soon AS (SELECT set_config('synchronous_commit', 'off', true))
    INSERT INTO serial_counter AS c (form, field, period, value)
    SELECT :form, :field, :period, CAST(:count AS bigint) FROM soon
    ON CONFLICT (form, field, period) DO UPDATE SET value = c.value + excluded.value RETURNING value
    """
)
"""Take numbers in a transaction of its own, which does not wait for the disk.

The record that gets a number is committed later, and its commit reaches the disk only after this one's: after a crash
there is no record with a number that the counter does not know.
"""


def serial_fields(app: RecordApp, form: str, *, gap_free: bool | None = None) -> list[SerialNumberField]:
    """Return the serial numbers of a form; with `gap_free`, those that leave no number out, or the others."""
    return [
        one
        for one in app.logic(form).shapes.values()
        if isinstance(one, SerialNumberField) and (gap_free is None or one.gap_free is gap_free)
    ]


async def number(
    connection: Connection,
    app: RecordApp,
    form: str,
    records: Sequence[dict[str, Value]],
    fields: Sequence[SerialNumberField],
    counters: "Counters | None" = None,
) -> None:
    """Give records the numbers that they lack, in their order.

    `counters` takes them in a transaction of its own, so that nobody waits: a number is lost when the record is not
    saved. Without them others wait until this transaction ends.
    """
    shapes = app.logic(form).shapes
    day = clock.now().date()
    for one in fields:
        parts = _field_parts(one)
        waiting: dict[str, list[dict[str, Value]]] = defaultdict(list)
        for record in records:
            if not record.get(one.name):
                texts = {part.field: shapes[part.field].text(record.get(part.field), "zh-CN") for part in parts}
                waiting[one.counter_key(texts, day) if parts else ""].append(record)
        # Counters are always taken in one order, so that two writers never wait for each other.
        for period, lacking in sorted(waiting.items()):
            counter = (app.place(form), one.name, period if parts else one.counter_key({}, day))
            if counters is not None:
                last = await counters.take(connection, counter, len(lacking))
            else:
                last = await _last(ADD_TO_COUNTER, connection, counter, len(lacking))
            _give(one, shapes, day, lacking, last)


def _give(
    one: SerialNumberField, shapes: Mapping[str, Field], day: date, records: Sequence[dict[str, Value]], last: int
) -> None:
    """Give records the numbers of one counter up to the last."""
    parts = _field_parts(one)
    counts = range(last - len(records) + 1, last + 1)
    if not parts:
        for record, text in zip(records, one.numbers({}, day, counts), strict=True):
            record[one.name] = text
        return
    for count, record in zip(counts, records, strict=True):
        texts = {part.field: shapes[part.field].text(record.get(part.field), "zh-CN") for part in parts}
        record[one.name] = one.number(texts, day, count)


async def _last(statement: Statement, connection: Connection, counter: Counter, count: int) -> int:
    """Return the last of some numbers that are taken from a counter."""
    form, field, period = counter
    found: int = await statement.value(connection, form=form, field=field, period=period, count=count)
    return found


@dataclass(slots=True, eq=False)
class _Share:
    """What one writer wants of a counter."""

    count: int
    last: int | None = None
    """The last of its numbers, None until somebody has gone for them."""


class Counters:
    """The counters of one workspace, as the writers of this process share them.

    While one writer is at the database, those that come in the meantime wait, and the next goes for all of them. Each
    time is a transaction of its own, so that nobody waits for the end of somebody else's.
    """

    def __init__(self) -> None:
        """Begin without anybody waiting."""
        self._shares: dict[Counter, list[_Share]] = defaultdict(list)
        self._locks: WeakValueDictionary[Counter, asyncio.Lock] = WeakValueDictionary()

    async def take(self, connection: Connection, counter: Counter, count: int) -> int:
        """Return the last of `count` numbers."""
        mine = _Share(count)
        self._shares[counter].append(mine)
        lock = self._locks.get(counter)
        if lock is None:
            lock = self._locks[counter] = asyncio.Lock()
        try:
            async with lock:
                if mine.last is None:
                    await self._go(connection, counter)
        finally:
            # Whoever is broken off while waiting wants no number any more.
            if mine.last is None and mine in self._shares[counter]:
                self._shares[counter].remove(mine)
            if not self._shares[counter]:
                del self._shares[counter]
        assert mine.last is not None
        return mine.last

    async def _go(self, connection: Connection, counter: Counter) -> None:
        """Take numbers for all that wait now; on failure the others stay where they are, and the next one goes."""
        shares = list(self._shares[counter])
        last = await _last(_ADD_AT_ONCE, connection, counter, sum(one.count for one in shares))
        last -= sum(one.count for one in shares)
        for one in shares:
            last += one.count
            one.last = last
        self._shares[counter] = [one for one in self._shares[counter] if one.last is None]


def _field_parts(one: SerialNumberField) -> list[Any]:
    """Return the parts of a number that are values of fields."""
    return [part for part in one.parts if part.kind == "field"]
