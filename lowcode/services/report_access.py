"""`ReportAccess`: what somebody may see of the tables that a report reads, as the compiler of access says.

Fields that they can never see whole are not even there: their names are unknown in questions. Fields that they see of
some records only are null in the others. A row of a sub-table is seen with its record.
"""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from engine_reports.access import ALL, NONE, Above, Guard, OpenGuard, Put
from engine_reports.external import EXTERNAL
from engine_rules.targets.sql.compiler import unsupported
from engine_rules.targets.sql.query import DIALECTS
from engine_rules.targets.sql.source import Reference, Subtable, Table
from lowcode.bundle.datasets import PARENT, RECORD
from lowcode.kernel.errors import Invalid
from lowcode.kernel.names import label
from lowcode.services.access import FormAccess
from lowcode.services.reader import Reader
from lowcode.services.record_app import RecordApp
from lowcode.store.analytics.table import beside, beside_columns
from lowcode.store.bound import Bound
from lowcode.store.record_tables import ACCOUNT, DEPARTMENT, RowShape
from lowcode.store.report_tables import RUN, STAY, STAY_REFERENCE, TASK, flow_runs, flow_tasks

_ABOVE: Final = "p"
"""What the record of a row of a sub-table is called in conditions."""
_PLACE: Final = re.compile(r"\$(\d+)")
_OPEN: Final = frozenset({"parent_id", "position", "trashed_at", "id", "record_id"})
"""Columns without a field, which tell nothing of a record that may be seen."""
_RULE: Final = label("A rule of access", "访问规则")
_PEOPLE: Final[Mapping[str, Table]] = {
    "account": replace(ACCOUNT, columns={key: one for key, one in ACCOUNT.columns.items() if key != "email"}),
    "department": DEPARTMENT,
}
"""What everybody may know of people and departments."""


class _Marked(Bound):
    """The values of a condition on their way into the statement of a report."""

    def __init__(self, put: Put) -> None:
        """Take what binds a value in the statement."""
        super().__init__()
        self._put = put

    def put(self, value: Any) -> str:
        """Return the text that stands for a value."""
        return self._put(value)

    def part(self, text: str, values: Sequence[Any]) -> str:
        """Return a text with values of its own as a part of the statement."""
        return _PLACE.sub(lambda found: self._put(values[int(found[1]) - 1]), text)


class _RecordGuard:
    """What a reader may see of the records of a form."""

    def __init__(self, rights: "ReportAccess", shape: RowShape) -> None:
        """Take the rights of the reader, and how the records are kept."""
        self._rights = rights
        self._shape = shape
        self._fields = {name: one for one, kept in shape.fields.items() for name in kept.names}

    def rows(self, alias: str, dialect: str, put: Put) -> str:
        """Return which records can be seen: those that are not in the trash and that a grant lets be seen."""
        seen = self._rights.of(self._shape.form, alias, dialect).predicate("see", _Marked(put))
        there = f'{alias}."trashed_at" IS NULL'
        return there if seen == ALL else f"{there} AND {seen}"

    def column(self, name: str, alias: str, dialect: str, put: Put) -> str:
        """Return of which of these records a column can be seen."""
        field = self._fields.get(name)
        if field is None:
            return ALL
        return self._rights.of(self._shape.form, alias, dialect).readable(field, _Marked(put))

    def above(self) -> Above | None:
        """Return that records are seen by themselves."""
        return None


class _RowGuard:
    """What a reader may see of the rows of a sub-table: they are seen with their records."""

    def __init__(self, rights: "ReportAccess", shape: RowShape) -> None:
        """Take the rights of the reader, and how the rows are kept."""
        self._rights = rights
        self._shape = shape
        self._fields = {name: f"{shape.subtable}.{one}" for one, kept in shape.fields.items() for name in kept.names}

    def rows(self, alias: str, dialect: str, put: Put) -> str:
        """Return which rows can be seen: those of records that can be seen, with the sub-table in them."""
        table = self._rights.app.tables.shape(self._shape.form).name
        seen = self._seen(_ABOVE, dialect, put)
        return f'{alias}."parent_id" IN (SELECT {_ABOVE}."id" FROM {table} AS {_ABOVE} WHERE {seen})'

    def _seen(self, alias: str, dialect: str, put: Put) -> str:
        """Return the condition that a record can be seen with the sub-table in it."""
        bound = _Marked(put)
        above = self._rights.of(self._shape.form, alias, dialect)
        parts = [above.predicate("see", bound), above.readable(self._shape.subtable, bound)]
        return " AND ".join([f'{alias}."trashed_at" IS NULL', *(one for one in parts if one != ALL)])

    def above(self) -> Above:
        """Return the records that the rows are seen with."""
        form = self._shape.form
        open_ = self._rights.of(form, _ABOVE, "postgres").readable(self._shape.subtable, Bound()) == ALL
        kept = {one.name: beside(one.name) for one in beside_columns(self._rights.app.tables.shape(form))}
        return Above(self._rights.app.tables.source(form), "parent_id", open_, self._seen, kept)

    def column(self, name: str, alias: str, dialect: str, put: Put) -> str:
        """Return of which of these rows a column can be seen."""
        field = self._fields.get(name)
        if field is None:
            return ALL
        found = self._rights.of(self._shape.form, _ABOVE, dialect).readable(field, _Marked(put))
        if found in {ALL, NONE}:
            return found
        table = self._rights.app.tables.shape(self._shape.form).name
        return f'{alias}."parent_id" IN (SELECT {_ABOVE}."id" FROM {table} AS {_ABOVE} WHERE {found})'


class _StayGuard(OpenGuard):
    """What a reader may see of the stays of records in stages: those of records and a stage that can be seen."""

    def __init__(self, rights: "ReportAccess", form: str, field: str) -> None:
        """Take the rights of the reader, the form, and the field with the stage."""
        self._rights = rights
        self._form = form
        self._field = field

    def rows(self, alias: str, dialect: str, put: Put) -> str:
        """Return which stays can be seen."""
        bound = _Marked(put)
        above = self._rights.of(self._form, _ABOVE, dialect)
        parts = [f'{_ABOVE}."trashed_at" IS NULL']
        parts += [one for one in (above.predicate("see", bound), above.readable(self._field, bound)) if one != ALL]
        table = self._rights.app.tables.shape(self._form).name
        form, field = bound.put(f"{self._rights.app.name}.{self._form}"), bound.put(self._field)
        return (
            f'{alias}."form" = CAST({form} AS text) AND {alias}."field" = CAST({field} AS text) AND '
            f'{alias}."record_id" IN (SELECT {_ABOVE}."id" FROM {table} AS {_ABOVE} WHERE {" AND ".join(parts)})'
        )


class _RunGuard(OpenGuard):
    """What a reader may see of the runs of flows: those over records that can be seen, as on the pages of these."""

    def __init__(self, rights: "ReportAccess", form: str) -> None:
        """Take the rights of the reader and the form."""
        self._rights = rights
        self._form = form

    def rows(self, alias: str, dialect: str, put: Put) -> str:
        """Return which runs can be seen."""
        bound = _Marked(put)
        seen = self._rights.of(self._form, _ABOVE, dialect).predicate("see", bound)
        where = f'{_ABOVE}."trashed_at" IS NULL' + ("" if seen == ALL else f" AND {seen}")
        table = self._rights.app.tables.shape(self._form).name
        form = bound.put(f"{self._rights.app.name}.{self._form}")
        return (
            f'{alias}."form" = CAST({form} AS text) AND {alias}."record_id" IN '
            f'(SELECT {_ABOVE}."id" FROM {table} AS {_ABOVE} WHERE {where})'
        )


class _TaskGuard(_RunGuard):
    """What a reader may see of the tasks of flows: those of runs that can be seen, once they are no mere plans."""

    def rows(self, alias: str, dialect: str, put: Put) -> str:
        """Return which tasks can be seen."""
        runs = super().rows("f", dialect, put)
        seen = f'{alias}."instance_id" IN (SELECT f.id FROM flow_instance AS f WHERE {runs})'
        return f"{alias}.\"state\" <> 'planned' AND {seen}"


class ReportAccess:
    """What one reader may see of the tables of one app."""

    def __init__(
        self,
        app: RecordApp,
        reader: Reader,
        stays: tuple[str, str] | None = None,
        flows: str | None = None,
        outside: Container[str] = (),
    ) -> None:
        """Take the app, the reader, and the form and field whose stays in stages a question is about.

        `flows` is the form whose flows it is about, `outside` the external tables that it may read.
        """
        self.app = app
        self.reader = reader
        self._stays = stays
        self._flows = flows
        self._outside = outside
        self._shapes = {one.table.table.name: one for one in app.tables.shapes.values()}

    def of(self, form: str, alias: str, dialect: str) -> FormAccess:
        """Return what the reader may do with the records of a form.

        Raises `Invalid` for a database that a rule cannot be told in: another one has to be asked.
        """
        found = self.app.access.of(self.reader, form, alias, dialect)
        if not found.told:
            message = f"a rule of access cannot be told in the SQL of {dialect}"
            raise Invalid(message, [unsupported(_RULE, DIALECTS[dialect].where, None)])
        return found

    def guard(self, table: Table) -> Guard | None:
        """Return what the reader may see of a table; None for nothing."""
        if table.schema == EXTERNAL:
            return OpenGuard() if table.name in self._outside else None
        if table.name in _PEOPLE:
            return OpenGuard()
        if table.name == STAY.name:
            return None if self._stays is None else _StayGuard(self, *self._stays)
        if table.name in _OF_FLOWS:
            return None if self._flows is None else _OF_FLOWS[table.name](self, self._flows)
        shape = self._shapes.get(table.name)
        if shape is None:
            return None
        return _RowGuard(self, shape) if shape.subtable else _RecordGuard(self, shape)


class ReaderTables:
    """The tables of an app as one reader knows them: with the names that they may ask about, and no others.

    What can never be seen depends on the roles of the reader alone, so that readers with the same roles can share them.
    """

    def __init__(self, app: RecordApp, reader: Reader) -> None:
        """Take the app and the reader."""
        self.app = app
        self.reader = reader
        self._known: dict[tuple[str, str], Table] = {}

    def seen(self, form: str) -> bool:
        """Return whether there can be a record of a form that the reader may see."""
        return form in _PEOPLE_FORMS or ((form, "") in self.app.tables.shapes and self._access(form).allowed("see"))

    def may_read(self, form: str, name: str) -> bool:
        """Return whether there can be a record in which the reader may see a field whole."""
        return self._access(form).readable(name, Bound()) != NONE

    def always_reads(self, form: str, name: str) -> bool:
        """Return whether the reader may see a field whole in every record that they may see."""
        return self._access(form).readable(name, Bound()) == ALL

    def records(self, form: str) -> Table:
        """Return the records of a form, or people or departments."""
        if form in _PEOPLE_FORMS:
            return _PEOPLE[_PEOPLE_FORMS[form]]
        if (form, "") not in self._known:
            source = self.app.tables.source(form)
            subtables = dict(self._subtables(form, source))
            self._known[form, ""] = self._narrowed(source, form, "", subtables)
        return self._known[form, ""]

    def rows(self, form: str, subtable: str) -> Table:
        """Return the rows of a sub-table, which know their record as `parent`."""
        if (form, subtable) not in self._known:
            found = self._narrowed(
                self.app.tables.row_source(self.app.tables.shape(form, subtable)), form, f"{subtable}.", {}
            )
            above = Reference("parent_id", lambda: self.records(form), nullable=False, uuid=True)
            self._known[form, subtable] = replace(found, references={**found.references, PARENT: above})
        return self._known[form, subtable]

    def stays(self, form: str) -> Table:
        """Return the stays of the records of a form in stages, which know it as `record`."""
        above = replace(STAY_REFERENCE, table=lambda: self.records(form))
        return replace(STAY, references={RECORD: above})

    def runs(self, form: str) -> Table:
        """Return the runs of flows over the records of a form, which know it as `record`."""
        return flow_runs(lambda: self.records(form), _PEOPLE["account"])

    def tasks(self, form: str) -> Table:
        """Return the tasks of these runs, which know it as `run`."""
        return flow_tasks(lambda: self.records(form), _PEOPLE["account"])

    def _access(self, form: str) -> FormAccess:
        """Return what the reader may do with the records of a form."""
        return self.app.access.of(self.reader, form)

    def _narrowed(self, source: Table, form: str, prefix: str, subtables: dict[str, Subtable]) -> Table:
        """Return a table with the names that the reader may know."""
        references = {
            name: replace(one, table=lambda target=target: self.records(target))  # type: ignore[misc]
            for name, one in source.references.items()
            if self.may_read(form, prefix + name) and (target := self._target(one)) is not None
        }
        return replace(
            source,
            columns={name: one for name, one in source.columns.items() if self.may_read(form, prefix + name)},
            contexts={name: one for name, one in source.contexts.items() if self.may_read(form, prefix + name)},
            references=references,
            subtables=subtables,
        )

    def _target(self, reference: Reference) -> str | None:
        """Return the form that a reference leads to, None when the reader may see no record of it."""
        name = reference.target().name
        if name in _FORMS_OF_PEOPLE:
            return _FORMS_OF_PEOPLE[name]
        form = next((one.form for one in self.app.tables.shapes.values() if one.table.table.name == name), None)
        return form if form is not None and self.seen(form) else None

    def _subtables(self, form: str, source: Table) -> Iterator[tuple[str, Subtable]]:
        """Iterate over the sub-tables, and the records that refer to one, that the reader may know of."""
        shapes = {one.table.table.name: one for one in self.app.tables.shapes.values()}
        for name, one in source.subtables.items():
            shape = shapes.get(one.target().name)
            if shape is None:
                continue
            if shape.subtable:
                if self.may_read(form, name):
                    yield name, replace(one, table=lambda name=name: self.rows(form, name))  # type: ignore[misc]
                continue
            refers = next((field for field, kept in shape.fields.items() if one.parent in kept.names), "")
            # Whom a record refers to must be open in all of them: it is by this that they are found.
            if self.seen(shape.form) and self.always_reads(shape.form, refers):
                yield name, replace(one, table=lambda other=shape.form: self.records(other))  # type: ignore[misc]


_OF_FLOWS: Final = {RUN.name: _RunGuard, TASK.name: _TaskGuard}
_PEOPLE_FORMS: Final = {"user": "account", "department": "department"}
_FORMS_OF_PEOPLE: Final = {table: form for form, table in _PEOPLE_FORMS.items()}
