"""Lets time go by."""

from datetime import date
from typing import Literal

import pydantic

from lowcode.bundle.scene_step import SceneStep


class WaitStep(SceneStep):
    """Lets time go by: day after day the clock goes on, and what is due is done, by rules, schedules and flows."""

    kind: Literal["wait"]
    days: float = pydantic.Field(default=0, ge=0, le=800)
    """How many days; 0.5 is twelve hours."""
    until: date | None = None
    """Or until noon of a day."""
