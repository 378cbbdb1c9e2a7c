"""Positions in lists and the elements at them: 1 is the first, -1 the last."""

from decimal import Decimal

from engine_rules.evaluation import NoResult
from engine_rules.values import Value


def index_at(items: list[Value], position: Decimal) -> int:
    """Return the Python index of a position, digits after the point ignored. Raises `NoResult` when there is none."""
    place = int(position)
    if place == 0 or abs(place) > len(items):
        raise NoResult(
            f"the list has {len(items)} elements and no position {place}",
            f"列表有 {len(items)} 个元素，没有位置 {place}",
        )
    return place - 1 if place > 0 else len(items) + place
