"""`Likeness`: records that are the same in what tells records apart, or called nearly the same."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import asyncpg

from engine_forms.form import DuplicateRule
from engine_forms.similarity import shingles, similarity
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.errors import Conflict, Invalid
from lowcode.kernel.names import Label, label
from lowcode.services.access import FormAccess
from lowcode.services.record_app import RecordApp
from lowcode.services.record_codes import NOT_UNIQUE, SIMILAR
from lowcode.services.record_drafts import Draft
from lowcode.services.record_query import Where
from lowcode.store.record_tables import RowShape
from lowcode.store.statement import Connection

_CANDIDATES: Final = 200
"""How many records are compared: those that share most pairs of characters."""
_SHOWN: Final = 3


class Likeness:
    """What records of one form have in common, as far as a reader may know."""

    def __init__(self, app: RecordApp, access: FormAccess) -> None:
        """Take the app, and what the reader may do with the records."""
        self.app = app
        self.access = access
        self.shape: RowShape = app.tables.shape(access.form)

    # --- the same -----------------------------------------------------------------------------------------------------

    async def explained(
        self, connection: Connection, error: asyncpg.UniqueViolationError, drafts: Sequence[Draft]
    ) -> Invalid | Conflict:
        """Return what to raise instead of a violation: which fields, and which other record if it may be seen."""
        fields = self._fields(str(error.constraint_name))
        if fields is None:
            return Conflict("a record with this id exists already")
        form = self.app.form(self.access.form)
        message = next((text for names, text in form.unique_fields() if names == fields), None)
        at, other = await self._other(connection, fields, drafts)
        path = f"/{at}" if len(drafts) > 1 and at is not None else ""
        found = self._not_unique(fields, message, other, path)
        return Invalid("another record has this value already", found)

    def _not_unique(self, fields: Sequence[str], message: Label | None, other: Label, path: str) -> list[Diagnostic]:
        """Return at each of some fields that another record has their values."""
        form = self.app.form(self.access.form)
        labels = [self.app.logic(form.name).shapes[name].label for name in fields if name in form.by_name]
        titled = label(", ".join(one.en for one in labels), "、".join(one.zh_cn for one in labels))
        found = []
        for name in fields:
            one = NOT_UNIQUE.report(path=f"{path}/{name}", fields=titled, other=other)
            if message is not None:
                one = Diagnostic(one.code, _with(message, other), one.hint, one.severity, one.path)
            found.append(one)
        return found

    async def taken(self, connection: Connection, draft: Draft) -> list[Diagnostic]:
        """Return what the index of unique values would say of a draft, before it is saved."""
        found: list[Diagnostic] = []
        for fields, message in self.app.form(self.access.form).unique_fields():
            values = [draft.values.get(name) for name in fields]
            if None in values or not draft.changed.intersection(fields):
                continue
            at, other = await self._other(connection, fields, [draft])
            if at is not None:
                found += self._not_unique(fields, message, other, "")
        return found

    def _fields(self, index: str) -> tuple[str, ...] | None:
        """Return the fields that an index tells records apart by; None for the key."""
        for (form, _), shape in self.app.tables.shapes.items():
            if form != self.access.form:
                continue
            for one in shape.table.table.indexes:
                if one.name == index:
                    columns = set(one.info.get("columns", ()))
                    return tuple(name for name, kept in shape.fields.items() if columns & set(kept.names))
        return None

    async def _other(
        self, connection: Connection, fields: tuple[str, ...], drafts: Sequence[Draft]
    ) -> tuple[int | None, Label]:
        """Return which draft has the values of another record, and what that is called; nothing if it is not seen."""
        nothing = label("", "")
        for at, draft in enumerate(drafts):
            where = Where(self.app, self.access)
            where.parts.append("r.trashed_at IS NULL")
            where.parts.append(f"r.id <> {where.bound.put(draft.id)}")
            for name in fields:
                kept = self.shape.fields.get(name)
                if kept is None:
                    return None, nothing
                for title, part in zip(kept.names, kept.shape.to_columns(draft.values.get(name)), strict=True):
                    where.parts.append(f'r."{title}" = {where.bound.put(part)}')
            table = self.shape.name
            exists = f"SELECT r.id FROM {table} AS r WHERE {where.sql} LIMIT 1"
            if await connection.fetchval(*where.bound.over(exists)) is None:
                continue
            where.permitted("see")
            where.parts += [self.access.readable(name, where.bound) for name in fields]
            row = await connection.fetchrow(
                *where.bound.over(f"SELECT r.id FROM {table} AS r WHERE {where.sql} LIMIT 1")
            )
            title = "" if row is None else await self._title(connection, row["id"])
            return at, label(f": {title}", f"：{title}") if title else nothing
        return None, nothing

    async def _title(self, connection: Connection, id_: UUID) -> str:
        """Return what a record is called, as far as the reader may know; nothing if they may not."""
        where = Where(self.app, self.access)
        form = self.app.form(self.access.form)
        title = self.app.forms.expression(form.title_expression, form.name)
        made = where.compiled(title)
        where.parts.append(f"r.id = {where.bound.put(id_)}")
        where.permitted("see")
        if made.text is None or not where.may_read(title.reads, ""):
            return ""
        sql = f"SELECT ({where.bound.query(made)})::text FROM {self.shape.name} AS r WHERE {where.sql}"
        found: Any = await connection.fetchval(*where.bound.over(sql))
        return str(found or "")

    # --- nearly the same ----------------------------------------------------------------------------------------------

    async def similar(self, connection: Connection, draft: Draft) -> list[Diagnostic]:
        """Return warnings about records that may be the same as a draft."""
        found: list[Diagnostic] = []
        for rule in self.app.form(self.access.form).duplicates:
            if rule.field in draft.changed and isinstance(draft.values.get(rule.field), str):
                found += await self._similar(connection, rule, draft)
        return found

    async def _similar(self, connection: Connection, rule: DuplicateRule, draft: Draft) -> list[Diagnostic]:
        """Return warnings of one rule."""
        kept = self.shape.fields.get(rule.field)
        name = str(draft.values[rule.field])
        where = Where(self.app, self.access)
        if kept is None or not self.access.allowed("see"):
            return []
        where.parts += ["r.trashed_at IS NULL", f"r.id <> {where.bound.put(draft.id)}"]
        where.permitted("see")
        where.parts.append(self.access.readable(rule.field, where.bound))
        pairs = shingles(name, rule.names)[:40]
        listed = where.bound.put(pairs)
        column = f'lower(normalize(r."{kept.names[0]}", NFKC))'
        if self.shape.searchable and kept.shape.searchable:
            wanted = " | ".join(f"'{pair}':*" for pair in pairs)
            where.parts.append(f"r.search @@ {where.bound.put(wanted)}::text::tsquery")
        shared = f"(SELECT count(*) FROM unnest({listed}::text[]) AS pair WHERE strpos({column}, pair) > 0)"
        text = (
            f'SELECT name FROM (SELECT r."{kept.names[0]}" AS name, {shared} AS shared FROM {self.shape.name} AS r '
            f"WHERE {where.sql}) AS found WHERE shared > 0 ORDER BY shared DESC LIMIT {_CANDIDATES}"
        )
        rows = await connection.fetch(*where.bound.over(text))
        near = sorted(((similarity(name, row["name"], rule.names), row["name"]) for row in rows), reverse=True)
        titles = [other for how, other in near if how >= rule.threshold][:_SHOWN]
        warnings = [SIMILAR.report(path=f"/{rule.field}", other=other) for other in titles]
        if rule.message is None:
            return warnings
        named = [(one, label(f" ({title})", f"（{title}）")) for one, title in zip(warnings, titles, strict=True)]
        return [Diagnostic(one.code, _with(rule.message, title), one.hint, "warning", one.path) for one, title in named]


def _with(message: Label, more: Label) -> Label:
    """Return a message with something after it."""
    return label(message.en + more.en, message.zh_cn + more.zh_cn)
