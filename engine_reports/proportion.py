"""Intervals of proportions: of one by Wilson, of the difference of two by Newcombe.

Wilson, E. B. (1927), "Probable inference, the law of succession, and statistical inference", JASA 22, 209-212.
Newcombe, R. G. (1998), "Interval estimation for the difference between independent proportions: comparison of eleven
methods", Statistics in Medicine 17, 873-890, method 10.
"""

from decimal import ROUND_HALF_UP, Decimal
from statistics import NormalDist
from typing import Final

DIGITS: Final = Decimal("0.00000001")
"""The digits of proportions, as of all quotients of reports."""


def quotient(part: int, whole: int) -> Decimal:
    """Return a part of a whole, rounded half up to eight digits. Raises `ZeroDivisionError`."""
    return (Decimal(part) / Decimal(whole)).quantize(DIGITS, ROUND_HALF_UP)


def wilson(won: int, count: int, confidence: float) -> tuple[float, float]:
    """Return the interval of a proportion, for `confidence` as 0.95. Raises `ZeroDivisionError` for none of nothing."""
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    rate = won / count
    middle = (rate + z * z / (2 * count)) / (1 + z * z / count)
    half = z * (rate * (1 - rate) / count + z * z / (4 * count * count)) ** 0.5 / (1 + z * z / count)
    return max(0.0, middle - half), min(1.0, middle + half)


def newcombe(first: tuple[int, int], second: tuple[int, int], confidence: float) -> tuple[float, float]:
    """Return the interval of how much greater the first proportion is, each as its successes and their number."""
    one, two = first[0] / first[1], second[0] / second[1]
    one_low, one_high = wilson(*first, confidence)
    two_low, two_high = wilson(*second, confidence)
    low = one - two - ((one - one_low) ** 2 + (two_high - two) ** 2) ** 0.5
    high = one - two + ((one_high - one) ** 2 + (two - two_low) ** 2) ** 0.5
    return low, high


def rounded(value: float) -> Decimal:
    """Return a number that is no exact one with the digits of proportions."""
    return Decimal(repr(value)).quantize(DIGITS, ROUND_HALF_UP)
