"""`VALUE`."""

import re
from decimal import Decimal
from typing import Final
from unicodedata import normalize

from engine_rules.evaluation import NoResult
from engine_rules.function import function
from engine_rules.numbers import CONTEXT

MAX_DIGITS: Final = 400
"""The longest text that is read as a number."""
_NUMBER: Final = re.compile(
    r"(?P<sign>[+-]?)\s*[¥$€£]?\s*(?P<number>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)"
    r"(?P<exponent>[eE][+-]?\d{1,5})?\s*(?P<percent>%?)",
    re.ASCII,
)


def read(text: str) -> Decimal:
    """Return the number that people wrote: thousands separators, currency, percent and full-width digits are read.

    Raises `NoResult` when it is none.
    """
    plain = normalize("NFKC", text[: MAX_DIGITS + 1]).strip()
    negative = plain.startswith("(") and plain.endswith(")")
    match = _NUMBER.fullmatch(plain[1:-1].strip() if negative else plain)
    if match is None or len(plain) > MAX_DIGITS:
        raise NoResult("the text is no number", "该文本不是数字")
    number = Decimal(match["number"].replace(",", "") + (match["exponent"] or ""))
    number = CONTEXT.scaleb(CONTEXT.plus(number), -2 if match["percent"] else 0)
    return CONTEXT.minus(number) if (match["sign"] == "-") != negative else number


FUNCTION = function(
    "VALUE",
    "conversion",
    "VALUE(text: string) -> number",
    (
        "The number that a text shows, as people write it: `1,234.50`, `12%`, `¥99`, `１２`.",
        "文本所表示的数字，支持常见写法：`1,234.50`、`12%`、`¥99`、`１２`。",
    ),
    [
        ('VALUE("1,234.50")', "1234.50"),
        ('VALUE(" 12% ")', "0.12"),
        ('VALUE("￥１，２００")', "1200"),
        ('VALUE("-3")', "-3"),
        ('VALUE("(3)")', "-3"),
        ('VALUE("1e3")', "1000"),
        ('VALUE("十二")', "null"),
        ('VALUE("")', "null"),
        ("VALUE(null)", "null"),
    ],
    read,
    without_sql="A text is read as a number when it is entered or imported.",
    note=("Texts of dates and times are not read.", "不识别日期和时间文本。"),
)
