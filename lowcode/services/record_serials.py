"""Serial numbers of records: taken from counters that no two writers share."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from engine_forms.field_types.serial_number import SerialNumberField
from engine_rules.values import Value
from lowcode.kernel import clock
from lowcode.services.record_app import RecordApp
from lowcode.store.records import ADD_TO_COUNTER
from lowcode.store.statement import Connection, Statement

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
    *,
    at_once: bool,
) -> None:
    """Give records the numbers that they lack, in their order.

    `at_once` takes them in a transaction of its own, so that nobody waits: a number is lost when the record is not
    saved. Otherwise others wait until this transaction ends.
    """
    shapes = app.logic(form).shapes
    day = clock.now().date()
    for one in fields:
        waiting: dict[str, list[tuple[dict[str, Value], dict[str, str]]]] = defaultdict(list)
        for record in records:
            if not record.get(one.name):
                texts = {
                    part.field: shapes[part.field].text(record.get(part.field), "zh-CN") for part in _field_parts(one)
                }
                waiting[one.counter_key(texts, day)].append((record, texts))
        # Counters are always taken in one order, so that two writers never wait for each other.
        for period, lacking in sorted(waiting.items()):
            statement = _ADD_AT_ONCE if at_once else ADD_TO_COUNTER
            last = await statement.value(
                connection, form=f"{app.name}.{form}", field=one.name, period=period, count=len(lacking)
            )
            for count, (record, texts) in enumerate(lacking, last - len(lacking) + 1):
                record[one.name] = one.number(texts, day, count)


def _field_parts(one: SerialNumberField) -> list[Any]:
    """Return the parts of a number that are values of fields."""
    return [part for part in one.parts if part.kind == "field"]
