"""`DatasetJoin`: rows of another dataset beside those of a dataset, found by fields that are equal."""

from typing import Literal

import pydantic

from engine_reports.texts import DatasetName, ExpressionText
from lowcode.kernel.names import Label, Name
from lowcode.kernel.spec import Spec

Cardinality = Literal["many_to_one", "one_to_many"]
"""Whether a row has one row of the other dataset at the most, or any number of them."""


class JoinPair(Spec):
    """Two fields that are equal where rows belong together. Rows in which one of them is null belong to none."""

    own: ExpressionText
    """The field of the row: `region`, or along references `customer.region`."""
    other: ExpressionText
    """The field of the other dataset's rows themselves."""


class GatheredColumn(Spec):
    """A number of all rows of the other dataset that belong to a row, computed before they are joined."""

    name: Name
    """The name behind that of the join: `visits.hours`."""
    label: Label
    """What people read."""
    aggregate: Literal["count", "sum", "minimum", "maximum"]
    """What is computed of the rows; where there are none, a count is zero, and everything else null."""
    value: ExpressionText | None = None
    """Of which expression over the other dataset's rows; a count without one counts the rows."""


class DatasetJoin(Spec):
    """Another dataset beside the rows. It never multiplies them, whatever the data is like."""

    name: Name
    """What it is called in expressions: `quota` in `quota.amount`."""
    label: Label
    """What people read before the names of its fields."""
    of: DatasetName
    """The dataset of a form or sub-table, or of an external table."""
    on: tuple[JoinPair, ...] = pydantic.Field(min_length=1, max_length=6)
    """What has to be equal, all of it."""
    cardinality: Cardinality = "many_to_one"
    """`many_to_one` gives the fields of the one row; of several that fit, the one with the least key counts.
    `one_to_many` gives what is gathered of all rows that fit, and no fields."""
    filter: ExpressionText | None = None
    """Which rows of the other dataset count; all of them if nothing is said."""
    gathered: tuple[GatheredColumn, ...] = pydantic.Field(default=(), max_length=30)
    """What is computed of the rows of `one_to_many`."""
