"""Starts a flow."""

from collections.abc import Iterator, Mapping
from typing import ClassVar, Literal

from pydantic import Field

from engine_rules.effect import About, Effect, Mention
from engine_rules.formula import Formula
from lowcode.kernel.names import Name, Ref, label


class StartFlow(Effect):
    """Starts a flow."""

    kind: Literal["start_flow"]
    flow: Name
    """The flow."""
    form: Ref | None = None
    """The form of the record; that of the present record if nothing is said."""
    record: Formula | None = None
    """The record that it is about; the present one if nothing is said."""
    variables: Mapping[Name, Formula] = Field(default_factory=dict)
    """What its variables begin with."""

    about: ClassVar[About] = About(
        label("Start a flow", "启动流程"),
        label(
            "Starts a flow for the present record.",
            "为当前记录启动流程。",
        ),
    )
    inside: ClassVar[bool] = True

    def mentions(self) -> Iterator[Mention]:
        """Iterate over what it speaks of."""
        yield Mention("flow", self.flow, "/flow")
        if self.form is not None:
            yield Mention("form", self.form, "/form")
