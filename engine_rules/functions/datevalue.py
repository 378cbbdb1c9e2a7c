"""`DATEVALUE`."""

import re
from typing import Final
from unicodedata import normalize

from engine_rules.calculation.periods import existing
from engine_rules.evaluation import NoResult
from engine_rules.function import function
from engine_rules.temporal import AnyDate, make_date

MAX_TEXT: Final = 100
"""The longest text that is read as a date."""
_DATE: Final = re.compile(
    r"(?P<year>\d{4})(?:(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})"
    r"|年(?P<month_zh>\d{1,2})月(?P<day_zh>\d{1,2})[日号]?|(?P<compact>\d{4}))(?:[T ].*)?",
    re.ASCII | re.DOTALL,
)


def read(text: str) -> AnyDate:
    """Return the date that people wrote, year first; a time behind it is left out. Raises `NoResult` without one."""
    match = _DATE.fullmatch(normalize("NFKC", text[:MAX_TEXT]).strip())
    if match is None or len(text) > MAX_TEXT:
        raise NoResult("the text is no date with the year first", "该文本不是年份在前的日期")
    compact = match["compact"] or ""
    month = match["month"] or match["month_zh"] or compact[:2]
    day = match["day"] or match["day_zh"] or compact[2:]
    return existing(make_date(int(match["year"]), int(month), int(day)))


FUNCTION = function(
    "DATEVALUE",
    "conversion",
    "DATEVALUE(text: string) -> date",
    (
        "The date that a text shows, as people write it: `2026-5-1`, `2026/05/01`, `2026年5月1日`, `20260501`.",
        "文本所表示的日期，支持 `2026-5-1`、`2026/05/01`、`2026年5月1日`、`20260501` 等写法。",
    ),
    [
        ('DATEVALUE("2026/5/1")', '@"2026-05-01"'),
        ('DATEVALUE("2026年5月1日")', '@"2026-05-01"'),
        ('DATEVALUE("20260501")', '@"2026-05-01"'),
        ('DATEVALUE("2026-05-01 13:30")', '@"2026-05-01"'),
        ('DATEVALUE("2026-02-30")', "null"),
        ('DATEVALUE("5/1/2026")', "null"),
        ("DATEVALUE(null)", "null"),
    ],
    read,
    without_sql="A text is read as a date when it is entered or imported.",
    note=("Only texts with the year first are read, whatever the locale.", "只识别年份在前的日期，与地区设置无关。"),
)
