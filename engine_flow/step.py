"""`Step`: what comes of one event: the next state of an instance, and what is to be done about it."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from engine_flow.instance import Entry, Instance, Task, Timer
from lowcode.kernel.diagnostics import Diagnostic


class EffectRequest(Struct, frozen=True):
    """Something that the flow wants done; the engine never does it.

    The answer, when one is awaited, is an event `effect_done` or `effect_failed` with the same key.
    """

    key: str
    """Identifies it for good: whoever carries it out does so once."""
    kind: str
    """What is to be done: `notify`, `start_flow`, `cancel_flow`, `send_message`, `child_ended`, or an effect's kind."""
    node: str
    token: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    """Values of the language by name."""


class Step(Struct, frozen=True):
    """What came of one event."""

    instance: Instance
    """The next state; the same one when the event was refused or had nothing to do."""
    effects: tuple[EffectRequest, ...] = ()
    """What is to be done, in order."""
    tasks: tuple[Task, ...] = ()
    """The tasks that are new or have changed."""
    timers: tuple[Timer, ...] = ()
    """The timers that have been set."""
    stopped: tuple[str, ...] = ()
    """The timers that have been stopped or have fired."""
    journal: tuple[Entry, ...] = ()
    """The new lines of the journal."""
    refused: Diagnostic | None = None
    """Why the event may not happen, None when it was accepted."""
