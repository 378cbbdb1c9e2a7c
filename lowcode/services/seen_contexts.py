"""`SeenContexts`: what expressions see of records, as far as a reader may see it too."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from engine_forms.field import Field
from engine_forms.field_types.subtable import SubtableField
from engine_forms.identity import IdField
from engine_forms.situation import Situation, Tree
from engine_forms.system import IDS, PEOPLE, RECORD
from engine_rules.values import Value
from lowcode.services.access import FormAccess
from lowcode.services.reader import Reader, department_context, user_context
from lowcode.services.record_app import RecordApp
from lowcode.services.record_reading import Reading
from lowcode.services.record_sources import Fetched
from lowcode.services.rights import RANK
from lowcode.store import files, people
from lowcode.store.bound import Bound
from lowcode.store.statement import Connection

Context = dict[str, Value]
"""What expressions see of one record."""


@dataclass(frozen=True, slots=True)
class SeenContexts:
    """What one reader's expressions may see of records, of those that they lead to, and so on.

    Each record is asked for under the rights of the reader. Of one that may not be seen only the id is known, of a
    field that is hidden, masked or sensitive nothing at all. Records that refer to one are there only for readers who
    may see all of them with all that is read of them: some of them would make wrong sums.
    """

    reading: Reading
    connection: Connection
    app: RecordApp
    reader: Reader

    async def of(self, target: str, ids: Sequence[str], tree: Tree) -> dict[str, Context]:
        """Return what expressions see of records, people or departments by their ids, as far as a tree goes."""
        if target in PEOPLE:
            return await _people(self.connection, target, ids)
        if not self.app.keeps(target):
            return {}
        access = self.app.access.of(self.reader, target)
        if not access.allowed("see"):
            return {}
        loaded = await self.reading.load(self.connection, self.app, access, [UUID(one) for one in ids])
        records = [one.values for one in loaded]
        await self.reading.live(self.connection, self.app, self.reader, target, records)
        marks = self.reading.seen(self.app, access)
        contexts = []
        for one in loaded:
            rights = marks.rights(one.values, one.holds)
            open_ = {name for name, right in rights.items() if RANK[right] >= RANK["read_only"]}
            contexts.append(self._own(access, one.values, open_ - access.sensitive, tree))
        await self.lead_on(target, contexts, tree)
        await self._add_beside(target, records, contexts, tree)
        return {str(one["id"]): context for one, context in zip(records, contexts, strict=True)}

    def _own(self, access: FormAccess, record: Mapping[str, Value], open_: set[str], tree: Tree) -> Context:
        """Return what stands in a record itself and may be seen; references as ids."""
        shapes = self.app.logic(access.form).shapes
        found: Context = {"id": record["id"]}
        for name in tree:
            if name in RECORD:
                found[name] = record.get(name)
            elif name in open_ and name in shapes and not self._rows_elsewhere(access.form, name):
                shape, value = shapes[name], record.get(name)
                if isinstance(shape, SubtableField):
                    inner = [one.name for one in shape.fields if f"{name}.{one.name}" in open_]
                    value = [{"id": row.get("id"), **{one: row.get(one) for one in inner}} for row in value or []]
                found[name] = value
        return found

    # --- what it leads to ---------------------------------------------------------------------------------------------

    async def lead_on(self, form: str, contexts: Sequence[Context], tree: Tree) -> None:
        """Put what expressions see of the records that contexts refer to in the place of their ids."""
        logic = self.app.logic(form)
        for name, below in tree.items():
            shape = logic.shapes.get(name)
            if name in IDS:
                await self._replace(IDS[name], contexts, name, below)
            elif isinstance(shape, IdField):
                await self._replace(shape.target, contexts, name, below)
            elif isinstance(shape, SubtableField):
                rows = [row for one in contexts for row in one.get(name) or []]
                await self.lead_rows_on(logic.row_shapes.get(name, {}), rows, below)

    async def lead_rows_on(self, shapes: Mapping[str, Field], rows: Sequence[Context], tree: Tree) -> None:
        """Do the same with the rows of a sub-table, whose fields have some shapes."""
        for name, shape in shapes.items():
            if isinstance(shape, IdField):
                await self._replace(shape.target, rows, name, tree.get(name, {}))

    async def _replace(self, target: str, contexts: Sequence[Context], name: str, tree: Tree) -> None:
        """Put what expressions see in the place of the ids under one name."""
        ids = {one for context in contexts for one in _ids(context.get(name))}
        known: Mapping[str, Any] = {}
        if ids and target == "file" and tree:
            known = await _files(self.connection, sorted(ids))
        elif ids and (tree or target in PEOPLE):
            known = await self.of(target, sorted(ids), tree)
        for context in contexts:
            if name in context:
                context[name] = _with(context[name], known)

    # --- what refers to it --------------------------------------------------------------------------------------------

    async def _add_beside(
        self, form: str, records: Sequence[Mapping[str, Any]], contexts: Sequence[Context], tree: Tree
    ) -> None:
        """Add the records that refer to some, where the reader may see all of them."""
        beside: Tree = {}
        for name, below in tree.items():
            rows = self.app.forms.vocabulary(form).rows_of(name)
            if rows is not None and rows.form is not None:
                read = self._always(rows.form, rows.reference or "", below)
                if read is not None and self._may_list(form, name):
                    beside[name] = read
        if not beside:
            return
        fetched = Fetched(self.app)
        await fetched.fetch(self.connection, form, records, beside)
        situation = Situation(self.app.forms, fetched, self.reader.user)
        for record, context in zip(records, contexts, strict=True):
            without = {name: value for name, value in record.items() if name not in beside}
            context.update({name: situation.member(form, without, name, below) for name, below in beside.items()})

    def _rows_elsewhere(self, form: str, name: str) -> bool:
        """Return whether a sub-table shows records of another form."""
        written = self.app.forms.forms[form].field(name)
        return isinstance(written, SubtableField) and written.form is not None

    def _may_list(self, form: str, name: str) -> bool:
        """Return whether the reader may see a sub-table of other records in every record."""
        access = self.app.access.of(self.reader, form)
        return name not in access.names or access.readable(name, Bound()) == "TRUE"

    def _always(self, form: str, reference: str, tree: Tree) -> Tree | None:
        """Return what may be read of all records of a form that refer to one, None when some may not be seen."""
        if not self.app.keeps(form):
            return None
        access = self.app.access.of(self.reader, form)
        if not access.always("see") or access.readable(reference, Bound()) != "TRUE":
            return None
        shapes = self.app.logic(form).shapes
        found: Tree = {}
        for name, below in tree.items():
            shape = shapes.get(name)
            if name in RECORD:
                found[name] = below
            elif shape is not None and not isinstance(shape, SubtableField):
                if access.readable(name, Bound()) != "TRUE":
                    continue
                further = isinstance(shape, IdField) and shape.target not in PEOPLE
                found[name] = {} if further else below
        return found


def _ids(value: Value) -> Iterable[str]:
    """Return the ids in the value of a reference."""
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]


def _with(value: Value, known: Mapping[str, Any]) -> Value:
    """Return the value of a reference with what is known of each id."""
    if isinstance(value, list):
        return [_with(one, known) for one in value]
    return {"id": value, **(known.get(value) or {})} if isinstance(value, str) else value


async def _people(connection: Connection, target: str, ids: Sequence[str]) -> dict[str, Context]:
    """Return what expressions see of people or departments, by id."""
    keys = [UUID(one) for one in ids]
    if target == "user":
        return {str(row["id"]): user_context(row) for row in await people.USERS.rows(connection, ids=keys)}
    return {str(row["id"]): department_context(row) for row in await people.DEPARTMENTS.rows(connection, ids=keys)}


async def _files(connection: Connection, ids: Sequence[str]) -> dict[str, Context]:
    """Return what expressions see of files, by id."""
    rows = await files.SOME.rows(connection, ids=[UUID(one) for one in ids])
    return {
        str(row["id"]): {"name": row["name"], "type": row["media_type"], "size": Decimal(row["size"])} for row in rows
    }
