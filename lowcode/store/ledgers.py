"""Ledgers in PostgreSQL: what stands of a record, posting in one statement, and comparing balances with their lines.

Balances are rows that a statement adds to in the order of their ids, so that two transactions that hold several never
wait for each other in a circle. Lines are only ever added.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, Final
from uuid import UUID

import asyncpg

from engine_rules.ledger import Ledger
from engine_rules.ledger_lines import KeyValue, Line, Movement, Place
from lowcode.store.ids import new_id
from lowcode.store.record_rows import Author
from lowcode.store.record_tables import RecordTables
from lowcode.store.statement import Connection

_OWN: Final = "balance uuid, posting text, form text, source text, source_row text, at timestamptz, dated boolean"


@dataclass(frozen=True, slots=True)
class Difference:
    """A balance that is not the sum of its lines."""

    id: UUID
    """The balance."""
    balance: tuple[Decimal, ...]
    """What it says of each measure."""
    lines: tuple[Decimal, ...]
    """The sum of its lines."""


class LedgerStatements:
    """The statements of one ledger."""

    def __init__(self, tables: RecordTables, ledger: Ledger) -> None:
        """Take the tables of the app and the ledger."""
        self.ledger = ledger
        self.balances = tables.shape(ledger.name)
        self.lines = tables.shape(ledger.posting_form)
        self.keys = [(one.name, self._type(one.name)) for one in ledger.keys]
        self.measures = [one.name for one in ledger.measures]

    def _type(self, name: str) -> str:
        """Return the type of the column of a key."""
        return str(self.balances.fields[name].columns[0].sql)

    # --- reading ------------------------------------------------------------------------------------------------------

    @cached_property
    def standing(self) -> str:
        """The text that gives what stands of some records, `$1`; all ledgers give the same columns.

        Lines never go to the trash. It is named because the index of their records is of what lives.
        """
        keys = ", ".join(f'"{name}"' for name, _ in self.keys)
        texts = ", ".join(f'"{name}"::text' for name, _ in self.keys)
        sums = ", ".join(f'sum("{name}")' for name in self.measures)
        some = " OR ".join(f'sum("{name}") <> 0' for name in self.measures)
        return (
            f"SELECT '{self.ledger.name}' AS ledger, source::uuid AS record, posting, coalesce(source_row, '') AS row, "
            f"CASE WHEN dated THEN at END AS at, ARRAY[{texts}] AS keys, ARRAY[{sums}]::numeric[] AS amounts "
            f"FROM {self.lines.name} WHERE source = ANY ($1::text[]) AND trashed_at IS NULL "
            f"GROUP BY source, posting, source_row, CASE WHEN dated THEN at END, {keys} HAVING {some}"
        )

    def line(self, row: asyncpg.Record) -> Line:
        """Return a line of what stands."""
        keys: list[KeyValue] = [
            date.fromisoformat(value) if kind == "date" and value is not None else value
            for value, (_, kind) in zip(row["keys"], self.keys, strict=True)
        ]
        place = Place(row["record"], row["posting"], row["row"], tuple(keys), row["at"])
        return Line(place, tuple(one or Decimal(0) for one in row["amounts"]))

    # --- posting ------------------------------------------------------------------------------------------------------

    @cached_property
    def _post(self) -> str:
        """The text that adds to balances, and adds their lines."""
        key_names = "".join(f', "{name}"' for name, _ in self.keys)
        names = key_names + "".join(f', "{name}"' for name in self.measures)
        given = "".join(f', x."{name}"' for name in (*(name for name, _ in self.keys), *self.measures))
        types = "".join(f', "{name}" {kind}' for name, kind in self.keys)
        types += "".join(f', "{name}" numeric' for name in self.measures)
        added = "".join(f', "{name}" = coalesce(b."{name}", 0) + excluded."{name}"' for name in self.measures)
        amounts = ", ".join(f'b."{name}"' for name in self.measures)
        return f"""WITH balance AS (
    INSERT INTO {self.balances.name} AS b (id, created_at, created_by, updated_at, updated_by{names})
    SELECT x.id, $3, $4, $3, $4{given} FROM jsonb_to_recordset($1) AS x(id uuid{types}) ORDER BY x.id
    ON CONFLICT (id) DO UPDATE SET version = b.version + 1, updated_at = $3, updated_by = $4{added}
    RETURNING b.id, b.version, ARRAY[{amounts}]::numeric[] AS amounts
), line AS (
    INSERT INTO {self.lines.name} (id, created_at, created_by, updated_at, updated_by,
        balance, posting, form, source, source_row, at, dated, until{names})
    SELECT x.id, $3, $4, $3, $4, x.balance, x.posting, x.form, x.source, x.source_row, x.at, x.dated, x.until{given}
    FROM jsonb_to_recordset($2) AS x(id uuid, {_OWN}, until timestamptz{types})
)
SELECT id, version, amounts FROM balance"""

    async def post(
        self, connection: Connection, author: Author, moved: Sequence[Movement], forms: dict[UUID, str]
    ) -> dict[UUID, tuple[int, tuple[Decimal, ...]]]:
        """Add movements to balances with their lines; gives the version and the amounts of each balance then.

        The balances are held until the transaction ends. `forms` are those of the records whose lines they are.
        """
        names = [name for name, _ in self.keys]
        balances = [
            {"id": str(one.id), **self._document(names, one.keys), **self._document(self.measures, one.amounts)}
            for one in moved
        ]
        lines = [
            self._line(author, balance, line, forms[line.place.record]) for balance in moved for line in balance.lines
        ]
        rows = await connection.fetch(self._post, balances, lines, author.at, author.account_id)
        return {row["id"]: (row["version"], tuple(row["amounts"])) for row in rows}

    def _line(self, author: Author, balance: Movement, line: Line, form: str) -> dict[str, Any]:
        """Return a line as a row of JSON."""
        place = line.place
        at = place.at or author.at
        return {
            "id": str(new_id()),
            "balance": str(balance.id),
            "posting": place.posting,
            "form": form,
            "source": str(place.record),
            "source_row": place.row or None,
            "at": at.isoformat(),
            "dated": place.at is not None,
            "until": None if line.until is None else line.until.isoformat(),
            **self._document([name for name, _ in self.keys], place.keys),
            **self._document(self.measures, line.amounts),
        }

    def _document(self, names: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
        """Return values by name as JSON."""
        return {name: _plain(value) for name, value in zip(names, values, strict=True)}

    # --- comparing ----------------------------------------------------------------------------------------------------

    @cached_property
    def _sums(self) -> str:
        """The part of a statement that gives the sum of the lines of each balance."""
        keys = ", ".join(f'min("{name}"::text)::{kind} AS "{name}"' for name, kind in self.keys)
        sums = ", ".join(f'sum("{name}") AS "{name}"' for name in self.measures)
        return f"(SELECT balance, {keys}, {sums} FROM {self.lines.name} GROUP BY balance)"

    async def differences(self, connection: Connection) -> list[Difference]:
        """Return the balances that are not the sum of their lines, as one statement sees them at one moment."""
        ours = ", ".join(f'coalesce(b."{name}", 0)' for name in self.measures)
        sums = ", ".join(f'coalesce(s."{name}", 0)' for name in self.measures)
        rows = await connection.fetch(
            f"SELECT coalesce(b.id, s.balance) AS id, ARRAY[{ours}]::numeric[] AS ours, "
            f"ARRAY[{sums}]::numeric[] AS sums "
            f"FROM {self.balances.name} AS b FULL JOIN {self._sums} AS s ON s.balance = b.id "
            f"WHERE ({ours}) IS DISTINCT FROM ({sums}) ORDER BY 1"
        )
        return [Difference(row["id"], tuple(row["ours"]), tuple(row["sums"])) for row in rows]

    async def counts(self, connection: Connection) -> tuple[int, int]:
        """Return how many balances and how many lines there are."""
        row = await connection.fetchrow(
            f"SELECT (SELECT count(*) FROM {self.balances.name}), (SELECT count(*) FROM {self.lines.name})"
        )
        assert row is not None
        return row[0], row[1]

    async def repair(self, connection: Connection, now: datetime) -> None:
        """Let every balance be the sum of its lines; nobody posts until the transaction ends."""
        names = "".join(f', "{name}"' for name in (*(name for name, _ in self.keys), *self.measures))
        given = "".join(f', s."{name}"' for name in (*(name for name, _ in self.keys), *self.measures))
        added = ", ".join(f'"{name}" = excluded."{name}"' for name in self.measures)
        zero = ", ".join(f'"{name}" = 0' for name in self.measures)
        await connection.execute(f"LOCK TABLE {self.balances.name} IN EXCLUSIVE MODE")
        await connection.execute(
            f"INSERT INTO {self.balances.name} AS b (id, created_at, updated_at{names}) "
            f"SELECT s.balance, $1, $1{given} FROM {self._sums} AS s "
            f"ON CONFLICT (id) DO UPDATE SET version = b.version + 1, updated_at = $1, {added}",
            now,
        )
        await connection.execute(
            f"UPDATE {self.balances.name} AS b SET {zero} "
            f"WHERE NOT EXISTS (SELECT FROM {self.lines.name} AS l WHERE l.balance = b.id)"
        )

    async def clear(self, connection: Connection) -> None:
        """Forget all balances and lines, as when the ledger has other keys now."""
        await connection.execute(f"DELETE FROM {self.lines.name}")
        await connection.execute(f"DELETE FROM {self.balances.name}")


def _plain(value: Any) -> Any:
    """Return a value as JSON that PostgreSQL reads into its column."""
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value
