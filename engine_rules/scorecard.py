"""`Scorecard`: how well records do by several weighted measures, each a figure in a window of time."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pydantic import Field

from engine_rules.formula import Condition
from engine_rules.metric import Metric
from lowcode.kernel.names import Label, Name, Ref
from lowcode.kernel.spec import Spec

FULL: Final = Decimal(100)
"""The points of a measure that reaches its target."""


class Standard(Spec):
    """How a measure counts."""

    weight: Decimal = Field(default=Decimal(1), ge=0, le=1000)
    """How much it counts beside the others."""
    target: Decimal
    """The value that brings all points."""
    threshold: Decimal = Decimal(0)
    """The value that brings none; between the two points grow evenly. Above the target where less is better."""


class Measure(Spec):
    """One measure of a scorecard."""

    name: Name
    """Its name in the scorecard."""
    label: Label
    """What people read."""
    metric: Metric
    """The figure; it is known by the name of the measure."""
    standard: Standard
    """How it counts, until managers set it otherwise."""


class Scorecard(Spec):
    """How well records do, as the sellers of a company."""

    name: Name
    """Its name in the app."""
    label: Label
    """What people read."""
    description: Label | None = None
    """What it is good for."""
    form: Ref
    """The form whose records are scored."""
    scope: Condition | None = None
    """Which of them."""
    measures: tuple[Measure, ...] = Field(min_length=1, max_length=20)
    """The measures."""
    roles: tuple[Ref, ...] = Field(default=(), max_length=10)
    """Who may set weights, targets and thresholds, besides administrators: people with one of these roles."""
    cron: str = Field(default="20 1 * * *", max_length=100)
    """When it is computed: minute, hour, day of the month, month and day of the week."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one measure brings."""

    value: Decimal | None
    """The figure; None where there is nothing to measure."""
    points: Decimal | None
    """Between 0 and 100."""


@dataclass(frozen=True, slots=True)
class Score:
    """How well a record does."""

    total: Decimal | None
    """The weighted mean of the points; None when nothing could be measured."""
    parts: Mapping[str, Part]
    """What each measure brings."""


def points(value: Decimal, standard: Standard) -> Decimal:
    """Return between 0 and 100 how far a value has come from the threshold to the target."""
    span = standard.target - standard.threshold
    if span == 0:
        return FULL if value >= standard.target else Decimal(0)
    share = (value - standard.threshold) / span * FULL
    return round(min(FULL, max(Decimal(0), share)), 2)


def score(standards: Mapping[str, Standard], values: Mapping[str, Decimal | None]) -> Score:
    """Return how well a record does by the values of its measures; what has no value does not count."""
    parts = {name: _part(values.get(name), one) for name, one in standards.items()}
    counted = [(standards[name].weight, one.points) for name, one in parts.items() if one.points is not None]
    whole = sum((weight for weight, _ in counted), Decimal(0))
    total = round(sum((weight * each for weight, each in counted), Decimal(0)) / whole, 2) if whole else None
    return Score(total, parts)


def _part(value: Decimal | None, standard: Standard) -> Part:
    """Return what a measure brings."""
    return Part(value, None if value is None else points(value, standard))


def standards(card: Scorecard, changed: Mapping[str, Standard] | None = None) -> dict[str, Standard]:
    """Return how each measure counts: as managers have set it, else as the app says."""
    return {one.name: (changed or {}).get(one.name, one.standard) for one in card.measures}
