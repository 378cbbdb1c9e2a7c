"""The tables of an app as they are: what the catalog of PostgreSQL says about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from engine_forms.column import Column
from lowcode.store.conversion import LONG
from lowcode.store.names import quoted
from lowcode.store.statement import Connection

_READ: Final = """
SELECT c.relname AS name, obj_description(c.oid, 'pg_class') AS place,
       array_agg(a.attname::text ORDER BY a.attnum) AS columns,
       array_agg(format_type(a.atttypid, a.atttypmod) ORDER BY a.attnum) AS types
FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
GROUP BY c.oid, c.relname
"""
_INDEXES: Final = "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() AND tablename = $1"
_TYPES: Final[Mapping[str, str]] = {"timestamptz": "timestamp with time zone", "time": "time without time zone"}


@dataclass(frozen=True, slots=True)
class LiveTable:
    """A table that is there."""

    name: str
    """Its name."""
    place: str
    """The form or sub-table it belongs to, with its app; empty for a table of somebody else."""
    columns: Mapping[str, str]
    """The types of its columns by name, as PostgreSQL writes them."""

    def has(self, name: str, one: Column) -> bool:
        """Return whether it has a column as it is wanted."""
        return self.columns.get(name) == _TYPES.get(one.storage, one.sql)

    async def records(self, connection: Connection) -> int:
        """Return how many rows it has."""
        return int(await connection.fetchval(f"SELECT count(*) FROM {quoted(self.name)}", timeout=LONG))

    async def filled(self, connection: Connection, columns: tuple[str, ...]) -> int:
        """Return how many rows have a value in one of its columns."""
        where = " OR ".join(f"{quoted(name)} IS NOT NULL" for name in columns)
        return int(await connection.fetchval(f"SELECT count(*) FROM {quoted(self.name)} WHERE {where}", timeout=LONG))

    async def indexes(self, connection: Connection) -> set[str]:
        """Return the names of its indexes."""
        return {row[0] for row in await connection.fetch(_INDEXES, self.name)}


async def live_tables(connection: Connection) -> dict[str, LiveTable]:
    """Return the tables of the workspace by name."""
    rows = await connection.fetch(_READ)
    return {
        row["name"]: LiveTable(row["name"], row["place"] or "", dict(zip(row["columns"], row["types"], strict=True)))
        for row in rows
    }
