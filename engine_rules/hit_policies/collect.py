"""The hit policy that collects the outputs of all rules that match, or adds them up."""

from collections.abc import Callable, Sequence
from functools import reduce
from typing import ClassVar, Final, Literal

from engine_rules.decisions import decision_codes as codes
from engine_rules.decisions.hit_policy import Hit, HitPolicy, Outputs, Rank
from engine_rules.evaluation import warn
from engine_rules.numbers import ZERO
from engine_rules.operators import add, greater, less
from engine_rules.values import Value, normalised

Aggregation = Literal["sum", "min", "max", "count"]
"""What a collecting table makes of its outputs."""

_STEPS: Final[dict[str, Callable[[Value, Value], Value]]] = {
    "sum": add,
    "min": lambda one, other: _of_two(one, other, less(one, other)),
    "max": lambda one, other: _of_two(one, other, greater(one, other)),
}


def _of_two(one: Value, other: Value, first: bool | None) -> Value:
    """Return the first of two values if it wins, the second if it does not, null if nobody can say."""
    return None if first is None else one if first else other


class CollectHitPolicy(HitPolicy):
    """All rules that match give the result: a list without a promised order, or one value that sums them up."""

    kind: Literal["collect"]
    aggregation: Aggregation | None = None
    """`sum`, `min`, `max` or `count` of the outputs; without one, the list of them."""
    letter: ClassVar[str] = "C"

    @property
    def many(self) -> bool:
        """Whether the result is a list."""
        return self.aggregation is None

    @property
    def when_none(self) -> Value:
        """The empty list, the count 0, or null."""
        if self.aggregation is None:
            return []
        return ZERO if self.aggregation == "count" else None

    def chosen(self, hits: Sequence[Hit], rank: Rank) -> Sequence[Outputs]:  # noqa: ARG002
        """Return the outputs of all hits, or the aggregate of each column."""
        if self.aggregation is None:
            return tuple(hit.outputs for hit in hits)
        columns = zip(*(hit.outputs for hit in hits), strict=True)
        return (tuple(self._aggregate(list(column)) for column in columns),)

    def _aggregate(self, values: list[Value]) -> Value:
        """Return the aggregate of the outputs of one column."""
        if self.aggregation == "count" or self.aggregation is None:
            return normalised(len(values))
        result = reduce(_STEPS[self.aggregation], values)
        if result is None or (self.aggregation == "sum" and isinstance(result, str)):
            warn(codes.WRONG_AGGREGATE, aggregation=self.aggregation)
            return None
        return result
