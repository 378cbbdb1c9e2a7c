"""What a node that asks people settles: empty and repeated approvers, time limits, rights, buttons and opinions."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from engine_flow.assignment import AssigneeKind
from engine_flow.moment import Moment
from lowcode.kernel.names import Label, Name
from lowcode.kernel.spec import Spec

FieldRight = Literal["hidden", "see", "edit", "required"]
"""What a person may do with a field while they work on a task."""


class WhenEmpty(Spec):
    """What happens when the assignment names nobody."""

    do: Literal["admin", "skip", "person", "incident"] = "admin"
    """Ask an administrator, go on as if approved, ask a named person, or stop with an incident."""
    person: str | None = None
    """Who is asked, for `person`."""


class TimeLimit(Spec):
    """What happens by itself when a node takes too long."""

    moment: Moment
    """When, from the moment people were asked."""
    do: Literal["remind", "escalate", "transfer", "approve", "reject"]
    """Remind the people, pass their tasks to their managers, pass them to others, or decide."""
    to: tuple[AssigneeKind, ...] = ()
    """To whom, for `transfer`: the first one."""
    every: Moment | None = None
    """After which time it happens again, for `remind`."""
    most: Annotated[int, Field(ge=1, le=100)] = 10
    """How often it happens at most."""


class PeoplePolicies(Spec):
    """What a node that asks people settles."""

    when_empty: WhenEmpty = WhenEmpty()
    """What happens when nobody is found."""
    same_person: Literal["ask", "adjacent", "anywhere"] = "ask"
    """Whether somebody who approved already is asked again: always, not right after that, or never again."""
    initiator: Literal["ask", "approve", "manager", "admin"] = "ask"
    """What happens when the initiator is asked: nothing special, it counts as approved, or another one is asked."""
    on_reject: Literal["end", "edges", "initiator", "previous"] = "end"
    """What a rejection does: end the instance, follow the edges, or go back to the initiator or previous people."""
    limits: tuple[TimeLimit, ...] = ()
    """What happens when it takes too long."""
    opinion: Literal["optional", "required", "required_to_reject"] = "optional"
    """Whether people have to give an opinion."""
    signature: bool = False
    """Whether approvals have to be signed by hand."""
    opinions: tuple[Label, ...] = ()
    """Opinions to choose from."""
    fields: Mapping[Name, FieldRight] = Field(default_factory=dict)
    """Rights on the fields of the form; without one a field is only seen."""
    buttons: Mapping[str, Label] = Field(default_factory=dict)
    """Own labels of verbs."""
    verbs: tuple[str, ...] | None = None
    """The verbs that people of this node may use, besides those that carry the work; all without it."""
