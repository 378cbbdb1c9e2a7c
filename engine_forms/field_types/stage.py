"""`stage`: where a record stands in its life."""

from collections.abc import Iterator
from random import Random
from typing import ClassVar, Literal

from engine_forms import codes, form_codes
from engine_forms.column import Column
from engine_forms.field import ExpressionText, Field, Json, Palette, Refused, Use, Vocabulary
from engine_forms.numeric import brief
from engine_forms.operator import OPTIONS
from engine_rules import types as t
from engine_rules.values import Value
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.names import Label, Language, Name, label
from lowcode.kernel.spec import Spec


class State(Spec):
    """A state that a record can be in."""

    name: Name
    """What is stored and written in expressions."""
    label: Label
    """What people read."""
    colour: str | None = None
    """The colour of its tag and column."""
    outcome: Literal["open", "won", "lost", "closed"] = "open"
    """Open while work goes on; the others are final."""


class Transition(Spec):
    """A way from one state to another."""

    source: Name | None = None
    """The state it leaves; any open one if nothing is said."""
    target: Name
    """The state it leads to."""
    label: Label | None = None
    """What the button says."""
    guard: ExpressionText | None = None
    """What has to be true."""
    message: Label | None = None
    """What people read when it is not."""
    required: tuple[Name, ...] = ()
    """The fields that have to be filled in before."""
    roles: tuple[str, ...] = ()
    """Who may go it; everyone who may edit when there are none."""
    automatic: bool = False
    """Whether only flows and rules go it, and nobody by hand."""


class StageField(Field):
    """The state of a record, and the ways between states."""

    kind: Literal["stage"]
    states: tuple[State, ...]
    """The states, in the order of the columns of a board."""
    transitions: tuple[Transition, ...] = ()
    """The ways between them; every way is open when there are none."""
    initial: Name | None = None
    """The state of a new record; the first if nothing is said."""

    palette: ClassVar[Palette] = Palette(
        "choice",
        "deployment-unit",
        label("Stage", "阶段"),
        label("Where a record stands, and what the next step demands.", "记录所处的阶段，以及进入下一步的条件。"),
    )
    operators: ClassVar[tuple[str, ...]] = OPTIONS

    def value_type(self, forms: Vocabulary) -> t.Type:  # noqa: ARG002 - the same in all forms
        return t.STRING

    def columns(self) -> tuple[Column, ...]:
        return (Column("text"),)

    def json_schema(self) -> dict[str, Json]:
        return {"enum": [state.name for state in self.states]}

    def state(self, name: str | None) -> State | None:
        """Return a state by its name."""
        return next((one for one in self.states if one.name == name), None)

    @property
    def first(self) -> str | None:
        """Return the state of a new record."""
        return self.initial or (self.states[0].name if self.states else None)

    def ways(self, before: str | None, after: str) -> list[Transition]:
        """Return the transitions that lead from one state to another; several are alternatives."""
        left = self.state(before)
        is_open = left is not None and left.outcome == "open"
        return [
            one
            for one in self.transitions
            if one.target == after and (one.source == before or (one.source is None and is_open))
        ]

    def targets(self, before: str | None) -> list[State]:
        """Return the states that can follow."""
        if not self.transitions:
            return [one for one in self.states if one.name != before]
        return [one for one in self.states if one.name != before and self.ways(before, one.name)]

    def uses(self) -> Iterator[Use]:
        yield from super().uses()
        for position, one in enumerate(self.transitions):
            if one.guard is not None:
                yield Use(f"/transitions/{position}/guard", one.guard, t.BOOLEAN)

    def problems(self, forms: Vocabulary) -> Iterator[Diagnostic]:
        names = [state.name for state in self.states]
        known = ", ".join(names)
        if not names:
            yield form_codes.NO_OPTIONS.report(None, "/states")
        for position, name in enumerate(names):
            if name in names[:position]:
                yield form_codes.STATE_TWICE.report(None, f"/states/{position}/name", name=name)
        if self.initial is not None and self.initial not in names:
            yield form_codes.NO_SUCH_STATE.report(None, "/initial", name=self.initial, known=known)
        for position, one in enumerate(self.transitions):
            at = f"/transitions/{position}"
            for end in ("source", "target"):
                name = getattr(one, end)
                if name is not None and name not in names:
                    yield form_codes.NO_SUCH_STATE.report(None, f"{at}/{end}", name=name, known=known)
            left = self.state(one.source)
            if left is not None and left.outcome != "open":
                yield form_codes.FINAL_STATE_LEFT.report(None, f"{at}/source", name=left.name)
            for place, name in enumerate(one.required):
                if forms.sibling(name) is None:
                    yield form_codes.NO_SUCH_FIELD.report(None, f"{at}/required/{place}", name=name, known="–")
        yield from self._unreached()

    def _unreached(self) -> Iterator[Diagnostic]:
        """Iterate over states that nothing leads to."""
        if not self.transitions:
            return
        reached = {self.first}
        grown = True
        while grown:
            more = {state.name for before in reached for state in self.targets(before)} - reached
            reached |= more
            grown = bool(more)
        for position, state in enumerate(self.states):
            if state.name not in reached:
                yield form_codes.STATE_UNREACHED.report(None, f"/states/{position}", name=state.name)

    def accepted(self, raw: Json) -> Value:
        if isinstance(raw, str) and self.state(raw.strip()):
            return raw.strip()
        return self.understood(str(raw) if isinstance(raw, str) else "")

    def shown(self, value: Value, language: Language) -> str:
        found = self.state(value)
        return found.label.text(language) if found else str(value)

    def understood(self, text: str) -> Value:
        for state in self.states:
            if text.strip() in {state.name, state.label.en, state.label.zh_cn}:
                return state.name
        options = label(
            ", ".join(state.label.en for state in self.states), "、".join(state.label.zh_cn for state in self.states)
        )
        raise Refused(codes.NOT_AN_OPTION, found=brief(text), options=options)

    def sample(self, random: Random) -> Value:
        return random.choice(self.states).name
