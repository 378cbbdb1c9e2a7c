"""Lets time go by."""

from datetime import UTC, datetime, time, timedelta
from typing import Final

from lowcode.bundle.scene_step import SceneStep
from lowcode.bundle.scene_steps.wait import WaitStep
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.services.scene_play import StepPlay
from lowcode.services.scene_stage import Stage


class WaitPlay(StepPlay):
    """Turns the clock on, and has the schedules and jobs done that are due."""

    kind = "wait"

    async def play(self, stage: Stage, step: SceneStep, about: str) -> list[Diagnostic]:  # noqa: ARG002
        """Return what failed meanwhile."""
        assert isinstance(step, WaitStep)
        until = stage.at + timedelta(days=step.days)
        if step.until is not None:
            until = datetime.combine(step.until, time(12), UTC)
        return await stage.wait(until)


WAIT: Final = WaitPlay()
"""The kind."""
