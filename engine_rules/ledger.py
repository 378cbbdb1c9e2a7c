"""`Ledger`: balances by keys, what records post to them, and what must never happen to them.

A ledger keeps one balance for each combination of its keys, as a product in a warehouse. Rules say what records post:
while a rule holds for a record, its lines stand in the ledger; when it holds no more they are taken back. A check
refuses the whole change that would leave a balance below, or above, a limit.
"""

from typing import Final, Literal

import pydantic

from engine_rules.formula import Condition, Formula, NumberFormula
from lowcode.kernel.names import Label, Name, Ref
from lowcode.kernel.spec import Spec

MOST_KEYS: Final = 6
MOST_MEASURES: Final = 12


class LedgerKey(Spec):
    """What tells balances apart, as the product and the warehouse of a stock."""

    name: Name
    """Its name in expressions."""
    label: Label
    """What people read."""
    to: Ref | None = None
    """The form whose records it names, or `user` or `department`; a value of its own when nothing is said."""
    type: Literal["text", "date"] = "text"
    """What a value of its own is: the number of a batch, or a day, as the first of a month."""
    optional: bool = False
    """Whether it may be empty, as the batch of goods that have none; otherwise a line without it is refused."""
    inverse: Name | None = None
    """What the balances are called in expressions of the form it names: `stock` of a product."""


class LedgerMeasure(Spec):
    """A quantity or an amount that is kept, as what is on hand."""

    name: Name
    """Its name in expressions."""
    label: Label
    """What people read."""
    digits: int = pydantic.Field(default=2, ge=0, le=12)
    """Digits after the point; what is posted is rounded to them, halves away from zero."""
    unit: Label | None = None
    """What is counted, shown behind the number."""


class Posting(Spec):
    """A rule that says what records of a form post while they are in some state."""

    name: Name
    """Its name, which every line in the ledger bears."""
    label: Label
    """What people read where they ask why a balance is what it is."""
    form: Ref
    """The form whose records post."""
    stages: tuple[Name, ...] = pydantic.Field(default=(), max_length=50)
    """The states of the form's stage in which a record posts; any if nothing is said."""
    when: Condition | None = None
    """Which records post, by their fields."""
    rows: Name | None = None
    """The sub-table each of whose rows posts a line; the record itself if nothing is said."""
    rows_when: Condition | None = None
    """Which rows post, by their fields and those of the record, the `parent`."""
    keys: dict[Name, Formula]
    """Each key of the ledger, by the fields of the row and its `parent`, or those of the record."""
    measures: dict[Name, NumberFormula] = pydantic.Field(min_length=1)
    """What is added to measures, by the same names; empty counts as nothing."""
    at: Formula | None = None
    """The date, or date and time, from which a line counts; when it was posted if nothing is said."""
    until: Formula | None = None
    """The date and time, or the date at whose end, a line is taken back by itself, as a reservation that expires."""


class Check(Spec):
    """What has to hold for every balance; a change after which it does not is refused as a whole.

    A balance that is beyond the limit already, as after an inventory, may get better but no worse.
    """

    name: Name
    """Its name."""
    value: NumberFormula
    """What is looked at, by keys and measures: `on_hand - reserved`."""
    at_least: NumberFormula | None = None
    """What it must not fall below; null is no limit."""
    at_most: NumberFormula | None = None
    """What it must not rise above, as `customer.credit_limit`; null is no limit."""
    unless: Condition | None = None
    """When it does not matter, as `warehouse.negative`."""
    message: Label | None = None
    """What people read when it fails; it may hold `{keys}`, `{there}`, `{wanted}` and `{missing}`."""

    @pydantic.model_validator(mode="after")
    def _one_limit(self) -> "Check":
        """Refuse a check without a limit, or with two."""
        if (self.at_least is None) == (self.at_most is None):
            message = "a check has either `at_least` or `at_most`"
            raise ValueError(message)
        return self


class Ledger(Spec):
    """Balances by keys, what records post to them, and what must hold for them."""

    name: Name
    """Its name; the balances are read like the records of a form of this name."""
    label: Label
    """What people call a balance."""
    icon: str | None = None
    """Its icon."""
    description: Label | None = None
    """What it is good for."""
    keys: tuple[LedgerKey, ...] = pydantic.Field(min_length=1, max_length=MOST_KEYS)
    """What tells balances apart."""
    measures: tuple[LedgerMeasure, ...] = pydantic.Field(min_length=1, max_length=MOST_MEASURES)
    """What is kept of each."""
    postings: tuple[Posting, ...] = pydantic.Field(default=(), max_length=50)
    """What records post."""
    checks: tuple[Check, ...] = pydantic.Field(default=(), max_length=20)
    """What has to hold."""

    @property
    def posting_form(self) -> str:
        """Return the name by which its lines are read like records: `stock_posting`."""
        app, dot, own = self.name.rpartition(".")
        return app + dot + f"{own}_posting"[:48]
