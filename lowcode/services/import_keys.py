"""`Keys`: which records rows of a file mean, and values that two rows or records share and must not."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from engine_forms.field import Json, Refused
from engine_rules.values import Value
from lowcode.kernel.names import Label, label
from lowcode.services.access import FormAccess
from lowcode.services.import_cells import cell_text
from lowcode.services.import_columns import ID, SYSTEM
from lowcode.services.record_app import RecordApp
from lowcode.services.record_codes import NOT_UNIQUE
from lowcode.services.record_drafts import Draft
from lowcode.services.record_query import Where
from lowcode.services.transfer_codes import KEY_AMBIGUOUS, KEY_EMPTY, ROW_TWICE
from lowcode.store.bound import Bound
from lowcode.store.record_tables import Kept
from lowcode.store.statement import Connection

Key = tuple[Any, ...]
"""The values of fields as they are stored."""


class Keys:
    """What one run knows of the rows that it has seen."""

    def __init__(self, app: RecordApp, access: FormAccess, names: Sequence[str]) -> None:
        """Take the form, and the fields by which its records are recognised."""
        self.app = app
        self.access = access
        self.names = tuple(names)
        self.shape = app.tables.shape(access.form)
        self._rows: dict[Key, int] = {}
        self._seen: dict[tuple[str, ...], dict[Key, int]] = defaultdict(dict)

    @property
    def titled(self) -> Label:
        """Return what the fields are called."""
        return self._labels(self.names)

    def _labels(self, names: Sequence[str]) -> Label:
        """Return what fields are called, together."""
        shapes = self.app.logic(self.access.form).shapes
        found = [shapes[name].label if name in shapes else SYSTEM[name] for name in names]
        return label(", ".join(one.en for one in found), "、".join(one.zh_cn for one in found))

    # --- which record -------------------------------------------------------------------------------------------------

    def of(self, given: dict[str, Json], row: int) -> Key:
        """Return the key of a row. Raises `Refused` when it is empty, or another row has it."""
        parts: list[Any] = []
        for name in self.names:
            raw = given.get(name)
            if raw is None:
                raise Refused(KEY_EMPTY, f"/{name}", field=self._labels([name]))
            if name == ID:
                try:
                    parts.append(UUID(str(raw)))
                except ValueError:
                    raise Refused(KEY_AMBIGUOUS, f"/{name}", count=0, field=self.titled, found=raw) from None
            else:
                kept = self.shape.fields[name].shape
                parts.append(kept.to_columns(kept.clean(raw))[0])
        key = tuple(parts)
        if self._rows.setdefault(key, row) != row:
            raise Refused(ROW_TWICE, f"/{self.names[0]}", other=self._rows[key], field=self.titled)
        return key

    async def find(self, connection: Connection, keys: Sequence[Key]) -> dict[Key, list[UUID]]:
        """Return the records that have keys, of those that the reader may see."""
        found: dict[Key, list[UUID]] = defaultdict(list)
        if not keys:
            return found
        where = Where(self.app, self.access)
        where.parts.append("r.trashed_at IS NULL")
        where.permitted("see")
        columns, arrays = [], []
        for at, name in enumerate(self.names):
            column, storage = _column(self.shape.fields.get(name))
            if name != ID:
                where.parts.append(self.access.readable(name, where.bound))
            columns.append(column)
            arrays.append(f"{where.bound.put([key[at] for key in keys])}::{storage}[]")
        same = " AND ".join(f"{column} = w.c{at}" for at, column in enumerate(columns))
        listed = ", ".join(f"c{at}" for at in range(len(columns)))
        text = (
            f"SELECT r.id, {', '.join(columns)} FROM unnest({', '.join(arrays)}) AS w({listed}) "
            f"JOIN {self.shape.name} AS r ON {same} WHERE {where.sql}"
        )
        for row in await connection.fetch(*where.bound.over(text)):
            found[tuple(row[1 + at] for at in range(len(columns)))].append(row["id"])
        return found

    def text(self, key: Key) -> str:
        """Return a key as people read it."""
        return " / ".join(cell_text(part) if not isinstance(part, UUID) else str(part) for part in key)

    # --- what no two share --------------------------------------------------------------------------------------------

    async def compare(self, connection: Connection, drafts: Sequence[Draft], rows: Sequence[int]) -> None:
        """Report values of drafts that another row, or another record, has already, and that no two may share."""
        for fields, kept in self._unique():
            if drafts and all(one.stored is not None and not one.changed & set(fields) for one in drafts):
                continue
            await self._compare(connection, fields, kept, drafts, rows)

    async def free(
        self, connection: Connection, columns: Mapping[str, Sequence[Value]], ids: Sequence[str], rows: Sequence[int]
    ) -> bool:
        """Return whether no new record, given by columns, has a value that another row or record has already."""
        for fields, kept in self._unique():
            seen = self._seen[fields]
            fresh: dict[Key, str] = {}
            parts = [map(one.shape.to_columns, columns[name]) for one, name in zip(kept, fields, strict=True)]
            for id_, row, *each in zip(ids, rows, *parts, strict=True):
                key = tuple(part for one in each for part in one)
                if any(part is None or isinstance(part, list) for part in key):
                    continue
                if seen.setdefault(key, row) != row:
                    return False
                fresh[key] = id_
            if await self._taken(connection, kept, fresh):
                return False
        return True

    def _unique(self) -> Iterator[tuple[tuple[str, ...], list[Kept]]]:
        """Iterate over the fields that no two records may share, with their columns; numbers are so by themselves."""
        for fields, _ in self.app.form(self.access.form).unique_fields():
            kept = [self.shape.fields.get(name) for name in fields]
            if all(one is not None and one.shape.kind != "serial_number" for one in kept):
                yield fields, [one for one in kept if one is not None]

    async def _compare(
        self,
        connection: Connection,
        fields: tuple[str, ...],
        kept: Sequence[Kept],
        drafts: Sequence[Draft],
        rows: Sequence[int],
    ) -> None:
        """Report what is the same in some fields."""
        seen = self._seen[fields]
        fresh: dict[Key, Draft] = {}
        for draft, row in zip(drafts, rows, strict=True):
            key = tuple(
                part
                for one, name in zip(kept, fields, strict=True)
                for part in one.shape.to_columns(draft.values.get(name))
            )
            if any(part is None or isinstance(part, list) for part in key):
                continue
            first = seen.setdefault(key, row)
            if first != row:
                for name in fields:
                    found = ROW_TWICE.report(path=f"/{name}", other=first, field=self._labels(fields))
                    draft.diagnostics.append(found)
            else:
                fresh[key] = draft
        for key in await self._taken(connection, kept, {key: one.id for key, one in fresh.items()}):
            for name in fields:
                found = NOT_UNIQUE.report(path=f"/{name}", fields=self._labels(fields), other=label("", ""))
                fresh[key].diagnostics.append(found)

    async def _taken(self, connection: Connection, kept: Sequence[Kept], fresh: Mapping[Key, UUID | str]) -> list[Key]:
        """Return the keys that another record has, of those of some records."""
        if not fresh:
            return []
        bound = Bound()
        columns = [
            (f'r."{name}"', one.storage) for each in kept for name, one in zip(each.names, each.columns, strict=True)
        ]
        arrays = [f"{bound.put([key[at] for key in fresh])}::{storage}[]" for at, (_, storage) in enumerate(columns)]
        own = bound.put([*fresh.values()])
        same = " AND ".join(f"{column} = w.c{at}" for at, (column, _) in enumerate(columns))
        listed = ", ".join(f"c{at}" for at in range(len(columns)))
        text = (
            f"SELECT {', '.join(column for column, _ in columns)} "
            f"FROM unnest({', '.join(arrays)}, {own}::uuid[]) AS w({listed}, own) "
            f"JOIN {self.shape.name} AS r ON {same} WHERE r.trashed_at IS NULL AND r.id <> w.own"
        )
        return [tuple(row.values()) for row in await connection.fetch(*bound.over(text))]


def _column(kept: Kept | None) -> tuple[str, str]:
    """Return the column of a field with its type."""
    if kept is None:
        return "r.id", "uuid"
    return f'r."{kept.names[0]}"', kept.columns[0].storage
