"""Ends the flows of a record."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from engine_rules.effect import About, Effect, Mention
from engine_rules.formula import Formula, TextFormula
from lowcode.kernel.names import Name, Ref, label


class CancelFlow(Effect):
    """Ends the flows of a record."""

    kind: Literal["cancel_flow"]
    flow: Name | None = None
    """Which flow; all if nothing is said."""
    form: Ref | None = None
    """The form of the record; that of the present record if nothing is said."""
    record: Formula | None = None
    """The record; the present one if nothing is said."""
    reason: TextFormula | None = None
    """Why, for the people concerned."""

    about: ClassVar[About] = About(
        label("Cancel flows", "取消流程"),
        label(
            "Ends the flows that run for the present record.",
            "结束当前记录正在运行的流程。",
        ),
    )
    inside: ClassVar[bool] = True

    def mentions(self) -> Iterator[Mention]:
        """Iterate over what it speaks of."""
        if self.flow is not None:
            yield Mention("flow", self.flow, "/flow")
        if self.form is not None:
            yield Mention("form", self.form, "/form")
