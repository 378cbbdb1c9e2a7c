"""`sort`."""

from collections.abc import Callable

from engine_rules.evaluation import NoResult, spend
from engine_rules.function import function
from engine_rules.operators import less
from engine_rules.values import FunctionValue, Value


class _Ranked:
    """An element in Python's sort, which only asks whether one is less than another."""

    __slots__ = ("precedes", "value")

    def __init__(self, value: Value, precedes: Callable[[Value, Value], Value]) -> None:
        self.value, self.precedes = value, precedes

    def __lt__(self, other: "_Ranked") -> bool:
        """Return whether it comes first. Raises `NoResult` when the function does not know."""
        before = self.precedes(self.value, other.value)
        if not isinstance(before, bool):
            raise NoResult("two elements cannot be put in order", "有两个元素无法比较先后")
        return before


def in_order(items: list[Value], precedes: FunctionValue | None = None) -> list[Value]:
    """Return the elements in order; those of which none precedes the other stay as they were.

    Raises `NoResult` when the function does not take two arguments, or gives no boolean.
    """
    if precedes is not None and precedes.builtin is None and len(precedes.parameters) != 2:
        raise NoResult("the function does not compare two elements", "函数没有比较两个元素")
    spend(len(items))
    compare = less if precedes is None else precedes.call
    return [ranked.value for ranked in sorted(_Ranked(item, compare) for item in items)]


FUNCTION = function(
    "sort",
    "sorting",
    "sort(list: list<T>, [precedes: function<T, T> -> boolean]) -> list<T>",
    (
        "The elements of a list in order: by a function that says whether one comes before another, or ascending.",
        "对列表排序：由函数判断两个元素的先后，或按升序。",
    ),
    [
        ("sort([3, 1, 5, 4], function(x, y) x < y)", "[1, 3, 4, 5]"),
        ("sort([3, 1, 2])", "[1, 2, 3]"),
        ('sort([{n: 2, s: "乙"}, {n: 1, s: "甲"}], function(x, y) x.n < y.n).s', '["甲", "乙"]'),
        ("sort([], function(x, y) x < y)", "[]"),
        ("sort([1, null], function(x, y) x < y)", "null"),
        ("sort(null, function(x, y) x < y)", "null"),
    ],
    in_order,
    without_sql="It gives a list.",
)
