"""`PERCENTILE`."""

from collections.abc import Sequence
from decimal import Decimal

from engine_rules.evaluation import NoResult
from engine_rules.function import function
from engine_rules.numbers import CONTEXT


def percentile(numbers: Sequence[Decimal | None], k: Decimal) -> Decimal:
    """Return the value below which the share `k` of the numbers lies, interpolated linearly between neighbours.

    Definition 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages" (1996): the smallest number is at 0,
    the largest at 1. Raises `NoResult` without numbers and for a share outside of 0 to 1.
    """
    values = sorted(number for number in numbers if number is not None)
    if not values or not 0 <= k <= 1:
        raise NoResult("a percentile needs numbers and a share from 0 to 1", "百分位数需要数字以及 0 到 1 之间的比例")
    place = CONTEXT.multiply(k, Decimal(len(values) - 1))
    below = min(int(place), max(len(values) - 2, 0))
    step = CONTEXT.subtract(values[min(below + 1, len(values) - 1)], values[below])
    return CONTEXT.add(values[below], CONTEXT.multiply(step, CONTEXT.subtract(place, Decimal(below))))


FUNCTION = function(
    "PERCENTILE",
    "statistics",
    "PERCENTILE(list: list<number>, k: number) -> number",
    (
        "The value below which a share of the numbers lies (0 to 1), nulls left out, interpolated between neighbours.",
        "给定比例（0 到 1）的百分位数，忽略 null，在相邻值之间线性插值。",
    ),
    [
        ("PERCENTILE([1, 2, 3, 4], 0.5)", "2.5"),
        ("PERCENTILE([1, 2, 3, 4], 1)", "4"),
        ("PERCENTILE([4, 2, null, 3, 1], 0)", "1"),
        ("PERCENTILE([10, 20], 0.25)", "12.5"),
        ("PERCENTILE([7], 0.9)", "7"),
        ("PERCENTILE([], 0.5)", "null"),
        ("PERCENTILE([1, 2], 1.1)", "null"),
    ],
    percentile,
    without_sql="The databases interpolate in floating point: use the percentile of a report instead.",
)
