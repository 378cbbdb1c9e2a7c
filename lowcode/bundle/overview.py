"""`Overview`: all there is about a record on one page: figures, and lists of what refers to it, of several apps."""

from typing import Annotated, Literal

import pydantic

from engine_forms.filters import AnyFilter
from lowcode.kernel.names import Label, Name, Ref
from lowcode.kernel.spec import Spec

Column = Annotated[str, pydantic.StringConstraints(min_length=1, max_length=60)]
"""A field, or what every record has."""


class _Related(Spec):
    """Records that refer to the one of the page."""

    name: Name
    """Its name on the page."""
    label: Label
    """What people read."""
    form: Ref
    """The form, or the ledger whose balances they are: `sales.order`, `credit`."""
    by: Name
    """The field by which they refer to the record; also a look-up that is copied."""
    filter: AnyFilter | None = None
    """Which of them; all if nothing is said."""


class OverviewFigure(_Related):
    """A figure over records that refer to the one of the page."""

    figure: Literal["count", "sum", "average", "min", "max"] = "count"
    """What is computed."""
    field: Name | None = None
    """Of which field; none for `count`."""
    alert: bool = False
    """Whether more than nothing is a warning, as of what is overdue."""

    @pydantic.model_validator(mode="after")
    def _of_something(self) -> "OverviewFigure":
        """Refuse a sum of nothing."""
        if (self.figure == "count") is not (self.field is None):
            msg = "give `field` for every figure but `count`"
            raise ValueError(msg)
        return self


class OverviewSort(Spec):
    """A criterion of an order."""

    field: Column
    """The field."""
    descending: bool = False
    """Whether the greatest comes first."""


class OverviewList(_Related):
    """A list of records that refer to the one of the page."""

    columns: tuple[Column, ...] = pydantic.Field(min_length=1, max_length=12)
    """The fields that are shown, or `created at` and what else every record has; the first one leads to the record."""
    sort: tuple[OverviewSort, ...] = pydantic.Field(default=(), max_length=4)
    """The order; the newest first if nothing is said."""
    rows: int = pydantic.Field(default=5, ge=1, le=50)
    """How many are shown."""


class Overview(Spec):
    """What an app adds to the page about a record; the pages of all apps for one form are shown as one."""

    name: Name
    """Its name in the app."""
    label: Label
    """What the page is called."""
    form: Ref
    """About records of which form."""
    order: int = pydantic.Field(default=100, ge=0, le=10_000)
    """Its place among what other apps add; the first names the page."""
    fields: tuple[Name, ...] = pydantic.Field(default=(), max_length=40)
    """The fields of the record that stand at the top."""
    figures: tuple[OverviewFigure, ...] = pydantic.Field(default=(), max_length=20)
    """Figures."""
    lists: tuple[OverviewList, ...] = pydantic.Field(default=(), max_length=30)
    """Lists."""
