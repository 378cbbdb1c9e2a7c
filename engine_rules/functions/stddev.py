"""`stddev`."""

from decimal import Decimal

from engine_rules.calculation.aggregation import average, elements, total
from engine_rules.evaluation import NoResult
from engine_rules.function import Sql, function
from engine_rules.numbers import CONTEXT


def deviation(items: list[Decimal]) -> Decimal:
    """Return the root of the sum of squared distances from the mean by n - 1.

    Raises `NoResult` for fewer than two numbers, or null among them.
    """
    numbers = elements(items)
    if len(numbers) < 2:
        raise NoResult("a deviation needs two numbers", "计算标准差至少需要两个数字")
    mean = average(numbers)
    distances = [CONTEXT.subtract(number, mean) for number in numbers]
    squares = total([CONTEXT.multiply(distance, distance) for distance in distances])
    return CONTEXT.sqrt(CONTEXT.divide(squares, len(numbers) - 1))


def deviation_of_arguments(*items: Decimal) -> Decimal:
    """Return the same of the arguments."""
    return deviation(list(items))


FUNCTION = function(
    "stddev",
    "list",
    ["stddev(list: list<number>) -> number", "stddev(...items: number) -> number"],
    (
        "The standard deviation of a sample.",
        "样本标准差。",
    ),
    [
        ("decimal(stddev([2, 4, 7, 5]), 12)", "2.081665999466"),
        ("stddev(3, 3, 3)", "0"),
        ("stddev([47])", "null"),
        ("stddev([])", "null"),
        ("stddev(null)", "null"),
    ],
    [deviation, deviation_of_arguments],
    sql=Sql(built=True),
    spellings=["STDEV", "STDEV.S"],
)
