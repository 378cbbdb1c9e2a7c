"""Runs a rule of a schedule on demand."""

from typing import Final

from lowcode.bundle.scene_step import SceneStep
from lowcode.bundle.scene_steps.run_rule import RunRuleStep
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.services.actor import PRODUCT
from lowcode.services.rules import Rules
from lowcode.services.scene_play import StepPlay
from lowcode.services.scene_stage import Stage


class RunRulePlay(StepPlay):
    """Runs it by the use cases of rules."""

    kind = "run_rule"

    async def play(self, stage: Stage, step: SceneStep, about: str) -> list[Diagnostic]:  # noqa: ARG002
        """Return what failed."""
        assert isinstance(step, RunRuleStep)
        await Rules(stage.tools).run(PRODUCT, f"{stage.app}.{step.rule}")
        return await stage.work()


RUN_RULE: Final = RunRulePlay()
"""The kind."""
