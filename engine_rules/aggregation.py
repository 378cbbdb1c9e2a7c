"""What the aggregates over lists share: which lists have a result, and how their elements are compared."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from engine_rules.evaluation import NoResult
from engine_rules.numbers import CONTEXT, ZERO
from engine_rules.values import Value


def elements(items: Sequence[Value]) -> Sequence[Value]:
    """Return the elements. Raises `NoResult` when there are none, or null is among them."""
    if not items:
        raise NoResult("the list is empty", "列表为空")
    if None in items:
        raise NoResult("the list has a null element", "列表中有 null 元素")
    return items


def total(numbers: Sequence[Decimal]) -> Decimal:
    """Return the sum of numbers."""
    result = ZERO
    for number in numbers:
        result = CONTEXT.add(result, number)
    return result


def average(numbers: Sequence[Decimal]) -> Decimal:
    """Return the arithmetic mean of at least one number."""
    return CONTEXT.divide(total(numbers), len(numbers))


def first_by(items: Sequence[Value], precedes: Callable[[Value, Value], bool | None]) -> Value:
    """Return the element that no other precedes. Raises `NoResult` when two cannot be compared."""
    best, *others = elements(items)
    if not others:
        others = [best]
    for other in others:
        better = precedes(other, best)
        if better is None:
            raise NoResult("the elements cannot be compared", "元素之间无法比较")
        best = other if better else best
    return best
