"""Waits."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from lowcode.kernel import clock
from lowcode.services.effect_kind import Doing, EffectKind
from lowcode.services.effects.create_task import due


class WaitWork(EffectKind):
    """Does nothing: its job is put down for the instant at which the waiting ends."""

    kind = "wait"

    async def carry_out(self, doing: Doing) -> dict[str, Any]:  # noqa: ARG002 - the job has waited already
        """Return when the waiting ended."""
        return {"at": clock.now().isoformat()}


def wake_at(arguments: Mapping[str, Any]) -> datetime | None:
    """Return the instant at which the waiting ends; None for at once."""
    until = due(arguments.get("until"))
    if until is not None:
        return until
    seconds = arguments.get("seconds")
    return None if seconds is None else clock.now() + timedelta(seconds=float(seconds))


WAIT: Final = WaitWork()
"""The kind."""
