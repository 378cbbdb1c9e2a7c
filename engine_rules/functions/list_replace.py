"""`list replace`."""

from decimal import Decimal

from engine_rules.calculation.positions import index_at
from engine_rules.evaluation import NoResult
from engine_rules.function import function
from engine_rules.values import FunctionValue, Value


def at_position(items: list[Value], position: Decimal, new: Value) -> list[Value]:
    """Return a new list with `new` at the position. Raises `NoResult` when there is none."""
    index = index_at(items, position)
    return [*items[:index], new, *items[index + 1 :]]


def where_matched(items: list[Value], match: FunctionValue, new: Value) -> list[Value]:
    """Return a new list with `new` for each element that `match(element, new)` is true for.

    Raises `NoResult` when the function does not take two arguments, or gives no boolean.
    """
    if len(match.parameters) != 2 and match.builtin is None:
        raise NoResult("the function does not take an element and its replacement", "函数的参数不是元素和新元素")
    result: list[Value] = []
    for item in items:
        matched = match.call(item, new)
        if not isinstance(matched, bool):
            raise NoResult("the function does not give true or false", "函数没有返回 true 或 false")
        result.append(new if matched else item)
    return result


FUNCTION = function(
    "list replace",
    "list",
    [
        "list replace(list: list<T>, position: number, newItem: T?) -> list<T>",
        "list replace(list: list<T>, match: function<T, T> -> boolean, newItem: T?) -> list<T>",
    ],
    (
        "A list with the element at a position replaced, or all elements for which a function is true.",
        "替换列表中指定位置的元素，或由函数（参数为元素和新元素）选中的所有元素。",
    ),
    [
        ("list replace([2, 4, 7, 8], 3, 6)", "[2, 4, 6, 8]"),
        ("list replace([2, 4, 7, 8], -1, null)", "[2, 4, 7, null]"),
        ("list replace([2, 4, 7, 8], function(item, newItem) item < newItem, 5)", "[5, 5, 7, 8]"),
        ("list replace([1, 2], 0, 4)", "null"),
        ("list replace(null, 1, 4)", "null"),
    ],
    [at_position, where_matched],
    without_sql="It gives a list.",
)
