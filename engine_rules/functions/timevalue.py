"""`TIMEVALUE`."""

import re
from typing import Final
from unicodedata import normalize

from engine_rules.evaluation import NoResult
from engine_rules.function import function
from engine_rules.temporal import HOUR, MINUTE, SECOND, Time

MAX_TEXT: Final = 100
"""The longest text that is read as a time."""
_TIME: Final = re.compile(
    r"(?P<before>上午|下午|中午|晚上|凌晨)?\s*(?P<hour>\d{1,2})"
    r"(?:\s*:\s*(?P<minute>\d{1,2})(?:\s*:\s*(?P<second>\d{1,2}))?"
    r"|[时点](?:(?P<minute_zh>\d{1,2})分?(?:(?P<second_zh>\d{1,2})秒)?)?)"
    r"\s*(?P<after>AM|PM)?",
    re.ASCII | re.IGNORECASE,
)
_AFTERNOON: Final = frozenset({"下午", "晚上", "PM"})
_MORNING: Final = frozenset({"上午", "凌晨", "AM"})


def read(text: str) -> Time:
    """Return the time of day that people wrote, without a zone. Raises `NoResult` when it is none."""
    match = _TIME.fullmatch(normalize("NFKC", text[:MAX_TEXT]).strip())
    if match is None or len(text) > MAX_TEXT:
        raise NoResult("the text is no time of day", "该文本不是时间")
    hour = int(match["hour"])
    minute = int(match["minute"] or match["minute_zh"] or 0)
    second = int(match["second"] or match["second_zh"] or 0)
    half = (match["before"] or match["after"] or "").upper()
    if half in _AFTERNOON and hour < 12:
        hour += 12
    elif half in _MORNING and hour == 12:
        hour = 0
    if hour > 23 or minute > 59 or second > 59:
        raise NoResult("the text is no time of day", "该文本不是时间")
    return Time(hour * HOUR + minute * MINUTE + second * SECOND)


FUNCTION = function(
    "TIMEVALUE",
    "conversion",
    "TIMEVALUE(text: string) -> time",
    (
        "The time of day that a text shows, as people write it: `13:30`, `1:30 PM`, `下午1时30分`.",
        "文本所表示的时间，支持 `13:30`、`1:30 PM`、`下午1时30分` 等写法。",
    ),
    [
        ('TIMEVALUE("13:30")', '@"13:30:00"'),
        ('TIMEVALUE("1:30:15 pm")', '@"13:30:15"'),
        ('TIMEVALUE("下午1时30分")', '@"13:30:00"'),
        ('TIMEVALUE("12:00 AM")', '@"00:00:00"'),
        ('TIMEVALUE("24:00")', "null"),
        ('TIMEVALUE("中午")', "null"),
        ("TIMEVALUE(null)", "null"),
    ],
    read,
    without_sql="A text is read as a time when it is entered or imported.",
    note=("The result is a time, not a fraction of a day.", "结果是时间，而不是一天的小数。"),
)
