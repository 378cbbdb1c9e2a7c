"""`count`."""

from decimal import Decimal

from engine_rules.evaluation import NoResult
from engine_rules.function import Sql, function
from engine_rules.values import Value


def count(items: list[Value]) -> Decimal:
    """Return the number of elements, nulls included."""
    return Decimal(len(items))


def count_arguments(*items: Value) -> Decimal:
    """Return the number of arguments. Raises `NoResult` for none, and for null alone."""
    if not items or (len(items) == 1 and items[0] is None):
        raise NoResult("there is no list", "没有列表")
    return Decimal(len(items))


FUNCTION = function(
    "count",
    "list",
    ["count(list: list<Any>) -> number", "count(...items: Any?) -> number"],
    ("The number of elements of a list, nulls included.", "列表中元素的个数，包括 null。"),
    [
        ("count([1, 2, 3])", "3"),
        ("count([])", "0"),
        ("count([null, 1])", "2"),
        ('count(["客户", "联系人"])', "2"),
        ("count(null)", "null"),
    ],
    [count, count_arguments],
    sql=Sql(built=True),
    spellings=["COUNT"],
)
