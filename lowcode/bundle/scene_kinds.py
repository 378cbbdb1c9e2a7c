"""`SCENE_STEPS`: all kinds of steps of scenes, and the union that tells them apart."""

from typing import Any, Final

from lowcode.bundle import scene_steps
from lowcode.bundle.scene_step import SceneStep
from lowcode.kernel.catalog import Catalog

SCENE_STEPS: Final[Catalog[type[SceneStep]]] = Catalog(scene_steps, SceneStep)
"""The kinds, by the names of their files."""

AnySceneStep: Any = SCENE_STEPS.union()
"""Any step, told apart by `kind`."""
