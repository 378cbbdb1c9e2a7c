"""`Sample`: believable records of a form, drawn by chance from a seed, so that they are the same everywhere."""

from typing import Annotated, Any, Literal

import pydantic

from engine_forms.field import ExpressionText
from lowcode.kernel.names import Name, Ref
from lowcode.kernel.spec import Spec


class Pick(Spec):
    """One of several values, each as likely as its weight says."""

    kind: Literal["pick"]
    values: tuple[Any, ...] = pydantic.Field(min_length=1)
    """The values, as JSON that the field takes."""
    weights: tuple[int, ...] = ()
    """How likely each is; equally when there are none."""


class Day(Spec):
    """A day, or an instant of a working day, counted from the day on which the records are made."""

    kind: Literal["day"]
    least: int
    """Days from today, negative for the past, at the least."""
    most: int
    """Days from today at the most."""
    after: Name | None = None
    """A field of the record with a day from which is counted instead."""
    months: tuple[float, ...] = ()
    """How busy each month of the year is, twelve numbers; all are alike without any."""
    growth: float = pydantic.Field(default=0, gt=-1)
    """How much busier a year is than the one before it, 0.2 for a fifth."""
    working: bool = False
    """Whether it is from Monday to Friday only."""


class Amount(Spec):
    """A number between two, in steps."""

    kind: Literal["amount"]
    least: float
    """The least."""
    most: float
    """The greatest."""
    step: float = pydantic.Field(default=1, gt=0)
    """The distance between two possible numbers."""
    skewed: bool = False
    """Whether small numbers are much more frequent than great ones, as amounts of money are."""


class Another(Spec):
    """A record of another form that has been made before; of a field of the record, one that belongs to the same."""

    kind: Literal["another"]
    form: Ref | None = None
    """The form; that of the reference if nothing is said."""
    same: Name | None = None
    """A field that both records have: a contact of the same customer."""
    value: ExpressionText | None = None
    """What that field of the other record has to be, instead of the value that this record has there."""
    given: ExpressionText | None = None
    """The record itself, where it is known, as `origin.customer`; one is drawn where this is null."""
    often: float = pydantic.Field(default=1, ge=0, le=1)
    """How often there is one."""
    weight: Name | None = None
    """A field or fact of those records that says how likely each is; all are alike without one."""
    earlier: bool = False
    """Whether it is one that was made before the record is, if there is any."""


class Formula(Spec):
    """The value of an expression over what is drawn before it.

    It may use the facts and fields of the record, its `number` from 1, when it is `created`, `chance`, a list of twelve
    numbers between 0 and 1, `person.number` and `person.skill` of whom it belongs to, a number between 0 and 1, the
    `origin`, a record for which it is drawn, with its fields and facts, `turn`, which of the records of that origin it
    is, `path`, where the stages of the record have been, the `present` day, and `scale`, 1 when all of two years is
    drawn. References are followed: `customer.grade`. In the rows of a sub-table, `parent` is the record, `row` the row
    of the origin if rows follow it, and `chance` is the row's own.
    """

    kind: Literal["formula"]
    expression: ExpressionText
    """The expression."""


class Person(Spec):
    """The person to whom the record belongs, in a field with a person."""

    kind: Literal["person"]


class Empty(Spec):
    """Nothing, whatever the field usually has."""

    kind: Literal["empty"]


class Usual(Spec):
    """What the kind of field draws by itself, left out now and then."""

    kind: Literal["usual"]
    often: float = pydantic.Field(default=1, ge=0, le=1)
    """How often there is a value, 1 for always."""


Rule = Annotated[Pick | Day | Amount | Another | Formula | Person | Empty | Usual, pydantic.Field(discriminator="kind")]
"""How a value is drawn."""


class Each(Spec):
    """The records of a form that was drawn before, for which records are drawn."""

    form: Ref
    """The form, of this app or of one that it needs."""
    when: ExpressionText | None = None
    """Which of them: true for those that have some; `origin` is the record."""
    times: ExpressionText | None = None
    """How many are drawn for one; one if nothing is said."""
    once: ExpressionText | None = None
    """What only the first has one for: `string(origin.customer.id) + origin.quarter`."""


class Path(Spec):
    """Where the stages of a record have been."""

    field: Name
    """The field with the stage."""
    expression: ExpressionText
    """A list of `{state: "draft", at: created}` in the order of time. What is in the future is not reached yet."""


class Lines(Spec):
    """How the rows of a sub-table are drawn."""

    least: int = pydantic.Field(default=1, ge=0)
    """The fewest."""
    most: int = pydantic.Field(default=4, ge=0)
    """The most."""
    of: ExpressionText | None = None
    """A list of which each member has a row, as `origin.lines`; the row finds it as `row`."""
    values: dict[Name, Rule] = pydantic.Field(default={})
    """How the values of a row are drawn; as usual for fields that are not named."""


class Sample(Spec):
    """The sample records of one form."""

    name: Name
    """The form."""
    order: int = 0
    """Samples with smaller numbers are made first: what others refer to."""
    count: int = pydantic.Field(default=0, ge=0, le=100_000)
    """How many are drawn."""
    few: int | None = pydantic.Field(default=None, ge=0)
    """How many are enough to look at; a twentieth of all if nothing is said."""
    yearly: bool = False
    """Whether the count is that of two years, and less for less."""
    each: tuple[Each, ...] = ()
    """Other records for which some are drawn, before those that are counted."""
    facts: dict[Name, Rule] = pydantic.Field(default={})
    """Values with names of their own, drawn first: formulas use them, the records do not hold them."""
    path: Path | None = None
    """Where the stages have been; the last state that is reached is the value of the field."""
    records: tuple[dict[str, Any], ...] = ()
    """Records that are written out, before those that are drawn: JSON input by field."""
    values: dict[Name, Rule] = pydantic.Field(default={})
    """How values are drawn, in this order; as usual for fields that are not named."""
    lines: dict[Name, Lines] = pydantic.Field(default={})
    """How the rows of sub-tables are drawn."""
    afterwards: dict[Name, Rule] = pydantic.Field(default={})
    """Values that are filled in when everything else is done, as limits that the past did not know."""
    created: Annotated[Day | Formula, pydantic.Field(discriminator="kind")] | None = None
    """When the records were made; today if nothing is said."""
    latest: bool = False
    """Whether records that would be made after today are left out."""
    owner: ExpressionText | None = None
    """The number of the person to whom a record belongs, from 1; that of what it refers to if nothing is said."""
    person: Name | None = None
    """A field with the person to whom the record belongs: each has one record, and there are no more than people."""
