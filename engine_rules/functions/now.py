"""`now`."""

from datetime import datetime

from engine_rules.function import Sql, function
from lowcode.kernel import clock


def present_moment() -> datetime:
    """Return the present instant in the zone of the present work."""
    return clock.now()


FUNCTION = function(
    "now",
    "date",
    "now() -> date and time",
    (
        "The present date and time, in the time zone of the workspace.",
        "当前日期时间，按工作区的时区。",
    ),
    [
        ("now() instance of date and time", "true"),
        ("now() = null", "false"),
        ("now(1)", "null"),
        ("date(now()) = today()", "true"),
    ],
    present_moment,
    sql=Sql(built=True),
    spellings=["NOW"],
    pure=False,
)
