"""`duration`."""

from engine_rules.evaluation import NoResult
from engine_rules.function import Sql, function
from engine_rules.temporal import DaysTime, YearsMonths, read_duration


def of_text(text: str) -> DaysTime | YearsMonths:
    """Return the duration of an ISO 8601 text. Raises `NoResult` when it is none, or mixes months and days."""
    found = read_duration(text)
    if found is None:
        raise NoResult(f'"{text[:40]}" is no duration', f'"{text[:40]}" 不是时长')
    return found


FUNCTION = function(
    "duration",
    "conversion",
    "duration(from: string) -> Any",
    (
        "A duration out of a text: days, hours, minutes and seconds (P1DT2H), or years and months (P1Y6M).",
        "由文本得到时长：日、时、分、秒（P1DT2H），或年、月（P1Y6M）。",
    ),
    [
        ('duration("P1DT2H")', '@"P1DT2H"'),
        ('duration("P1Y6M")', '@"P18M"'),
        ('duration("PT0S")', '@"P0D"'),
        ('duration("P1M1D")', "null"),
        ('duration("七天")', "null"),
        ("duration(null)", "null"),
    ],
    of_text,
    sql=Sql(built=True),
)
