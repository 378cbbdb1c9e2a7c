"""`FormSet`: forms and dictionaries that know each other, with the names and types that expressions see."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from engine_forms.dictionary import Dictionary
from engine_forms.field import Computed, Field, Rows
from engine_forms.field_types.reference import ReferenceField
from engine_forms.field_types.subtable import SubtableField
from engine_forms.files import FILE
from engine_forms.form import Form
from engine_forms.system import AROUND, PEOPLE, RECORD
from engine_rules import types as t
from engine_rules.expression import Expression, expression
from engine_rules.scope import Scope

DEPTH: Final = 2
"""How many references in a row have known types: `customer.level.name`; beyond, members are not checked."""
_ENTRY: Final = {"key": t.STRING, "label": t.STRING, "parent": t.STRING}


class FormSet:
    """The forms of an app. It must not be changed; another version of a form is another set."""

    def __init__(self, forms: Iterable[Form], dictionaries: Iterable[Dictionary] = ()) -> None:
        """Take the documents; forms of other apps go by the names that references use for them."""
        self.forms: dict[str, Form] = {one.name: one for one in forms}
        self.dictionaries: dict[str, Dictionary] = {one.name: one for one in dictionaries}
        self._types: dict[tuple[str, int], t.Type] = {}
        self._scopes: dict[tuple[str, ...], Scope] = {}
        self._shapes: dict[tuple[str, str], Field | None] = {}
        self._live: dict[tuple[str, str], dict[str, Computed]] = {}
        self._vocabularies: dict[tuple[str, int], FormVocabulary] = {}
        self._inverses: dict[str, list[tuple[Form, ReferenceField]]] = {}
        for form in self.forms.values():
            for one in form.fields:
                if isinstance(one, ReferenceField) and one.inverse is not None:
                    self._inverses.setdefault(one.to, []).append((form, one))

    def __iter__(self) -> Iterator[Form]:
        """Iterate over the forms."""
        return iter(self.forms.values())

    def inverses(self, form: str) -> Iterator[tuple[Form, ReferenceField]]:
        """Iterate over the references with a name on the side of `form`, each with its form."""
        return iter(self._inverses.get(form, ()))

    def vocabulary(self, form: str, depth: int = DEPTH) -> "FormVocabulary":
        """Return what the fields of a form have to know."""
        key = (form, depth)
        if key not in self._vocabularies:
            found = self.forms.get(form)
            self._vocabularies[key] = FormVocabulary(self, found.fields if found else (), form, depth)
        return self._vocabularies[key]

    def computed(self, form: str, name: str) -> Computed | None:
        """Return what computes a field of a form; None for one that is entered, or that is not there."""
        return self.vocabulary(form).computed(name)

    def shaped(self, form: str, name: str) -> Field | None:
        """Return the field of a form that says how its values are stored, None when there is none."""
        key = (form, name)
        if key not in self._shapes:
            self._shapes[key] = None  # look-ups in a circle lead to nothing
            found = self.forms[form].field(name) if form in self.forms else None
            self._shapes[key] = found and found.shape(self.vocabulary(form))
        return self._shapes[key]

    def live_in_rows(self, form: str, name: str) -> dict[str, Computed]:
        """Return what computes fields in the rows of a sub-table whenever they are read, by field."""
        key = (form, name)
        if key not in self._live:
            rows = self.vocabulary(form).rows_of(name)
            written = rows.fields if rows is not None and rows.form is None else ()
            formulas = {one.name: one.formula(rows.vocabulary) for one in written if rows is not None}
            self._live[key] = {one: each for one, each in formulas.items() if each is not None and not each.stored}
        return self._live[key]

    # --- types --------------------------------------------------------------------------------------------------------

    def record_type(self, form: str, depth: int = DEPTH) -> t.Type:
        """Return the type of a record of a form, person, department or file."""
        if form in PEOPLE:
            return PEOPLE[form]
        if form == "file":
            return FILE
        if form not in self.forms or depth < 0:
            return t.CONTEXT
        key = (form, depth)
        if key not in self._types:
            self._types[key] = t.ContextType(dict(RECORD) | self._referring(form, depth) | self._fields(form, depth))
        return self._types[key]

    def _referring(self, form: str, depth: int) -> dict[str, t.Type]:
        """Return the types of the records that refer to one of a form, by what they are called there."""
        found = ((one.inverse or "", other.name) for other, one in self.inverses(form))
        return {name: t.ListType(self.record_type(other, min(depth, 1) - 1)) for name, other in found}

    def _fields(self, form: str, depth: int) -> dict[str, t.Type]:
        """Return the types of the fields of a form."""
        known = self.vocabulary(form, depth)
        return {one.name: one.value_type(known) for one in self.forms[form].fields}

    # --- scopes -------------------------------------------------------------------------------------------------------

    def scope(self, form: str) -> Scope:
        """Return the names that expressions of a form may use."""
        return self._scope((form,), lambda: self._names(form))

    def row_scope(self, form: str, subtable: str) -> Scope:
        """Return the names that expressions in the rows of a sub-table may use: their fields, and the `parent`."""
        rows = self.vocabulary(form).rows_of(subtable)
        if rows is not None and rows.form is not None:
            return self.scope(rows.form)
        return self._scope((form, subtable), lambda: self._row_names(form, rows))

    def candidate_scope(self, target: str, form: str, subtable: str = "") -> Scope:
        """Return the names of a filter of records of `target`: their fields, and the `record` that refers to them."""

        def names() -> dict[str, t.Type]:
            own = self.row_scope(form, subtable) if subtable else self.scope(form)
            candidate = self.record_type(target)
            members = candidate.members if isinstance(candidate, t.ContextType) else None
            return dict(members or {}) | {"record": t.ContextType(own.names)} | dict(AROUND)

        return self._scope(("candidate", target, form, subtable), names)

    def entry_scope(self, form: str, subtable: str = "") -> Scope:
        """Return the names of a filter of the entries of a dictionary."""

        def names() -> dict[str, t.Type]:
            own = self.row_scope(form, subtable) if subtable else self.scope(form)
            return _ENTRY | {"record": t.ContextType(own.names)} | dict(AROUND)

        return self._scope(("entry", form, subtable), names)

    def expression(self, text: str, form: str) -> Expression:
        """Return an expression over a record of a form."""
        return expression(text, self.scope(form))

    def _scope(self, key: tuple[str, ...], names: Callable[[], Mapping[str, t.Type]]) -> Scope:
        """Return a scope, made once."""
        if key not in self._scopes:
            self._scopes[key] = Scope(names(), required=frozenset({"is new"}))
        return self._scopes[key]

    def _names(self, form: str) -> dict[str, t.Type]:
        """Return the names of a form: what every record has, the records that refer to it, its fields."""
        found: dict[str, t.Type] = dict(RECORD) | dict(AROUND)
        for other, reference in self.inverses(form):
            found[reference.inverse or ""] = t.ListType(self.record_type(other.name, 0))
        return found | self._fields(form, DEPTH)

    def _row_names(self, form: str, rows: Rows | None) -> dict[str, t.Type]:
        """Return the names of a row."""
        parent = t.ContextType(self.scope(form).names)
        found: dict[str, t.Type] = {"id": t.STRING, "parent": parent} | dict(AROUND)
        for one in rows.fields if rows else ():
            found[one.name] = one.value_type(rows.vocabulary) if rows else t.ANY
        return found


class FormVocabulary:
    """What the fields of a form, or of the rows in one, have to know: see `engine_forms.field.Vocabulary`."""

    def __init__(self, forms: FormSet, fields: tuple[Field, ...], form: str, depth: int) -> None:
        """Take the documents, the fields side by side, the form they belong to, and how deep types go."""
        self.forms = forms
        self.fields = {one.name: one for one in fields}
        self.form = form
        self.depth = depth
        self._computed: dict[str, Computed | None] = {}

    def computed(self, name: str) -> Computed | None:
        """Return what computes a field of the same form or rows; None for one that is entered, or is not there."""
        if name not in self._computed:
            found = self.fields.get(name)
            self._computed[name] = None if found is None else found.formula(self)
        return self._computed[name]

    def record_type(self, form: str) -> t.Type:
        """Return the type of a record one reference further."""
        return self.forms.record_type(form, self.depth - 1)

    def has_form(self, form: str) -> bool:
        """Return whether there is a form, or people, of that name."""
        return form in self.forms.forms or form in PEOPLE

    def sibling(self, name: str) -> Field | None:
        """Return a field of the same form or rows."""
        return self.fields.get(name)

    def shaped(self, form: str, name: str) -> Field | None:
        """Return the shape of a field of another form."""
        return self.forms.shaped(form, name)

    def dictionary(self, name: str) -> Dictionary | None:
        """Return a data dictionary."""
        return self.forms.dictionaries.get(name)

    def rows_of(self, name: str) -> Rows | None:
        """Return the rows of a sub-table, or the records that refer to those of the form."""
        found = self.fields.get(name)
        if isinstance(found, SubtableField):
            if found.form is None:
                inner = FormVocabulary(self.forms, found.fields, self.form, self.depth - 1)
                return Rows(name, found.fields, inner)
            return self._records(name, found.form, found.reference or "")
        for other, reference in self.forms.inverses(self.form):
            if reference.inverse == name:
                return self._records(name, other.name, reference.name)
        return None

    def _records(self, name: str, form: str, reference: str) -> Rows | None:
        """Return the records of a form as rows."""
        other = self.forms.forms.get(form)
        if other is None:
            return None
        return Rows(name, other.fields, self.forms.vocabulary(form, self.depth - 1), form, reference)
