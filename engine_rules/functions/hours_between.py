"""`hours between`."""

from engine_rules.function import function

FUNCTION = function(
    "hours between",
    "date",
    [
        "hours between(from: date and time, to: date and time) -> number",
        "hours between(from: time, to: time) -> number",
    ],
    (
        "The hours from one time to another with their fraction; negative when the second is earlier.",
        "两个时间之间的小时数（含小数）；后者较早时为负数。",
    ),
    [
        ('hours between(@"2026-05-01T09:00:00", @"2026-05-01T17:30:00")', "8.5"),
        ('hours between(@"17:30:00", @"09:00:00")', "-8.5"),
        ('hours between(@"2026-05-01T09:00:00+08:00", @"2026-05-01T03:00:00Z")', "2"),
        ('hours between(@"2026-05-01T09:00:00", @"2026-05-01T09:00:00")', "0"),
        ('hours between(null, @"2026-05-01T09:00:00")', "null"),
    ],
    expansion='(to - from) / @"PT1H"',
)
