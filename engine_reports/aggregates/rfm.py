"""`rfm`: the score of a customer by recency, frequency and money."""

from collections.abc import Mapping
from typing import Literal

import pydantic

from engine_reports.aggregate import AmongGroups, Window, number
from engine_reports.part import Part
from engine_reports.texts import ExpressionText
from engine_rules.targets.sql.terms import Scalar


class RfmAggregate(AmongGroups):
    """The score of a customer by how recently, how often and for how much they bought: 555 is the best.

    Each digit is the number of the part of equal size that a group falls in, the best ones in the last. Groups of the
    same value are told apart by their dimensions, so that parts stay of equal size.
    """

    kind: Literal["rfm"]
    time: ExpressionText
    """When somebody bought."""
    amount: ExpressionText
    """For how much."""
    scores: int = pydantic.Field(default=5, ge=2, le=9)
    """Into how many parts each of the three is divided."""

    def parts(self) -> tuple[Part, ...]:
        """Return the last time, how often, and for how much."""
        return Part("greatest", self.time), Part("rows"), Part("sum", self.amount)

    def columns(self, window: Window) -> dict[str, Scalar]:
        """Return the three scores."""
        level = window.within(())
        return {
            f"r{at}": number(f"ntile({self.scores}) OVER ({level} ORDER BY {one.sql} ASC NULLS FIRST, {window.tie})")
            for at, one in enumerate(window.parts)
        }

    def result(self, window: Window, columns: Mapping[str, Scalar]) -> Scalar:  # noqa: ARG002 - as others
        """Return them as three digits."""
        scores = [columns[f"r{at}"].sql for at in range(3)]
        return number(f"100 * {scores[0]} + 10 * {scores[1]} + {scores[2]}")
