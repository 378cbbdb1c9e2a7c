"""`number`."""

import re
from decimal import Decimal
from typing import Final

from engine_rules.evaluation import NoResult
from engine_rules.function import Sql, function
from engine_rules.numbers import CONTEXT

_NUMBER: Final = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_MAX_LENGTH: Final = 200


def of_text(text: str, grouping: str | None = None, decimal: str | None = None) -> Decimal:
    """Return the number of a text, rounded to 34 digits.

    `grouping` is a space, comma or point, `decimal` a comma or point. Raises `NoResult` for others, and no number.
    """
    point = decimal or "."
    if point not in {".", ","} or grouping not in {None, " ", ".", ","} or grouping == point:
        raise NoResult(
            "the separators are a comma, a point or a space, and different ones",
            "分隔符应为逗号、句点或空格，且互不相同",
        )
    whole, mark, fraction = text.partition(point)
    if grouping and whole.strip(grouping) == whole:
        whole = whole.replace(grouping, "")
    plain = whole + mark.replace(point, ".") + fraction
    if len(text) > _MAX_LENGTH or not _NUMBER.fullmatch(plain):
        raise NoResult(f'"{text[:40]}" is no number', f'"{text[:40]}" 不是数字')
    return CONTEXT.create_decimal(plain)


FUNCTION = function(
    "number",
    "conversion",
    "number(from: string, [grouping separator: string?], [decimal separator: string?]) -> number",
    (
        "The number that a text shows; separators of thousands and decimals can be given.",
        "文本所表示的数字；可指定千位分隔符和小数点。",
    ),
    [
        ('number("1 000,5", " ", ",")', "1000.5"),
        ('number("1,000,000.01", ",", ".")', "1000000.01"),
        ('number("-12.5")', "-12.5"),
        ('number("1000.5", null, ".")', "1000.5"),
        ('number("1,000.5", ",", ",")', "null"),
        ('number("一千")', "null"),
        ("number(null)", "null"),
    ],
    of_text,
    sql=Sql(built=True),
)
