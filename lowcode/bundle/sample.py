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
    """A reference that both records have: a contact of the same customer."""
    often: float = pydantic.Field(default=1, ge=0, le=1)
    """How often there is one."""


class Formula(Spec):
    """The value of an expression over the fields that are drawn before it, and the `number` of the record from 1.

    In the rows of a sub-table, `parent` is the record.
    """

    kind: Literal["formula"]
    expression: ExpressionText
    """The expression."""


class Empty(Spec):
    """Nothing, whatever the field usually has."""

    kind: Literal["empty"]


class Usual(Spec):
    """What the kind of field draws by itself, left out now and then."""

    kind: Literal["usual"]
    often: float = pydantic.Field(default=1, ge=0, le=1)
    """How often there is a value, 1 for always."""


Rule = Annotated[Pick | Day | Amount | Another | Formula | Empty | Usual, pydantic.Field(discriminator="kind")]
"""How a value is drawn."""


class Lines(Spec):
    """How the rows of a sub-table are drawn."""

    least: int = pydantic.Field(default=1, ge=0)
    """The fewest."""
    most: int = pydantic.Field(default=4, ge=0)
    """The most."""
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
    records: tuple[dict[str, Any], ...] = ()
    """Records that are written out, before those that are drawn: JSON input by field."""
    values: dict[Name, Rule] = pydantic.Field(default={})
    """How values are drawn, in this order; as usual for fields that are not named."""
    lines: dict[Name, Lines] = pydantic.Field(default={})
    """How the rows of sub-tables are drawn."""
    created: Day | None = None
    """When the records were made; today if nothing is said."""
    person: Name | None = None
    """A field with the person to whom the record belongs: each has one record, and there are no more than people."""
