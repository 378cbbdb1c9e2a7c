"""`Loading`: rows of a file become records, batch by batch, by the same steps as records that people save.

A batch is one transaction that is rolled back when rows are only checked, and a part of the run's one transaction when
they are imported. With the first mistake the run's transaction ends, and the rows that are left are only checked.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import asyncpg

from engine_forms.field import Json, Refused
from engine_forms.fresh import FreshLogic
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.errors import Forbidden, Invalid, LowcodeError, NotFound
from lowcode.services.access import FormAccess
from lowcode.services.import_blocks import Blocks, Run
from lowcode.services.import_cells import CellReader, Named
from lowcode.services.import_columns import OWNER, ImportTarget
from lowcode.services.import_keys import Key, Keys
from lowcode.services.import_lines import Lines, keep_formatted, place
from lowcode.services.import_messages import ImportMapping
from lowcode.services.import_sheets import Row
from lowcode.services.import_targets import NameBook
from lowcode.services.record_app import RecordApp
from lowcode.services.record_drafts import Draft, submit_fresh
from lowcode.services.record_likeness import Likeness
from lowcode.services.record_serials import number, serial_fields
from lowcode.services.record_writing import NewRecord, Writing
from lowcode.services.transfer_codes import KEY_AMBIGUOUS, KEY_UNKNOWN
from lowcode.store.ids import new_id, new_ids
from lowcode.store.records import Author
from lowcode.store.statement import Connection

_MASKED: Final = re.compile(r"\*\*|^\s*\*+\s*$")
"""What a masked value has."""


@dataclass(slots=True)
class RowDraft:
    """A row of the file on its way."""

    row: int
    """Its number in the file, from 1."""
    given: dict[str, Json] = field(default_factory=dict)
    """The input by field."""
    owner: UUID | None = None
    """Whose the record is to be."""
    named: list[tuple[dict[str, Json], str, CellReader, Named]] = field(default_factory=list)
    """What is still to be looked up: where it belongs, the path there, what has read it, and what it says."""
    lines: dict[str, list[int]] = field(default_factory=dict)
    """Of each sub-table the rows of the file that hold its rows."""
    key: Key | None = None
    """What the record is recognised by."""
    id: UUID | None = None
    """The record that is there already."""
    problems: list[Diagnostic] = field(default_factory=list)
    """What is wrong with it."""
    draft: Draft | None = None
    """What becomes of it."""

    def place(self, path: str) -> int:
        """Return the row of the file that a mistake is about."""
        head, _, rest = path.strip("/").partition("/")
        at = rest.partition("/")[0]
        known = self.lines.get(head, ())
        return known[int(at)] if at.isdigit() and int(at) < len(known) else self.row

    @property
    def refused(self) -> bool:
        """Return whether it must not be imported."""
        return any(one.severity == "error" for one in self.problems)


class Loading:
    """One run of an import, or the check before it."""

    def __init__(
        self,
        writing: Writing,
        app: RecordApp,
        create: FormAccess,
        mapping: ImportMapping,
        offered: dict[str, ImportTarget],
        author: Author,
    ) -> None:
        """Take how records are written, the form with the rights of who imports, the mapping, and the author."""
        self.writing = writing
        self.app = app
        self.access = create
        self.mapping = mapping
        self.author = author
        form = create.form
        readers = {at: CellReader(app, form, name) for at, name in sorted(mapping.columns.items())}
        self.readers = {at: one for at, one in readers.items() if not one.subtable}
        self.row_readers = {at: one for at, one in readers.items() if one.subtable}
        self.lines = Lines(mapping)
        # An export masks what is sensitive; imported again, the mask is not to take the place of the value.
        self.veiled = frozenset() if mapping.mode == "insert" else create.sensitive
        self.columns = {name: at for at, name in mapping.columns.items()}
        self.only_key = {name for name in mapping.columns.values() if offered[name].only_key}
        self.names = NameBook(app, create.reader)
        self.keys = Keys(app, create, mapping.key)
        self.fresh = FreshLogic(app.logic(form), create.reader.user or None)
        self.blocks = Blocks(
            Run(writing, app, create, mapping, author, self.names, self.keys, self.fresh, self.only_key)
        )
        self.created = self.updated = self.unchanged = 0

    # --- column by column ---------------------------------------------------------------------------------------------

    async def load(self, connection: Connection, rows: Sequence[tuple[int, Row]], numbers: "Connection | None") -> bool:
        """Return whether rows were written column by column, since nothing was unusual; see `write` for `numbers`."""
        if not self.blocks.possible or self.writing.observers.looks(self.app, self.access.form):
            return False
        count = await self.blocks.add(connection, rows, numbers)
        self.created += count or 0
        return count is not None

    # --- reading rows -------------------------------------------------------------------------------------------------

    def read(self, rows: Sequence[tuple[int, Row]]) -> list[RowDraft]:
        """Return what stands in rows, given with their numbers."""
        return [self._row(at, row) for at, row in rows]

    def _row(self, at: int, row: Row) -> RowDraft:
        """Return what stands in a row."""
        found = RowDraft(at)
        self._cells(found, self.readers, row, found.given, "")
        for line_at, line in self.lines.of(at, row) if self.row_readers else ():
            for name in dict.fromkeys(one.subtable for one in self.row_readers.values()):
                readers = {column: one for column, one in self.row_readers.items() if one.subtable == name}
                if any(column < len(line) and line[column] not in (None, "") for column in readers):
                    numbers = found.lines.setdefault(name, [])
                    inner: dict[str, Json] = {}
                    self._cells(found, readers, line, inner, f"/{name}/{len(numbers)}")
                    numbers.append(line_at)
                    found.given.setdefault(name, []).append(inner)
        return found

    def _cells(
        self, found: RowDraft, readers: Mapping[int, CellReader], row: Row, into: dict[str, Json], path: str
    ) -> None:
        """Put what stands in some cells of a row where it belongs."""
        clear = self.mapping.clear and self.mapping.mode != "insert"
        for column, reader in readers.items():
            cell = row[column] if column < len(row) else None
            if reader.name in self.veiled and isinstance(cell, str) and _MASKED.search(cell):
                continue
            try:
                value = reader.read(cell)
            except Refused as refused:
                found.problems.append(refused.diagnostic.at(f"{path}/{reader.inner}"))
                continue
            if isinstance(value, Named):
                found.named.append((into, f"{path}/{reader.inner}", reader, value))
            elif value is not None or (clear and reader.name != OWNER):
                into[reader.inner] = value

    async def find(self, connection: Connection, rows: Sequence[RowDraft]) -> None:
        """Look up what rows name: records that they refer to, and the records that they are."""
        wanted: dict[str, set[str]] = defaultdict(set)
        for one in rows:
            for *_, reader, named in one.named:
                wanted[reader.target or ""].update(named.texts)
        await self.names.learn(connection, wanted)
        for one in rows:
            for into, path, reader, named in one.named:
                try:
                    ids = [self.names.id(reader.target or "", text) for text in named.texts]
                except Refused as refused:
                    one.problems.append(refused.diagnostic.at(path))
                    continue
                if reader.name == OWNER:
                    one.owner = UUID(ids[0])
                else:
                    into[reader.inner] = ids if reader.several else ids[0]
        if self.mapping.mode != "insert":
            await self._recognise(connection, rows)
        for one in rows:
            for name in self.only_key:
                one.given.pop(name, None)

    async def _recognise(self, connection: Connection, rows: Sequence[RowDraft]) -> None:
        """Find the records that rows are."""
        for one in rows:
            if one.refused:
                continue
            if self.mapping.mode == "upsert" and all(one.given.get(name) is None for name in self.mapping.key):
                continue
            try:
                one.key = self.keys.of(one.given, one.row)
            except Refused as refused:
                one.problems.append(refused.diagnostic)
        found = await self.keys.find(connection, [one.key for one in rows if one.key is not None])
        place = f"/{self.mapping.key[0]}" if self.mapping.key else ""
        for one in rows:
            if one.key is None:
                continue
            ids = found.get(one.key, [])
            told: dict[str, Any] = {"field": self.keys.titled, "found": self.keys.text(one.key)}
            if len(ids) == 1:
                one.id = ids[0]
            elif ids:
                one.problems.append(KEY_AMBIGUOUS.report(path=place, count=len(ids), **told))
            elif self.mapping.mode == "update":
                one.problems.append(KEY_UNKNOWN.report(path=place, **told))

    # --- writing ------------------------------------------------------------------------------------------------------

    async def write(self, connection: Connection, rows: Sequence[RowDraft], numbers: "Connection | None") -> None:
        """Write rows in the caller's transaction, and note what is wrong with each; without `numbers` only for trial.

        `numbers` is a connection of its own, by which serial numbers are taken so that nobody else waits for the run.
        """
        await self._look([one for one in rows if one.refused and one.id is None], connection)
        sound = [one for one in rows if not one.refused]
        await self._create(connection, [one for one in sound if one.id is None], numbers)
        await self._update(connection, [one for one in sound if one.id is not None])

    async def _look(self, rows: Sequence[RowDraft], connection: Connection) -> None:
        """Note what else is wrong with rows of new records, of which cells could not be read."""
        if self.mapping.mode == "update" or not rows:
            return
        drafts = [Draft(new_id(), one.given, owner=one.owner or self.author.account_id) for one in rows]
        await submit_fresh(connection, self.app, self.access, drafts, self.fresh)
        for row, draft in zip(rows, drafts, strict=True):
            row.draft = draft
            known = {one.path for one in row.problems}
            row.problems += [one for one in draft.diagnostics if one.path not in known]

    async def _create(self, connection: Connection, rows: Sequence[RowDraft], numbers: "Connection | None") -> None:
        """Add records."""
        if not rows:
            return
        who = self.author.account_id
        ids = new_ids(len(rows))
        drafts = [Draft(id_, one.given, owner=one.owner or who) for id_, one in zip(ids, rows, strict=True)]
        await submit_fresh(connection, self.app, self.access, drafts, self.fresh)
        await self.writing.observers.drafted(connection, self.app, self.access, drafts)
        await self.keys.compare(connection, drafts, [one.row for one in rows])
        sound = [(row, draft) for row, draft in zip(rows, drafts, strict=True) if not self._noted(row, draft)]
        if not sound:
            return
        kept = [draft for _, draft in sound]
        fields = serial_fields(self.app, self.access.form, gap_free=None if numbers is None else False)
        values = [one.values for one in kept]
        if numbers is None:
            for one in fields:
                for each in values:
                    each[one.name] = each[one.name] or str(new_id())
        else:
            await number(numbers, self.app, self.access.form, values, fields)

        async def work() -> None:
            await self.writing.add(connection, self.app, self.access, kept, self.author)

        if await self._tried(connection, work, [row for row, _ in sound], kept):
            self.created += len(kept)

    async def _update(self, connection: Connection, rows: Sequence[RowDraft]) -> None:
        """Change records that are there."""
        if not rows:
            return
        access = self.app.access.of(self.access.reader, self.access.form)
        given = {one.id: one.given for one in rows if one.id is not None}
        await place(connection, self.app, self.access.form, given)
        await keep_formatted(connection, self.app, self.access.form, given)
        changes = {one.id: NewRecord(values=one.given, owner=one.owner) for one in rows if one.id is not None}
        made: list[Draft] = []

        async def work() -> None:
            made[:] = await self.writing.change(connection, self.app, access, changes, self.author)

        if not await self._tried(connection, work, rows, []):
            return
        await self.keys.compare(connection, made, [one.row for one in rows])
        for row, draft in zip(rows, made, strict=True):
            self._noted(row, draft)
        changed = sum(bool(one.changed) or _owned_anew(one) for one in made)
        self.updated += changed
        self.unchanged += len(made) - changed

    async def _tried(
        self, connection: Connection, work: Any, rows: Sequence[RowDraft], drafts: Sequence[Draft]
    ) -> bool:
        """Return whether work on rows succeeded; what it refuses is noted at the rows, and nothing of it stays."""
        try:
            async with connection.transaction():
                await work()
        except asyncpg.UniqueViolationError as error:
            refused: LowcodeError = await Likeness(self.app, self.access).explained(connection, error, drafts)
        except (Invalid, Forbidden, NotFound) as error:
            refused = error
        else:
            return True
        for one in refused.diagnostics or ():
            at, path = _position(one.path, len(rows))
            rows[at].problems.append(Diagnostic(one.code, one.message, one.hint, one.severity, path))
        if not any(row.refused for row in rows):
            raise refused
        return False

    def _noted(self, row: RowDraft, draft: Draft) -> bool:
        """Note what is wrong with a draft at its row; return whether it is refused."""
        row.draft = draft
        if draft.diagnostics:
            row.problems += draft.diagnostics
        return row.refused

    def column(self, path: str) -> int | None:
        """Return the column that a mistake is about, None for one that has none."""
        head, *rest = path.strip("/").split("/")
        return self.columns.get(f"{head}.{rest[1]}" if len(rest) > 1 else head)


def _owned_anew(draft: Draft) -> bool:
    """Return whether a record gets another owner."""
    before = (draft.stored or {}).get("owner")
    return before != (None if draft.owner is None else str(draft.owner))


def _position(path: str, count: int) -> tuple[int, str]:
    """Return which of several rows a path leads to, and the path inside it."""
    head, _, rest = path.removeprefix("/").partition("/")
    if count > 1 and head.isdigit() and int(head) < count:
        return int(head), f"/{rest}" if rest else ""
    return 0, path
