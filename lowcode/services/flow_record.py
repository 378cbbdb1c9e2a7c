"""What flows see of their records: the values that their expressions read, and what a record is called."""

from typing import Final
from uuid import UUID

from engine_forms.situation import Situation, Tree
from engine_rules.values import Value
from lowcode.services.actor import PRODUCT
from lowcode.services.reader import Reader
from lowcode.services.record_app import RecordApp
from lowcode.services.record_reading import Reading
from lowcode.services.record_sources import Fetched
from lowcode.store.statement import Connection

_EVERYTHING: Final = Reader(PRODUCT, {})


async def record_values(connection: Connection, app: RecordApp, form: str, id_: UUID, tree: Tree) -> dict[str, Value]:
    """Return what expressions see of a record, as far as the tree goes; nothing when it is gone."""
    statements = app.statements(form)
    found = [statements.values(row) for row in await statements.fetch(connection, [id_])]
    if not found:
        return {}
    await statements.add_rows(connection, found)
    stored = found[0]
    fetched = Fetched(app)
    await fetched.fetch(connection, form, [stored], tree)
    situation = Situation(app.forms, fetched, None)
    values = {
        name: situation.member(form, stored, name, below)
        for name, below in tree.items()
        if name not in {"current user", "is new"}
    }
    return {**values, "is new": False, "current user": None} if tree else values


async def record_title(reading: Reading, connection: Connection, app: RecordApp, form: str, id_: UUID) -> str:
    """Return what a record is called, whoever may see it; empty when nobody knows."""
    if form not in app.forms.forms or not app.keeps(form):
        return ""
    titles = await reading.titles_of(connection, app, _EVERYTHING, form, [id_])
    return titles.get(str(id_), "")
