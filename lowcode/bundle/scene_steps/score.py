"""Computes a scorecard."""

from decimal import Decimal
from typing import Any, Literal

import pydantic

from lowcode.bundle.scene_step import Acting, RecordName
from lowcode.kernel.names import Name


class ScoreStep(Acting):
    """Computes a scorecard, as it is every day, and looks at what a record has."""

    kind: Literal["score"]
    scorecard: Name
    """The scorecard."""
    record: RecordName
    """The record."""
    total: Decimal | None = None
    """The points in all."""
    figures: dict[Name, Decimal | None] = pydantic.Field(default={})
    """The figure of each measure."""
    points: dict[Name, Decimal | None] = pydantic.Field(default={})
    """The points of each measure, between 0 and 100."""
    behind: dict[Name, tuple[RecordName, ...]] = pydantic.Field(default={})
    """The records behind the figure of a measure."""
    set: dict[Name, dict[str, Any]] = pydantic.Field(default={})
    """How measures are to count from now on: `weight`, `target`, `threshold`; set before it is computed."""
    settings: int | None = None
    """How many settings its history has then, what the app says included."""
