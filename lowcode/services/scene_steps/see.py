"""Looks at a record."""

from typing import Final

from lowcode.bundle.scene_step import SceneStep
from lowcode.bundle.scene_steps.see import SeeStep
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.errors import Forbidden, NotFound
from lowcode.services.scene_play import StepPlay
from lowcode.services.scene_stage import Stage, differs


class SeePlay(StepPlay):
    """Reads it by the use cases of records."""

    kind = "see"

    async def play(self, stage: Stage, step: SceneStep, about: str) -> list[Diagnostic]:
        """Return what the person sees and should not, or the other way round, and which values are others."""
        assert isinstance(step, SeeStep)
        try:
            view, shapes = await stage.read(step.record, await stage.actor(step.person))
        except (NotFound, Forbidden):
            return [differs(about, "/visible", "visible", "false", "true")] if step.visible else []
        if not step.visible:
            return [differs(about, "/visible", "visible", "true", "false")]
        found = await stage.differences(about, "/values", step.values, view.values, shapes)
        seen = [name for name in step.hidden if name in view.values and name not in view.masked]
        return found + [differs(about, "/hidden", one, "shown", "hidden") for one in seen]


SEE: Final = SeePlay()
"""The kind."""
