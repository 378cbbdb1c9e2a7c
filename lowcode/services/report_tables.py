"""`ReportTables`: the tables that a question reads, and how large they are: by that another source is worth asking."""

import re
import time
from collections.abc import Iterable, Mapping
from typing import Final
from weakref import WeakKeyDictionary

from lowcode.services.record_app import RecordApp
from lowcode.store.analytics.table import ACCOUNTS, DEPARTMENTS, ReplicaTable, replica_table
from lowcode.store.database import Database

_NAME: Final = re.compile(r'"(\w+)"')
_SIZES: Final = """
SELECT relname, pg_relation_size(oid) AS bytes FROM pg_class
WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relname = ANY ($1)
"""
_ELSEWHERE: Final = ('"record_stay"', '"flow_instance"', '"flow_task"')
"""Tables that no replica keeps."""
_LOOK: Final = 60.0
"""Seconds for which the sizes of tables are believed."""


class ReportTables:
    """The tables of apps as the replica keeps them, with their sizes in PostgreSQL."""

    def __init__(self, database: Database) -> None:
        """Take the workspace."""
        self._database = database
        self._sizes: dict[str, int] = {}
        self._looked = -_LOOK
        self._tables: WeakKeyDictionary[RecordApp, dict[str, ReplicaTable]] = WeakKeyDictionary()

    async def large(self, app: RecordApp, least: float) -> bool:
        """Return whether any table of an app has so many bytes."""
        known = self._known(app)
        await self._look(known)
        return max((self._sizes.get(one, 0) for one in known), default=0) >= least

    def needed(self, app: RecordApp, text: str, least: float) -> list[ReplicaTable] | None:
        """Return the tables that a statement reads.

        None when the replica does not keep them all, or none of them has so many bytes.
        """
        found = _needed(self._known(app), _NAME.findall(text))
        if max((self._sizes.get(one, 0) for one in found), default=0) < least:
            return None
        return None if any(one in text for one in _ELSEWHERE) else [*found.values()]

    def _known(self, app: RecordApp) -> dict[str, ReplicaTable]:
        """Return the tables of an app by name."""
        known = self._tables.get(app)
        if known is None:
            known = self._tables[app] = tables_of(app)
        return known

    async def _look(self, known: dict[str, ReplicaTable]) -> None:
        """Look how large tables are, if nobody has for some time."""
        if time.monotonic() - self._looked < _LOOK and known.keys() <= self._sizes.keys():
            return
        async with self._database.connection() as connection:
            rows = await connection.fetch(_SIZES, [*known])
        self._sizes |= dict.fromkeys(known, 0) | {row["relname"]: row["bytes"] for row in rows}
        self._looked = time.monotonic()


def _needed(known: Mapping[str, ReplicaTable], names: Iterable[str]) -> dict[str, ReplicaTable]:
    """Return the tables that are named, each after that of the records which its rows have columns of."""
    found: dict[str, ReplicaTable] = {}
    for name in names:
        if name in known:
            above = known[name].above
            found |= {} if above is None else {above.table: known[above.table]}
            found[name] = known[name]
    return found


def tables_of(app: RecordApp) -> dict[str, ReplicaTable]:
    """Return the tables of an app, and those of people, as the replica keeps them, by name."""
    shapes = app.tables.shapes
    found = [replica_table(one, shapes[one.form, ""] if one.subtable else None) for one in shapes.values()]
    return {one.name: one for one in (*found, ACCOUNTS, DEPARTMENTS)}
