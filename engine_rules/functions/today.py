"""`today`."""

from datetime import date

from engine_rules.function import Sql, function
from lowcode.kernel import clock


def present_day() -> date:
    """Return the present day in the zone of the present work."""
    return clock.now().date()


FUNCTION = function(
    "today",
    "date",
    "today() -> date",
    (
        "The present date, in the time zone of the workspace.",
        "当前日期，按工作区的时区。",
    ),
    [
        ("today() instance of date", "true"),
        ("today() = null", "false"),
        ("today(1)", "null"),
        ('today() - today() = duration("P0D")', "true"),
    ],
    present_day,
    sql=Sql(built=True),
    spellings=["TODAY"],
    pure=False,
)
