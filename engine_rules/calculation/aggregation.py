"""What the aggregates over lists share: which lists have a result, and how their elements are added and compared."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import Final

from engine_rules.evaluation import NoResult
from engine_rules.numbers import CONTEXT, ZERO
from engine_rules.temporal import DaysTime, YearsMonths
from engine_rules.values import Value

_ORDERED: Final = frozenset({Decimal, str, date, DaysTime, YearsMonths})
"""The classes whose values Python itself puts in the order of the language."""


def elements(items: Sequence[Value]) -> Sequence[Value]:
    """Return the elements. Raises `NoResult` when there are none, or null is among them."""
    if not items:
        raise NoResult("the list is empty", "列表为空")
    if None in items:
        raise NoResult("the list has a null element", "列表中有 null 元素")
    return items


def total(numbers: Sequence[Decimal | None]) -> Decimal:
    """Return the sum of numbers. Raises `NoResult` when there are none, or null is among them."""
    if not numbers:
        raise NoResult("the list is empty", "列表为空")
    try:
        return reduce(CONTEXT.add, numbers, ZERO)  # type: ignore[arg-type]
    except TypeError:
        raise NoResult("the list has a null element", "列表中有 null 元素") from None


def average(numbers: Sequence[Decimal | None]) -> Decimal:
    """Return the arithmetic mean of numbers. Raises `NoResult` when there are none, or null is among them."""
    return CONTEXT.divide(total(numbers), len(numbers))


def first_by(
    items: Sequence[Value],
    precedes: Callable[[Value, Value], bool | None],
    choose: Callable[[Sequence[Value]], Value],
) -> Value:
    """Return the element that no other precedes, by `choose` where Python knows the order.

    Raises `NoResult` for no elements, null among them, or two that cannot be compared.
    """
    kinds = set(map(type, items))
    if len(kinds) == 1 and kinds <= _ORDERED:
        return choose(items)
    best, *others = elements(items)
    for other in others or [best]:
        better = precedes(other, best)
        if better is None:
            raise NoResult("the elements cannot be compared", "元素之间无法比较")
        best = other if better else best
    return best
