"""`Parquet`: the tables of the replica as files that other engines read, brought up to date by what has changed.

A table is cut into blocks by its keys, each a file. What changes is noted in the replica itself, by the transaction
that brings it, so that an export writes only the blocks anew that hold a changed row. A file is never changed: a new
one takes its place, and `position.json` says which files show which snapshot; it is replaced as a whole.
"""

import json
import threading
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import duckdb

from lowcode.store.analytics.notes import changes, follow, forget
from lowcode.store.analytics.replica import Replica
from lowcode.store.analytics.table import ReplicaTable

_BLOCK: Final = 1_000_000
"""Rows of a block."""
_POSITION: Final = "position.json"


@dataclass(frozen=True, slots=True)
class Block:
    """A file with the rows of a table from one key up to that of the next block."""

    low: str | None
    """The first key; None for the first block, which begins before every key."""
    file: str
    """Its name in the folder."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A table as it was exported last."""

    digest: str
    """How the table looked."""
    blocks: tuple[Block, ...]
    """Its files, by key."""


class Parquet:
    """The files of one replica in a folder of their own. All methods may be called from any thread."""

    def __init__(self, replica: Replica, folder: Path, block: int = _BLOCK) -> None:
        """Open the folder, made when it is missing; `block` is how many rows a file has."""
        self._replica = replica
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o755)
        self._block = block
        self._one_at_a_time = threading.Lock()
        self._using: Counter[str] = Counter()
        self._run, self._tables = self._read()
        self._tidy()

    def hold(self, tables: Mapping[str, ReplicaTable]) -> dict[str, list[Path]]:
        """Return the files of tables, all as of one snapshot, not older than that of the replica now.

        They stay until `release`. Raises what DuckDB and the disk raise.
        """
        with self._one_at_a_time:
            self._export(tables)
            found = {name: [self.folder / one.file for one in self._tables[name].blocks] for name in tables}
            self._using.update(file.name for files in found.values() for file in files)
            return found

    def release(self, held: Mapping[str, Sequence[Path]]) -> None:
        """Let files be removed that `hold` gave, once others have taken their place."""
        with self._one_at_a_time:
            self._using.subtract(file.name for files in held.values() for file in files)
            self._using += Counter()
            self._tidy()

    # --- writing ------------------------------------------------------------------------------------------------------

    def _export(self, tables: Mapping[str, ReplicaTable]) -> None:
        """Bring the files of tables up to date with the replica."""
        with self._replica.writing() as cursor:
            # From now on what changes is noted; what is there already is read after that.
            follow(cursor, tables)
        found: dict[str, Exported] = {}
        seen: list[str] = []
        with self._replica.reading() as cursor:
            run, snapshot = cursor.execute("SELECT run, snapshot FROM replica_export, replica_state").fetchall()[0]
            if run != self._run:
                # Files of another replica: nobody has noted what has changed since.
                self._run, self._tables = run, {}
            digests = dict(cursor.execute("SELECT name, digest FROM replica_table").fetchall())
            for name, table in tables.items():
                keys, noted = changes(cursor, name)
                seen += noted
                known = self._tables.get(name)
                if known is None or known.digest != digests[name] or keys is None:
                    found[name] = Exported(digests[name], tuple(self._blocks(cursor, table, None, None)))
                elif keys:
                    found[name] = Exported(known.digest, tuple(self._renewed(cursor, table, known.blocks, keys)))
        if found:
            self._tables |= found
            self._write(snapshot)
        if seen:
            # Only now, and only what was seen: whoever is killed before writes the same blocks once more.
            with self._replica.writing() as cursor:
                forget(cursor, seen)
        self._tidy()

    def _renewed(
        self, cursor: duckdb.DuckDBPyConnection, table: ReplicaTable, blocks: Sequence[Block], keys: Iterable[UUID]
    ) -> Iterator[Block]:
        """Iterate over the blocks of a table, those with one of the keys written anew."""
        lows = [UUID(one.low) for one in blocks if one.low is not None]
        changed = {bisect_right(lows, key) for key in keys}
        for at, one in enumerate(blocks):
            if at in changed:
                yield from self._blocks(cursor, table, one.low, blocks[at + 1].low if at + 1 < len(blocks) else None)
            else:
                yield one

    def _blocks(
        self, cursor: duckdb.DuckDBPyConnection, table: ReplicaTable, low: str | None, high: str | None
    ) -> Iterator[Block]:
        """Iterate over new blocks with the rows from one key up to another; None is before and after all."""
        within = _within(low, high)
        # A block that has grown is cut when it is twice as large, so that one row more never writes two files.
        counted = cursor.execute(f'SELECT count(*) FROM "{table.name}"{within}').fetchone()
        assert counted is not None
        starts: list[str] = []
        if counted[0] > 2 * self._block:
            numbered = f'SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM "{table.name}"{within}'
            rows = cursor.execute(
                f"SELECT CAST(id AS VARCHAR) FROM ({numbered}) WHERE n > 0 AND n % {self._block} = 0 ORDER BY id"
            ).fetchall()
            starts = [one for (one,) in rows]
        lows = [low, *starts]
        for first, after in zip(lows, [*starts, high], strict=True):
            file = f"{uuid4().hex}.parquet"
            hidden = self.folder / f".{file}"
            cursor.execute(
                f'COPY (SELECT {_columns(table)} FROM "{table.name}"{_within(first, after)}) '
                f"TO '{hidden}' (FORMAT parquet, COMPRESSION zstd)"
            )
            hidden.rename(self.folder / file)
            yield Block(first, file)

    # --- the position -------------------------------------------------------------------------------------------------

    def _read(self) -> tuple[str, dict[str, Exported]]:
        """Return of which replica the files are, and the tables; none when it cannot be read."""
        try:
            found = json.loads((self.folder / _POSITION).read_text())
            tables = {
                name: Exported(one["digest"], tuple(Block(**each) for each in one["blocks"]))
                for name, one in found["tables"].items()
            }
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            return "", {}
        there = {one.name for one in self.folder.glob("*.parquet")}
        return found["run"], {
            name: one for name, one in tables.items() if all(each.file in there for each in one.blocks)
        }

    def _write(self, snapshot: str | None) -> None:
        """Write which files show which snapshot, in the place of what was said before."""
        document: dict[str, Any] = {
            "run": self._run,
            "snapshot": snapshot,
            "tables": {name: asdict(one) for name, one in self._tables.items()},
        }
        new = self.folder / f".{_POSITION}"
        new.write_text(json.dumps(document, indent=1))
        new.replace(self.folder / _POSITION)

    def _tidy(self) -> None:
        """Remove the files that are shown no more and that nobody reads."""
        kept = {one.file for table in self._tables.values() for one in table.blocks}
        for each in self.folder.glob("*.parquet"):
            if each.name not in kept and not self._using[each.name]:
                with suppress(OSError):
                    each.unlink()


def _within(low: str | None, high: str | None) -> str:
    """Return the condition of the rows from one key up to another."""
    parts = [f"id >= CAST('{low}' AS UUID)"] if low is not None else []
    parts += [f"id < CAST('{high}' AS UUID)"] if high is not None else []
    return f" WHERE {' AND '.join(parts)}" if parts else ""


def _columns(table: ReplicaTable) -> str:
    """Return the columns of a table for files: keys as texts, no times of a day, which not all engines know."""
    found = []
    for one in table.columns:
        name = f'"{one.name}"'
        if one.type.startswith("UUID"):
            name = f"CAST({name} AS {one.type.replace('UUID', 'VARCHAR')}) AS {name}"
        if one.type != "TIME":
            found.append(name)
    return ", ".join(found)
