"""`NamedDataset`: rows to ask about that an app defines: those of a form or sub-table, narrowed, with more columns."""

import pydantic

from engine_reports.dataset import ComputedColumn, Dataset, DatasetField, Role
from engine_reports.texts import DatasetName, ExpressionText
from engine_rules import types as t
from engine_rules.expression import Expression
from lowcode.kernel.names import Label, Name
from lowcode.kernel.spec import Spec


class NamedDataset(Spec):
    """The rows of another dataset under a name of their own, for questions that are asked again and again."""

    name: Name
    """The name in questions."""
    label: Label
    """What people read."""
    description: Label | None = None
    """What it is good for."""
    of: DatasetName
    """The dataset of a form or sub-table whose rows it takes: `order`, `order.lines`."""
    filter: ExpressionText | None = None
    """Which of the rows belong to it; all of them if nothing is said."""
    computed: tuple[ComputedColumn, ...] = pydantic.Field(default=(), max_length=60)
    """Columns that it adds, computed from the row and from what it refers to."""
    time: ExpressionText | None = None
    """The time that questions go along when they do not say otherwise; that of the other dataset if nothing is said."""


_ROLES: dict[t.Type, Role] = {t.NUMBER: "measure", t.DAYS_TIME: "measure", t.DATE: "time", t.DATE_TIME: "time"}


def derived(named: NamedDataset, base: Dataset, types: dict[str, Expression] | None = None) -> Dataset:
    """Return a named dataset as questions see it; `types` are the checked expressions of its columns, once known."""
    known = types or {}
    added = tuple(
        DatasetField(
            expression=one.name,
            label=one.label,
            type=str(known[one.name].type),
            role=_ROLES.get(known[one.name].type, "dimension"),
        )
        for one in named.computed
        if one.name in known
    )
    return base.model_copy(
        update={
            "name": named.name,
            "label": named.label,
            "description": named.description,
            "fields": (*base.fields, *added),
            "computed": (*base.computed, *named.computed),
            "filter": named.filter,
            "time": named.time or base.time,
        }
    )
