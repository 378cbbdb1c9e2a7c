"""`StepPlay`: how a kind of step of a scene is played; each is a file of `lowcode/services/scene_steps`."""

from typing import ClassVar

from lowcode.bundle.scene_step import SceneStep
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.services.scene_stage import Stage


class StepPlay:
    """Plays one kind of step. Its file defines the class and one public instance."""

    kind: ClassVar[str]
    """The name of the file, which is the kind of the step."""

    async def play(self, stage: Stage, step: SceneStep, about: str) -> list[Diagnostic]:
        """Return what is not as it has to be, each with its place in the step. Raises `LowcodeError`."""
        raise NotImplementedError
