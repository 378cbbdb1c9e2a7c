"""`add_live`: the values of formulas that are computed whenever they are read, of records and of their rows."""

from collections.abc import Collection, Sequence
from typing import Any

from engine_forms.field_types.subtable import SubtableField
from engine_forms.situation import Situation, Tree
from engine_rules.values import Value
from lowcode.services.reader import Reader
from lowcode.services.record_app import RecordApp
from lowcode.services.record_sources import Fetched
from lowcode.store.statement import Connection


async def add_live(
    connection: Connection, app: RecordApp, reader: Reader, form: str, records: Sequence[dict[str, Value]],
    wanted: Collection[str] | None = None,
) -> None:  # fmt: skip
    """Add the values to records as they are stored; of some fields, or of all."""
    logic = app.logic(form)
    names = [
        one.name
        for one in logic.form.fields
        if (wanted is None or one.name in wanted)
        and (formula := one.formula(logic.vocabulary)) is not None
        and not formula.stored
    ]
    rows: dict[str, Tree] = {
        one.name: {name: {} for name in app.forms.live_in_rows(form, one.name)}
        for one in logic.form.fields
        if (wanted is None or one.name in wanted)
        and isinstance(one, SubtableField)
        and app.forms.live_in_rows(form, one.name)
    }
    if not (names or rows) or not records:
        return
    if any(name not in records[0] for name in app.statements(form).subtables):
        await app.statements(form).add_rows(connection, records)
    fetched = Fetched(app)
    tree: Tree = {name: {} for name in names}
    await fetched.fetch(connection, form, records, tree | rows)
    situation = Situation(app.forms, fetched, reader.user)
    for record in records:
        stored = dict(record)
        for name in names:
            record[name] = situation.member(form, stored, name, {})
        for name, live in rows.items():
            kept: Any = stored.get(name) or ()
            shown: Any = situation.member(form, stored, name, live)
            record[name] = [{**row, **{one: seen[one] for one in live}} for row, seen in zip(kept, shown, strict=True)]
