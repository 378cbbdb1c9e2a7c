"""`Dataset`: rows that questions can be asked about, with the fields that they have."""

from functools import cached_property
from typing import Literal

import pydantic

from engine_reports.external import ExternalTable
from engine_reports.join import DatasetJoin
from engine_reports.texts import DatasetName, ExpressionText
from lowcode.kernel.names import Label, Name
from lowcode.kernel.spec import Spec

Role = Literal["dimension", "measure", "time", "key"]
"""What a field is mostly good for: to group by, to compute with, to go along, or to count."""


class DatasetField(Spec):
    """A field of a dataset as people choose it."""

    expression: ExpressionText
    """What it is in expressions: `amount`, `customer.level`."""
    label: Label
    """What people read."""
    type: str
    """Its type in the language, as `number` or `date and time`."""
    role: Role
    """What it is mostly good for."""
    unit: Label | None = None
    """The unit of its numbers: a currency as `CNY`, or `%`."""
    options: tuple[tuple[str, Label], ...] = ()
    """The values that it can have with their labels, where these are few and known."""
    through: tuple[str, ...] = ()
    """The references that lead to it, by name; empty for the rows' own fields."""


class ComputedColumn(Spec):
    """A column that a dataset adds to its rows."""

    name: Name
    """The name in expressions."""
    label: Label
    """What people read."""
    expression: ExpressionText
    """What it is computed from; it may read computed columns above it."""


class Dataset(Spec):
    """Rows that questions can be asked about: the records of a form, or what belongs to them."""

    name: DatasetName
    """The name: `order`, `order.lines`, `lead.stage_history`."""
    label: Label
    """What people read."""
    rows: Literal["records", "subtable", "stages", "runs", "tasks", "external"] = "records"
    """Whether its rows are the records of the form, the rows of a sub-table, the stays of records in stages, the runs
    of flows over the records, their tasks, or the rows of an external table."""
    form: DatasetName
    """The form; of an external table, which has none, the name of the dataset."""
    external: ExternalTable | None = None
    """The external table."""
    part: Name | None = None
    """The sub-table, or the field with the stage."""
    fields: tuple[DatasetField, ...] = ()
    """What people choose from."""
    computed: tuple[ComputedColumn, ...] = ()
    """Columns of its own."""
    joins: tuple[DatasetJoin, ...] = ()
    """Other datasets beside its rows."""
    filter: ExpressionText | None = None
    """Which of the rows belong to it; all of them if nothing is said."""
    time: ExpressionText | None = None
    """The time that questions go along when they do not say otherwise."""
    description: Label | None = pydantic.Field(default=None)
    """What it is good for."""

    @property
    def forms(self) -> tuple[str, ...]:
        """The form as the only one that it tells of, or none."""
        return () if self.rows == "external" else (self.form,)

    @cached_property
    def by_expression(self) -> dict[str, DatasetField]:
        """Return the fields by what they are in expressions."""
        return {one.expression: one for one in self.fields}
