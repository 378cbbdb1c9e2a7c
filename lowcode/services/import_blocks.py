"""`Blocks`: rows of a file that become new records column by column, where nothing is unusual.

What a cell comes to is found once for each different content of a column: its value, and the texts of it in the
table, in the history and in the search. Whatever is unusual about any row, as a mistake, leaves the whole block to
`Loading`, which looks at every row by itself; both ways come to the same.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias
from uuid import UUID

import asyncpg

from engine_forms.field import Refused
from engine_forms.fresh import FreshLogic, Other
from engine_forms.fresh_columns import Columns, FreshColumns
from engine_forms.situation import Situation
from engine_rules.values import Value
from lowcode.kernel.errors import LowcodeError
from lowcode.services.access import FormAccess
from lowcode.services.import_cells import CellReader, Named
from lowcode.services.import_columns import OWNER
from lowcode.services.import_keys import Keys
from lowcode.services.import_messages import ImportMapping
from lowcode.services.import_sheets import Row
from lowcode.services.import_targets import NameBook
from lowcode.services.record_app import RecordApp
from lowcode.services.record_drafts import Draft
from lowcode.services.record_serials import number, serial_fields
from lowcode.services.record_sources import Fetched
from lowcode.services.record_writing import Writing
from lowcode.services.rights import RANK
from lowcode.store import record_block
from lowcode.store.bound import Bound
from lowcode.store.ids import new_texts
from lowcode.store.record_block import Block, Texts, texts_of
from lowcode.store.records import Author
from lowcode.store.statement import Connection

_REMEMBERED: Final = 20_000
"""How many contents of a column are kept with what they come to."""
_MOST_FAILURES: Final = 3
"""After how many blocks one after the other, each with something unusual, no other is tried."""
_NOTHING: Final[Texts] = ("", "", None)

Filled: TypeAlias = tuple[Value, str, str, str | None]
"""What a cell comes to: the value, and its texts."""


class _Unusual(Exception):  # noqa: N818 - a way out
    """A row has to be looked at by itself."""


class _Column(dict[Any, Filled]):
    """What the contents of one column of the file come to; the key of a content that is no text has its type."""

    def __init__(self, blocks: "Blocks", reader: CellReader, *, ignored: bool) -> None:
        """Take what reads the cells; of a column that is ignored, they only have to be right."""
        super().__init__()
        self.reader = reader
        self.name = reader.name
        self.ignored = ignored
        self._blocks = blocks
        shape = reader.shape
        self.missing: Filled = (None, *_NOTHING)
        if shape is not None and not ignored:
            self._texts = texts_of(blocks.shape, shape)
            self.missing = (None, *self._texts(None))

    def __missing__(self, key: Any) -> Filled:
        """Return what a cell comes to. Raises `_Unusual`."""
        try:
            found = self._found(key[0] if isinstance(key, tuple) else key)
        except (Refused, Other):
            raise _Unusual from None
        self[key] = found
        return found

    def _found(self, cell: Any) -> Filled:
        """Return what a cell comes to. Raises `Refused`, `Other`, `_Unusual`."""
        raw = self.reader.understood(cell)
        if raw is None:
            return self.missing
        if isinstance(raw, Named):
            ids = [self._blocks.names.id(self.reader.target or "", text) for text in raw.texts]
            if self.name == OWNER:
                return UUID(ids[0]), ids[0], "", None
            raw = ids if self.reader.several else ids[0]
        if self.ignored:
            return self.missing
        value = self._blocks.fresh.value(self.name, raw)
        return value, *self._texts(value)

    def keys(self, cells: Sequence[Any]) -> Sequence[Any]:  # type: ignore[override]
        """Return the keys of cells."""
        if len(self) > _REMEMBERED:
            self.clear()
        if {*map(type, cells)} <= {str, type(None)}:
            return cells
        return [one if isinstance(one, str) or one is None else (one, type(one)) for one in cells]


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of an import knows."""

    writing: Writing
    """How records are written."""
    app: RecordApp
    """The app."""
    access: FormAccess
    """The form with the rights of who imports."""
    mapping: ImportMapping
    """Which column is meant for which field."""
    author: Author
    """Who imports."""
    names: NameBook
    """What cells name."""
    keys: Keys
    """The rows that were seen."""
    fresh: FreshLogic
    """The short way to new records."""
    only_key: set[str]
    """The fields that cannot be changed."""


class Blocks:
    """One run of an import, as far as its rows are usual."""

    def __init__(self, run: Run) -> None:
        """Take what the run knows."""
        self.run = run
        self.app, self.access, self.author, self.names = run.app, run.access, run.author, run.names
        app, mapping = run.app, run.mapping
        form = run.access.form
        self.shape = app.tables.shape(form)
        self.fresh = FreshColumns(run.fresh, app.logic(form).plan.tree)
        self._shapes = app.logic(form).shapes
        self._texts = {name: texts_of(self.shape, self._shapes[name]) for name in self.shape.fields}
        self._columns = {
            at: _Column(self, CellReader(app, form, name), ignored=name in run.only_key)
            for at, name in sorted(mapping.columns.items())
            if "." not in name
        }
        self._given = [one.name for one in self._columns.values() if one.reader.shape is not None and not one.ignored]
        self._certain = tuple(grant.allows("create") and grant.rule.always for grant in self.access.grants)
        self._failed = 0
        rows = any("." in name for name in mapping.columns.values())
        numbered = rows or app.numbered_first(form) or bool(serial_fields(app, form, gap_free=True))
        self.possible = mapping.mode == "insert" and self.fresh.possible and not numbered

    async def add(
        self, connection: Connection, rows: Sequence[tuple[int, Row]], numbers: "Connection | None"
    ) -> int | None:
        """Return how many records were added in the caller's transaction: one for each row, or None and nothing.

        `numbers` takes the serial numbers; without it the records are only for trial.
        """
        if not self.possible or not rows:
            return None
        try:
            await self._add(connection, rows, numbers)
        except (_Unusual, asyncpg.IntegrityConstraintViolationError, asyncpg.DataError, LowcodeError):
            # What is unusual all the time is not worth the search.
            self._failed += 1
            self.possible = self._failed < _MOST_FAILURES
            return None
        self._failed = 0
        return len(rows)

    async def _add(self, connection: Connection, rows: Sequence[tuple[int, Row]], numbers: "Connection | None") -> None:
        """Add a record for each row. Raises `_Unusual`."""
        count, form = len(rows), self.access.form
        filled, owners = await self._read(connection, rows)
        given = {name: [one[0] for one in cells] for name, cells in filled.items()}
        columns = self.fresh.values(given, count, await self._records(connection, given))
        if columns is None:
            raise _Unusual
        ids, changes = new_texts(count), new_texts(count)
        if not await self.run.keys.free(connection, columns, ids, [at for at, _ in rows]):
            raise _Unusual
        await self._number(numbers, columns, count)
        block = self._block(ids, changes, owners, columns, filled)
        async with connection.transaction():
            department = await record_block.add(connection, self.app.statements(form), self.author, block)
            if not self._sure(columns):
                await self._check_created(connection, ids)
            if not self.app.alone(form) or await self.run.writing.observers.concerned(connection, self.app, form):
                drafts = self._drafts(block, columns, department)
                await self.run.writing.follow(connection, self.app, self.access, drafts, self.author)

    # --- reading ------------------------------------------------------------------------------------------------------

    async def _read(
        self, connection: Connection, rows: Sequence[tuple[int, Row]]
    ) -> tuple[dict[str, list[Filled]], list[str] | None]:
        """Return what the cells of each column come to, and the owners if there are any. Raises `_Unusual`."""
        cells = {at: [row[at] if at < len(row) else None for _, row in rows] for at in self._columns}
        keys = {at: one.keys(cells[at]) for at, one in self._columns.items()}
        await self._learn(connection, keys)
        filled: dict[str, list[Filled]] = {}
        owners: list[str] | None = None
        for at, column in self._columns.items():
            found = list(map(column.__getitem__, keys[at]))
            if column.name == OWNER:
                owners = [text or str(self.author.account_id or "\\N") for _, text, _, _ in found]
            elif not column.ignored and column.reader.shape is not None:
                filled[column.name] = found
        return filled, owners

    async def _learn(self, connection: Connection, keys: dict[int, Sequence[Any]]) -> None:
        """Look up what the cells name that is not known yet. Raises `_Unusual`."""
        wanted: dict[str, set[str]] = defaultdict(set)
        for at, column in self._columns.items():
            if column.reader.target is None:
                continue
            for key in {*keys[at]}:
                if key in column:
                    continue
                try:
                    named = column.reader.understood(key[0] if isinstance(key, tuple) else key)
                except Refused:
                    raise _Unusual from None
                if isinstance(named, Named):
                    wanted[column.reader.target].update(named.texts)
        await self.names.learn(connection, wanted)

    async def _records(
        self, connection: Connection, given: Mapping[str, Sequence[Value]]
    ) -> dict[str, Sequence[Value]]:
        """Return what expressions see of the records that are referred to, by the fields whose records they read."""
        found: dict[str, Sequence[Value]] = {}
        for name, tree in self.fresh.lookups(given).items():
            column = given[name]
            if any(isinstance(one, list) for one in column):
                raise _Unusual
            known: dict[Value, Value] = dict.fromkeys(column)
            fetched = Fetched(self.app)
            asked = [{name: one} for one in known if one is not None]
            await fetched.fetch(connection, self.access.form, asked, {name: tree})
            situation = Situation(self.app.forms, fetched, self.access.reader.user or None)
            known = {one: situation.value(self._shapes[name], one, tree) for one in known}
            found[name] = [known[one] for one in column]
        return found

    # --- what has to be so --------------------------------------------------------------------------------------------

    def _full(self, holds: Sequence[bool], state: str | None) -> bool:
        """Return whether all that is given may be filled in, by the grants that hold for a record in a state."""
        rights = self.access.rights(holds, state)
        return all(RANK[rights.get(name, "full")] == RANK["full"] for name in self._given)

    def _sure(self, columns: Columns) -> bool:
        """Return whether it is known without asking that the records may be created so."""
        if self.access.reader.everything:
            return True
        state = self.access.state
        states: set[Any] = {*columns[state]} if state else {None}
        return any(self._certain) and all(self._full(self._certain, one) for one in states)

    async def _check_created(self, connection: Connection, ids: Sequence[str]) -> None:
        """Ask which grants hold for the records that were added. Raises `_Unusual` when these do not let them be."""
        access, bound = self.access, Bound()
        flags = ", ".join(access.flags("create", bound)) or "FALSE"
        state = f'r."{self.shape.fields[access.state].names[0]}"' if access.state else "NULL"
        text = (
            f"SELECT DISTINCT ARRAY[{flags}] AS holds, {state} AS state FROM {self.shape.name} AS r "
            f"WHERE r.id = ANY ({bound.put(ids)}::uuid[])"
        )
        for row in await connection.fetch(*bound.over(text)):
            if not any(row["holds"]) or not self._full(row["holds"], row["state"]):
                raise _Unusual

    async def _number(self, numbers: "Connection | None", columns: Columns, count: int) -> None:
        """Give the records their serial numbers; for trial, some that nobody has."""
        form = self.access.form
        for one in serial_fields(self.app, form):
            if numbers is None:
                columns[one.name] = new_texts(count)
                continue
            names = [part.field for part in one.parts if part.kind == "field"]
            records: list[dict[str, Value]] = [{} for _ in range(count)]
            for name in names:
                for record, value in zip(records, columns[name], strict=True):
                    record[name] = value
            await number(numbers, self.app, form, records, [one])
            columns[one.name] = [record[one.name] for record in records]

    # --- writing ------------------------------------------------------------------------------------------------------

    def _block(
        self,
        ids: Sequence[str],
        changes: Sequence[str],
        owners: list[str] | None,
        columns: Columns,
        filled: dict[str, list[Filled]],
    ) -> Block:
        """Return what is written."""
        listed, said, sought = [], [], []
        for name, kept in self.shape.fields.items():
            texts = self._column_texts(name, columns[name], filled.get(name))
            column, history, found = zip(*texts, strict=True)
            listed.append(column)
            said.append(history)
            if kept.shape.searchable:
                sought.append(found)
        return Block(ids, changes, owners, listed, said, sought)

    def _column_texts(self, name: str, values: Sequence[Value], filled: Sequence[Filled] | None) -> list[Texts]:
        """Return the texts of the values of a field; those that were filled in have theirs already."""
        make = self._texts[name]
        if filled is not None:
            return [one[1:] if one[0] is value else make(value) for one, value in zip(filled, values, strict=True)]
        known: dict[Value, Texts] = {None: make(None)}
        texts: list[Texts] = []
        for value in values:
            found = known.get(value) if value is None or isinstance(value, str) else None
            texts.append(make(value) if found is None else found)
        return texts

    def _drafts(self, block: Block, columns: Columns, department: str | None) -> list[Draft]:
        """Return the records of a block as what follows of them takes them."""
        who, at = self.author.account_id, self.author.at
        own = None if who is None else str(who)
        around: dict[str, Value] = {"version": 1, "created at": at, "updated at": at, "created by": own}
        around |= {"updated by": own, "trashed at": None, "department": department}
        # Numbers are no changes: they are given to what was handed in.
        numbered = {one.name for one in serial_fields(self.app, self.access.form)}
        names, apart = [*columns], {*self.run.fresh.live, *self.run.fresh.rows, *numbered}
        owners = [own] * len(block.ids) if block.owners is None else [one.strip("\\N") or None for one in block.owners]
        found = []
        for id_, owner, row in zip(block.ids, owners, zip(*columns.values(), strict=True), strict=True):
            values = dict(zip(names, row, strict=True))
            changed = frozenset(name for name in names if values[name] is not None and name not in apart)
            draft = Draft(UUID(id_), {}, owner=UUID(owner) if owner else None, values=values, changed=changed)
            draft.values |= {**around, "id": id_, "owner": owner}
            found.append(draft)
        return found
