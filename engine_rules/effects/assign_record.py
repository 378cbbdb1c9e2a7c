"""Gives a record to whoever of a role has least to do."""

from typing import ClassVar, Literal

from engine_rules.effect import About, Effect
from engine_rules.formula import Condition, Formula, TextFormula
from lowcode.kernel.names import label


class AssignRecord(Effect):
    """Gives the present record to whoever of a role has the fewest open records of its form.

    Open are the records in a state without an end, all of a form without stages. People who are away, so that somebody
    stands in for them, get nothing as long as others are there. What came of it has the `id` and `name` of the person.
    """

    kind: Literal["assign_record"]
    role: TextFormula
    """The role whose people get records."""
    department: Formula | None = None
    """Only those of this department and the ones below, by id or name; all where it is not known or has nobody."""
    keep: Condition | None = None
    """Whether a record that belongs to somebody of the role already stays with them."""

    about: ClassVar[About] = About(
        label("Assign a record", "分配记录"),
        label(
            "Gives the record to whoever of a role has the fewest open ones.",
            "将记录分配给某角色中在办记录最少的人员。",
        ),
    )
    inside: ClassVar[bool] = True
