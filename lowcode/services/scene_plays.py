"""`SCENE_PLAYS`: how all kinds of steps of scenes are played."""

from typing import Final

from lowcode.kernel.catalog import Catalog
from lowcode.services import scene_steps
from lowcode.services.scene_play import StepPlay

SCENE_PLAYS: Final[Catalog[StepPlay]] = Catalog(scene_steps, StepPlay, objects=True)
"""The kinds, by the names of their files."""
