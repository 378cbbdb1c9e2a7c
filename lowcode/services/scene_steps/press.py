"""Presses a button of a record."""

from typing import Final

from lowcode.bundle.scene_step import SceneStep
from lowcode.bundle.scene_steps.press import PressStep
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.errors import Conflict, Forbidden, Invalid
from lowcode.services.actions import Actions, Press
from lowcode.services.scene_play import StepPlay
from lowcode.services.scene_stage import Known, Stage, differs


class PressPlay(StepPlay):
    """Presses it by the use cases of actions."""

    kind = "press"

    async def play(self, stage: Stage, step: SceneStep, about: str) -> list[Diagnostic]:
        """Return that it was not refused, or made another number of records."""
        assert isinstance(step, PressStep)
        app, known = await stage.known(step.record)
        actor = await stage.actor(step.person)
        inputs = {name: await stage.value(one, actor) for name, one in step.inputs.items()}
        try:
            done = await Actions(stage.tools).press(app, actor, known.form, known.id, step.action, Press(inputs=inputs))
        except (Invalid, Forbidden, Conflict):
            if not step.refused:
                raise
            return []
        if step.refused:
            return [differs(about, "/refused", "refused", None, "something")]
        if step.made and len(step.made) != len(done.made):
            return [differs(about, "/made", "made", [one.form for one in done.made], step.made)]
        for name, one in zip(step.made, done.made, strict=False):
            stage.records[name] = Known(one.app, one.form, one.id)
        return []


PRESS: Final = PressPlay()
"""The kind."""
