"""`substring`."""

from decimal import Decimal

from engine_rules.evaluation import NoResult
from engine_rules.function import Sql, function

_START = "cast(least(greatest(trunc({1}), -2147483647), 2147483647) AS integer)"
_FROM = f"CASE WHEN {_START} > 0 THEN {_START} ELSE char_length({{0}}) + 1 + {_START} END"
_INSIDE = f"CASE WHEN {_START} <> 0 AND abs({_START}) <= char_length({{0}}) THEN"


def part(string: str, start: Decimal, length: Decimal | None = None) -> str:
    """Return the characters from position `start` (1 the first, -1 the last) on, at most `length` of them.

    Digits after the point are ignored. Raises `NoResult` for a start outside of the text and a negative length.
    """
    first = int(start)
    if first == 0 or abs(first) > len(string):
        raise NoResult("the start position is outside of the text", "起始位置超出文本范围")
    first = first - 1 if first > 0 else len(string) + first
    if length is None:
        return string[first:]
    if length < 0:
        raise NoResult("the length is negative", "长度为负数")
    return string[first : first + int(length)]


FUNCTION = function(
    "substring",
    "text",
    "substring(string: string, start position: number, [length: number]) -> string",
    (
        "The part of a text from a position on (1 is the first character, -1 the last), or so many characters of it.",
        "从指定位置开始的部分文本（1 为第一个字符，-1 为最后一个），可限定字符数。",
    ),
    [
        ('substring("foobar", 3)', '"obar"'),
        ('substring("foobar", 3, 3)', '"oba"'),
        ('substring("foobar", -2, 1)', '"a"'),
        ('substring("客户名称", 3, 10)', '"名称"'),
        ('substring("\\U01F40Eab", 2)', '"ab"'),
        ('substring("foobar", 7)', "null"),
        ("substring(null, 1)", "null"),
    ],
    part,
    sql=Sql(
        by_count={
            2: Sql(f"{_INSIDE} substr({{0}}, {_FROM}) END"),
            3: Sql(
                f"{_INSIDE} CASE WHEN {{2}} >= 0 THEN substr({{0}}, {_FROM}, "
                "cast(least(trunc({2}), 2147483647) AS integer)) END END",
                postgres=f"{_INSIDE} CASE WHEN {{2}} >= 0 THEN left(substr({{0}}, {_FROM}), "
                "cast(least(greatest(trunc({2}), 0), 2147483647) AS integer)) END END",
            ),
        }
    ),
)
