"""`NamedDataset`: rows to ask about that an app defines: those of a form or sub-table, narrowed, with more columns."""

from collections.abc import Iterator, Mapping

import pydantic

from engine_reports.dataset import ComputedColumn, Dataset, DatasetField, Role
from engine_reports.external import ExternalTable
from engine_reports.join import DatasetJoin
from engine_reports.subject import Subject
from engine_reports.texts import DatasetName, ExpressionText
from engine_rules import types as t
from lowcode.kernel.names import Label, Name, label
from lowcode.kernel.spec import Spec


class NamedDataset(Spec):
    """The rows of another dataset under a name of their own, for questions that are asked again and again."""

    name: Name
    """The name in questions."""
    label: Label
    """What people read."""
    description: Label | None = None
    """What it is good for."""
    of: DatasetName | None = None
    """The dataset whose rows it takes: `order`, `order.lines`, or that of an external table."""
    table: ExternalTable | None = None
    """A table of another database, in the place of `of`."""
    filter: ExpressionText | None = None
    """Which of the rows belong to it; all of them if nothing is said."""
    computed: tuple[ComputedColumn, ...] = pydantic.Field(default=(), max_length=60)
    """Columns that it adds, computed from the row, from what it refers to, and from what it is joined with."""
    joins: tuple[DatasetJoin, ...] = pydantic.Field(default=(), max_length=12)
    """Other datasets beside the rows, found by fields that are equal."""
    time: ExpressionText | None = None
    """The time that questions go along when they do not say otherwise; that of the other dataset if nothing is said."""


def external(named: NamedDataset) -> Dataset | None:
    """Return the dataset of an external table before anything is added to it; None for other datasets."""
    table = named.table
    if table is None:
        return None
    listed = tuple(
        DatasetField(
            expression=one.name,
            label=one.label,
            type=str(one.kind),
            role="key" if one.name == table.key else _ROLES.get(one.kind, "dimension"),
            unit=one.unit,
            options=one.options,
        )
        for one in table.columns
    )
    return Dataset(name=named.name, label=named.label, rows="external", form=named.name, external=table, fields=listed)


_ROLES: dict[t.Type, Role] = {t.NUMBER: "measure", t.DAYS_TIME: "measure", t.DATE: "time", t.DATE_TIME: "time"}


def derived(
    named: NamedDataset, base: Dataset, others: Mapping[str, Dataset], subject: Subject | None = None
) -> Dataset:
    """Return a named dataset as questions see it; `others` are the datasets that it may be joined with, by name.

    `subject` has the checked expressions of its columns, once known.
    """
    added = tuple(_columns(named, subject)) if subject is not None else ()
    beside = tuple(one for join in named.joins if join.of in others for one in _joined(join, others[join.of], subject))
    return base.model_copy(
        update={
            "name": named.name,
            "label": named.label,
            "description": named.description,
            "fields": (*base.fields, *added, *beside),
            "computed": (*base.computed, *named.computed),
            "joins": named.joins,
            "filter": named.filter,
            "time": named.time or base.time,
        }
    )


def _columns(named: NamedDataset, subject: Subject) -> Iterator[DatasetField]:
    """Iterate over the columns that a named dataset computes, as fields."""
    for one in named.computed:
        kind = subject.computed[one.name].type
        yield DatasetField(expression=one.name, label=one.label, type=str(kind), role=_ROLES.get(kind, "dimension"))


def _joined(join: DatasetJoin, other: Dataset, subject: Subject | None) -> Iterator[DatasetField]:
    """Iterate over the fields that a join brings."""
    if not join.gathered:
        computed = {one.name for one in other.computed}
        for one in other.fields:
            if one.expression not in computed:
                yield one.model_copy(
                    update={
                        "expression": f"{join.name}.{one.expression}",
                        "label": _beside(join.label, one.label),
                        "through": (join.name, *one.through),
                    }
                )
        return
    reference = None if subject is None else subject.table.references.get(join.name)
    columns = {} if reference is None else reference.target().columns
    for each in join.gathered:
        if each.name in columns:
            kind = columns[each.name].type
            yield DatasetField(
                expression=f"{join.name}.{each.name}",
                label=_beside(join.label, each.label),
                type=str(kind),
                role=_ROLES.get(kind, "dimension"),
                through=(join.name,),
            )


def _beside(first: Label, second: Label) -> Label:
    """Return what people call a field that is found along a join."""
    return label(f"{first.en} › {second.en}", f"{first.zh_cn} › {second.zh_cn}")
