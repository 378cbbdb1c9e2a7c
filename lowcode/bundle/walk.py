"""`Walk`: shows that a flow of an app does what it should: who is asked, what they do, and what comes of it."""

from typing import Any

import pydantic

from engine_flow.staff import Staff
from lowcode.kernel.names import Name
from lowcode.kernel.spec import Spec


class Reached(Spec):
    """Where a flow has to be after a step. What is not said does not matter."""

    status: str | None = None
    """Where the instance stands: `running`, `completed`, `rejected` and so on."""
    asked: dict[Name, tuple[str, ...]] | None = None
    """Who has an open task, by the step that asks; of a pool those who may claim it."""
    effects: tuple[dict[str, Any], ...] | None = None
    """What was wanted since the step before, in order, without notices: as `{"kind": "set_stage", "stage": "signed"}`.
    Settings that are not named do not matter."""


class WalkStep(Spec):
    """Something that a person does, and where the flow is then."""

    person: str
    """Who."""
    verb: dict[str, Any]
    """What, as `{"kind": "approve", "opinion": "Agreed."}`; the task is the person's own."""
    expect: Reached = Reached()
    """Where the flow has to be."""


class Walk(Spec):
    """One run of a flow."""

    flow: Name
    """The flow."""
    about: str = ""
    """What it shows."""
    record: dict[str, Any] = pydantic.Field(default={})
    """The record as it is entered, as JSON; what is computed is computed."""
    company: Staff = Staff()
    """The people whom the flow may ask, with roles as the app names them."""
    initiator: str | None = None
    """Who begins it."""
    results: dict[str, Any] = pydantic.Field(default={})
    """What comes of effects, by their kind, as JSON; nothing for others."""
    expect: Reached = Reached()
    """Where the flow has to be when it has begun."""
    steps: tuple[WalkStep, ...] = ()
    """What people do, one after the other."""
