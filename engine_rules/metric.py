"""`Metric`: a figure over other records in a window of time, for each record that they belong to."""

from typing import Literal

from pydantic import Field

from engine_rules.formula import Condition, Formula
from lowcode.kernel.names import Label, Name, Ref
from lowcode.kernel.spec import Spec

Aggregate = Literal["count", "sum", "average", "minimum", "maximum", "share", "ratio"]
"""How many there are, or what comes of their values; `share` is which part of them fulfils the value, `ratio` the sum
of the value by that of `per`."""


class Metric(Spec):
    """A figure over the records of a form, for each record to which they belong."""

    name: Name
    """What conditions call it; its average over the peers is `average_` with the name."""
    label: Label | None = None
    """What people read."""
    form: Ref
    """The form whose records are counted."""
    report: Ref | None = None
    """The metric of reports that it is, as `revenue` or `crm.revenue`: its aggregate, value and condition are taken
    from there, and its time unless `at` is said, so that both are always one number."""
    aggregate: Aggregate = "count"
    """What is made of them."""
    value: Formula | None = None
    """What is added up, or for `share` what has to be true; not needed for a count."""
    per: Formula | None = None
    """For `ratio` by what is divided."""
    percent: bool = False
    """Whether it is written as a part of a whole, 1 being all of it, as a `share` always is."""
    where: Condition | None = None
    """Which of them count."""
    belongs: Formula
    """Whose they are, by their fields, as `owner.id`: compared with `subject`."""
    subject: Formula = Formula("id")
    """What of the watched record they are compared with, as `person.id`."""
    at: Formula = Formula("created at")
    """When they happened."""
    days: int | None = Field(default=None, ge=1, le=3650)
    """How many days the window is long; all that there is if nothing is said."""
    ago: int = Field(default=0, ge=0, le=3650)
    """How many days ago the window ends."""
    peers: Formula | None = None
    """Among which records the average is taken, as `department.id`: those with the same value; all without it."""
    empty: int | None = 0
    """Its value where there is nothing to count."""
