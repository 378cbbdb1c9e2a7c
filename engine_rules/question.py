"""`Question`: what a rule asks a decision table, and what expressions call the answer."""

from collections.abc import Mapping

from pydantic import Field

from engine_rules.formula import Formula
from lowcode.kernel.names import Name, Ref
from lowcode.kernel.spec import Spec


class Question(Spec):
    """A question to a decision table of the app, asked when the rule fires."""

    name: Name
    """What the values and effects of the rule call the answer, as `rebate` in `rebate.rate`."""
    decision: Ref
    """The decision."""
    inputs: Mapping[Name, Formula] = Field(default_factory=dict)
    """Its inputs by name; those that are not named are the fields of the record with their names."""
    on: Formula | None = None
    """The day whose table answers, as `paid_on`; the present day if nothing is said."""
