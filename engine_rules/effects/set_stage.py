"""Moves a record to another stage."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from engine_rules.effect import About, Effect, Mention
from engine_rules.formula import Formula
from lowcode.kernel.names import Name, Ref, label


class SetStage(Effect):
    """Moves a record to another stage."""

    kind: Literal["set_stage"]
    form: Ref | None = None
    """The form; that of the present record if nothing is said."""
    records: Formula | None = None
    """Which: an id, a record, or a list of them; the present record if nothing is said."""
    stage: Name
    """The state to go to."""

    about: ClassVar[About] = About(
        label("Set the stage", "设置阶段"),
        label(
            "Moves the present record, or another, to a state of its stage field.",
            "将当前记录或其他记录移到阶段字段的某个状态。",
        ),
    )
    inside: ClassVar[bool] = True

    def mentions(self) -> Iterator[Mention]:
        """Iterate over what it speaks of."""
        if self.form is not None:
            yield Mention("form", self.form, "/form")
        yield Mention("stage", self.stage, "/stage", self.form)
