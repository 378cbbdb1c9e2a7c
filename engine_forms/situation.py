"""`Situation`: the records around a value, as contexts that expressions read."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Protocol

from engine_forms.field import Field
from engine_forms.field_types.subtable import SubtableField
from engine_forms.form_set import FormSet
from engine_forms.identity import IdField
from engine_forms.system import IDS, PEOPLE
from engine_rules.expression import expression
from engine_rules.reads import Route
from engine_rules.values import Value
from lowcode.kernel.names import Name

Tree = dict[str, Any]
"""What is read of a record: names, each with what is read of its value."""
Stored = Mapping[str, Value]
"""A record as it is stored: values of fields, ids for references, lists of rows for sub-tables, and what every record
has (`created at` and so on)."""

MAX_LIVE: Final = 10
"""How many live formulas may read each other through references."""


class Records(Protocol):
    """Where the records come from that expressions read through references; whoever has a store answers."""

    def record(self, form: str, id_: str) -> Stored | None:
        """Return a record by its id; of people and departments the whole context that expressions see."""

    def related(self, form: str, reference: str, id_: str) -> Sequence[Stored]:
        """Return the records of `form` whose field `reference` has the id."""


class NoRecords:
    """No record at all: references have an id and nothing else."""

    def record(self, form: str, id_: str) -> Stored | None:  # noqa: ARG002 - there is none
        """Return nothing."""
        return None

    def related(self, form: str, reference: str, id_: str) -> Sequence[Stored]:  # noqa: ARG002 - there are none
        """Return nothing."""
        return ()


def tree_of(routes: Iterable[Route]) -> Tree:
    """Return routes as a tree by their names."""
    tree: Tree = {}
    for route in routes:
        place = tree
        for name in route:
            place = place.setdefault(name, {})
    return tree


class Situation:
    """Turns stored values into what expressions see: an id becomes the record, as far as it is read."""

    def __init__(self, forms: FormSet, records: Records | None = None, user: Stored | None = None) -> None:
        """Take the documents, the source of other records, and who works with them."""
        self.forms = forms
        self.records: Records = records or NoRecords()
        self.user = dict(user) if user is not None else None
        self._depth = 0

    def value(self, field: Field, value: Value, tree: Tree) -> Value:
        """Return what expressions see of a field's value."""
        if isinstance(field, IdField):
            if isinstance(value, list):
                return [self.referred(field.target, one, tree) for one in value]
            return None if value is None else self.referred(field.target, value, tree)
        if isinstance(field, SubtableField):
            return [self.row(field, one, tree) for one in value or []]
        return value

    def row(self, field: SubtableField, row: Stored, tree: Tree) -> dict[str, Value]:
        """Return what expressions see of a row of a sub-table, whose fields have their shapes."""
        seen: dict[str, Value] = {"id": row.get("id")}
        for one in field.fields:
            seen[one.name] = self.value(one, row.get(one.name), tree.get(one.name, {}))
        return seen

    def referred(self, target: str, id_: str, tree: Tree) -> Value:
        """Return what expressions see of the record with an id; only the id when nobody knows it."""
        found = self.records.record(target, id_) if tree or target in PEOPLE or target == "file" else None
        if found is None:
            return {"id": id_}
        if target not in self.forms.forms:
            return {"id": id_, **found}
        return self.record(target, {"id": id_, **found}, tree)

    def record(self, form: str, stored: Stored, tree: Tree) -> dict[str, Value]:
        """Return what expressions see of a record, as far as the tree goes."""
        seen: dict[str, Value] = {"id": stored.get("id")}
        for name, below in tree.items():
            seen[name] = self.member(form, stored, name, below)
        return seen

    def member(self, form: str, stored: Stored, name: str, tree: Tree) -> Value:
        """Return what expressions see under one name of a record: a field, what every record has, or related ones."""
        field = self.forms.shaped(form, name)
        written = self.forms.forms[form].field(name)
        if field is None or written is None:
            return self._beside(form, stored, name, tree)
        formula = self.forms.computed(form, name)
        if formula is not None and not formula.stored:
            return self._live(form, stored, field, formula.expression)
        if isinstance(written, SubtableField) and written.form and name not in stored:
            return self._related(written.form, written.reference or "", stored.get("id"), tree)
        if isinstance(written, SubtableField) and written.form is None and isinstance(field, SubtableField):
            return self._rows(form, stored, field, tree)
        return self.value(field, stored.get(name), tree)

    def _rows(self, form: str, stored: Stored, field: SubtableField, tree: Tree) -> list[Value]:
        """Return what expressions see of the rows of a record, with what is computed whenever it is read."""
        live = self.forms.live_in_rows(form, field.name)
        found: list[Value] = []
        for one in stored.get(field.name) or ():
            seen = self.row(field, one, tree)
            for name in tree.keys() & live.keys():
                seen[name] = self._live_in_row(form, stored, field, one, name)
            found.append(seen)
        return found

    def _live_in_row(self, form: str, stored: Stored, field: SubtableField, row: Stored, name: str) -> Value:
        """Return the value in a row of a formula that is computed when it is read; null in a circle."""
        if self._depth >= MAX_LIVE:
            return None
        self._depth += 1
        try:
            live = self.forms.live_in_rows(form, field.name)
            found = expression(live[name].expression, self.forms.row_scope(form, field.name))
            tree = tree_of(found.reads)
            seen = self.row(field, row, tree)
            for other in tree.keys() & live.keys():
                seen[other] = self._live_in_row(form, stored, field, row, other)
            if "parent" in tree:
                seen["parent"] = self.record(form, stored, tree["parent"])
            value = found.evaluate({**seen, "current user": self.user, "is new": False})
            return next(one for one in field.fields if one.name == name).adopted(value)
        finally:
            self._depth -= 1

    def _beside(self, form: str, stored: Stored, name: str, tree: Tree) -> Value:
        """Return what every record has, or the records that refer to one."""
        for other, reference in self.forms.inverses(form):
            if reference.inverse == name:
                return self._related(other.name, reference.name, stored.get("id"), tree)
        value = stored.get(name)
        if name in IDS and isinstance(value, str):
            return self.referred(IDS[name], value, tree)
        return value

    def _related(self, form: str, reference: Name, id_: Value, tree: Tree) -> list[Value]:
        """Return the records of a form that refer to an id."""
        if id_ is None:
            return []
        return [self.record(form, one, tree) for one in self.records.related(form, reference, id_)]

    def _live(self, form: str, stored: Stored, field: Field, text: str) -> Value:
        """Return the value of a formula that is computed when it is read; null in a circle."""
        if self._depth >= MAX_LIVE:
            return None
        self._depth += 1
        try:
            found = expression(text, self.forms.scope(form))
            seen = self.record(form, stored, tree_of(found.reads))
            return field.adopted(found.evaluate({**seen, "current user": self.user, "is new": False}))
        finally:
            self._depth -= 1
