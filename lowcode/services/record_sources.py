"""`Fetched`: the records that expressions read through references, fetched before they are evaluated."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from engine_forms.field import Field
from engine_forms.field_types.subtable import SubtableField
from engine_forms.identity import IdField, id_in
from engine_forms.situation import Stored, Tree, tree_of
from engine_forms.system import IDS, PEOPLE
from engine_rules.expression import expression
from engine_rules.values import Value
from lowcode.services.reader import department_context, user_context
from lowcode.services.record_app import RecordApp
from lowcode.store import files, people
from lowcode.store.statement import Connection

_DEEPEST: Final = 12
"""How many references in a row are followed."""

Key = tuple[str, str]


@dataclass(slots=True)
class _Wanted:
    """What the next round has to fetch, each with what is read of it."""

    records: dict[Key, Tree] = field(default_factory=dict)
    related: dict[tuple[str, str, str], Tree] = field(default_factory=dict)


class Fetched:
    """Records by form and id, and the records that refer to one."""

    def __init__(self, app: RecordApp) -> None:
        """Take the app."""
        self.app = app
        self.records: dict[Key, dict[str, Value]] = {}
        self.referring: dict[tuple[str, str, str], list[dict[str, Value]]] = {}

    def record(self, form: str, id_: str) -> Stored | None:
        """Return a record that was fetched."""
        return self.records.get((form, id_))

    def related(self, form: str, reference: str, id_: str) -> Sequence[Stored]:
        """Return the records that refer to one, as far as they were fetched."""
        return self.referring.get((form, reference, id_), ())

    async def fetch(self, connection: Connection, form: str, records: Iterable[Mapping[str, Any]], tree: Tree) -> None:
        """Fetch what a tree of names reads of records, round by round; their references may be input or stored."""
        wanted = _Wanted()
        for one in records:
            self._look(form, one, tree, wanted)
        for _ in range(_DEEPEST):
            if not wanted.records and not wanted.related:
                return
            wanted = await self._round(connection, wanted)

    async def _round(self, connection: Connection, wanted: _Wanted) -> _Wanted:
        """Fetch what is wanted, and return what is wanted next."""
        following = _Wanted()
        by_form: dict[str, set[str]] = defaultdict(set)
        for form, id_ in wanted.records:
            if (form, id_) not in self.records:
                by_form[form].add(id_)
        for form, ids in by_form.items():
            await self._fetch(connection, form, [UUID(one) for one in sorted(ids)])
        for (form, id_), tree in wanted.records.items():
            found = self.records.get((form, id_))
            if found is not None and self.app.keeps(form):
                self._look(form, found, tree, following)
        missing: dict[tuple[str, str], list[str]] = defaultdict(list)
        for form, reference, id_ in wanted.related:
            if (form, reference, id_) not in self.referring:
                missing[form, reference].append(id_)
        for (form, reference), sought in missing.items():
            await self._refer(connection, form, reference, sought)
        for (form, reference, id_), tree in wanted.related.items():
            for one in self.referring[form, reference, id_]:
                self._look(form, one, tree, following)
        return following

    async def _fetch(self, connection: Connection, form: str, ids: list[UUID]) -> None:
        """Fetch records, people or departments."""
        if form == "user":
            for row in await people.USERS.rows(connection, ids=ids):
                self.records[form, str(row["id"])] = user_context(row)
        elif form == "department":
            for row in await people.DEPARTMENTS.rows(connection, ids=ids):
                self.records[form, str(row["id"])] = department_context(row)
        elif form == "file":
            for row in await files.SOME.rows(connection, ids=ids):
                told = {"id": str(row["id"]), "name": row["name"], "type": row["media_type"]}
                self.records[form, told["id"]] = {**told, "size": Decimal(row["size"])}
        elif self.app.keeps(form):
            statements = self.app.statements(form)
            found = [statements.values(row) for row in await statements.fetch(connection, ids)]
            await statements.add_rows(connection, found)
            for one in found:
                self.records[form, str(one["id"])] = one

    async def _refer(self, connection: Connection, form: str, reference: str, ids: Sequence[str]) -> None:
        """Fetch the records of a form that refer to some and are not in the trash, in the order of their ids."""
        statements = self.app.statements(form)
        kept = statements.shape.fields.get(reference)
        for id_ in ids:
            self.referring[form, reference, id_] = []
        if kept is None:
            return
        several = kept.columns[0].storage == "uuid[]"
        condition = f'r."{kept.names[0]}" {"&& $1::uuid[]" if several else "= ANY ($1::uuid[])"}'
        text = (
            f"SELECT {statements.columns} FROM {statements.shape.name} AS r "
            f"WHERE {condition} AND r.trashed_at IS NULL ORDER BY r.id"
        )
        found = [statements.values(row) for row in await connection.fetch(text, [UUID(one) for one in ids])]
        await statements.add_rows(connection, found)
        for one in found:
            named = one.get(reference)
            for id_ in dict.fromkeys(named if isinstance(named, list) else [named]):
                if (form, reference, id_) in self.referring:
                    self.referring[form, reference, id_].append(one)

    # --- what is read -------------------------------------------------------------------------------------------------

    def _look(self, form: str, record: Mapping[str, Any], tree: Tree, wanted: _Wanted) -> None:
        """Note what a tree of names reads beyond a record."""
        forms = self.app.forms
        for name, below in tree.items():
            written = forms.forms[form].field(name)
            formula = forms.computed(form, name)
            if formula is not None and not formula.stored:
                # A formula may lead to itself by way of others; what has been looked at once is enough.
                inner = tree_of(expression(formula.expression, forms.scope(form)).reads)
                if name not in inner:
                    self._look(form, record, inner, wanted)
            elif isinstance(written, SubtableField) and written.form is None:
                live = self._live_in_rows(form, name, below)
                if "parent" in live:
                    self._look(form, record, live["parent"], wanted)
                for row in record.get(name) or ():
                    if isinstance(row, dict):
                        self._look_at_row(written.fields, row, live, wanted)
            elif written is not None:
                self._look_at_field(forms.shaped(form, name) or written, record.get(name), below, wanted)
                if isinstance(written, SubtableField) and written.form is not None:
                    self._look_at_related(written.form, written.reference or "", record.get("id"), below, wanted)
            elif name in IDS:
                self._want(IDS[name], record.get(name), below, wanted)
            else:
                for other, reference in forms.inverses(form):
                    if reference.inverse == name:
                        self._look_at_related(other.name, reference.name, record.get("id"), below, wanted)

    def _live_in_rows(self, form: str, name: str, below: Tree) -> Tree:
        """Return what is read of rows, with what those formulas read that are computed whenever they are read."""
        live = self.app.forms.live_in_rows(form, name)
        waiting, seen = [one for one in below if one in live], set[str]()
        if not waiting:
            return below
        found: Tree = {}
        _grow(found, below)
        while waiting:
            one = waiting.pop()
            if one in seen:
                continue
            seen.add(one)
            inner = tree_of(expression(live[one].expression, self.app.forms.row_scope(form, name)).reads)
            _grow(found, inner)
            waiting += [other for other in inner if other in live]
        return found

    def _look_at_row(self, fields: Iterable[Field], row: Mapping[str, Any], tree: Tree, wanted: _Wanted) -> None:
        """Note what a tree of names reads beyond a row of a sub-table."""
        for one in fields:
            if one.name in tree:
                self._look_at_field(one, row.get(one.name), tree[one.name], wanted)

    def _look_at_field(self, one: Field, value: Any, tree: Tree, wanted: _Wanted) -> None:
        """Note the records that a reference leads to."""
        if isinstance(one, IdField):
            for each in value if isinstance(value, list) else [value]:
                self._want(one.target, id_in(each), tree, wanted)

    def _look_at_related(self, form: str, reference: str, id_: Any, tree: Tree, wanted: _Wanted) -> None:
        """Note the records that refer to one."""
        if isinstance(id_, str) and self.app.keeps(form):
            _grow(wanted.related.setdefault((form, reference, id_), {}), tree)

    def _want(self, form: str, value: Any, tree: Tree, wanted: _Wanted) -> None:
        """Note one record, when something is read of it."""
        known = form in PEOPLE or form == "file" or self.app.keeps(form)
        if not tree or not isinstance(value, str) or not known:
            return
        try:
            id_ = str(UUID(value))
        except ValueError:
            return
        if (form, id_) not in self.records or self.app.keeps(form):
            _grow(wanted.records.setdefault((form, id_), {}), tree)


def _grow(tree: Tree, more: Tree) -> None:
    """Add names to a tree."""
    for name, below in more.items():
        _grow(tree.setdefault(name, {}), below)
