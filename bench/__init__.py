"""The benchmarks, one module each: `python -m bench NAME [--quick]` prints one JSON line per figure.

A module defines `figures(*, quick: bool) -> Iterator[Figure]`; `quick` asks for a short run whose ratios are rough.
"""

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure: ours, what it is compared with, and the goal that the product holds."""

    figure: str
    """What is measured, in a few words joined by hyphens."""
    ours: float
    """What the product does, in `unit`."""
    goal: float
    """What `value` has to reach, or must not exceed."""
    unit: str
    """The unit of `ours` and of the yardstick."""
    yardstick: float | None = None
    """What the other product, or code written by hand, does in the same run; None when the goal is absolute."""
    at_most: bool = False
    """Whether the goal is an upper limit."""

    @property
    def value(self) -> float:
        """The ratio of ours to the yardstick, or ours when there is none."""
        return self.ours if self.yardstick is None else self.ours / self.yardstick

    @property
    def held(self) -> bool:
        """Whether the goal holds."""
        return self.value <= self.goal if self.at_most else self.value >= self.goal

    def line(self) -> str:
        """Return the figure as one line of JSON."""
        return json.dumps(
            {
                "figure": self.figure,
                "value": _rounded(self.value),
                "goal": self.goal,
                "held": self.held,
                "ours": _rounded(self.ours),
                "yardstick": None if self.yardstick is None else _rounded(self.yardstick),
                "unit": self.unit,
            },
            ensure_ascii=False,
        )


def _rounded(number: float) -> float:
    """Return four significant digits: more would be noise."""
    return float(f"{number:.4g}")
