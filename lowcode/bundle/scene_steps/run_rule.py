"""Runs a rule of a schedule on demand."""

from typing import Literal

from lowcode.bundle.scene_step import SceneStep
from lowcode.kernel.names import Name


class RunRuleStep(SceneStep):
    """Runs a rule of a schedule now, as an administrator does, and does all that comes of it."""

    kind: Literal["run_rule"]
    rule: Name
    """The rule."""
