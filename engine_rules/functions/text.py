"""`TEXT`."""

from engine_rules.calculation.formats import formatted
from engine_rules.function import function

FUNCTION = function(
    "TEXT",
    "conversion",
    "TEXT(value: Any, format: string) -> string",
    (
        'A number, date or time in a format such as `"#,##0.00"`, `"0%"`, `"yyyy-mm-dd"`, `"yyyy年m月d日"`, `"hh:mm"`.',
        '按格式显示数字、日期或时间，例如 `"#,##0.00"`、`"0%"`、`"yyyy-mm-dd"`、`"yyyy年m月d日"`、`"hh:mm"`。',
    ),
    [
        ('TEXT(1234567.891, "#,##0.00")', '"1,234,567.89"'),
        ('TEXT(1234.5, "0")', '"1235"'),
        ('TEXT(0.256, "0%")', '"26%"'),
        ('TEXT(-1234.5, "¥#,##0.00")', '"-¥1,234.50"'),
        ('TEXT(7, "000")', '"007"'),
        ('TEXT(-5, "0;(0);0")', '"(5)"'),
        ('TEXT(date("2026-05-01"), "yyyy年m月d日")', '"2026年5月1日"'),
        ('TEXT(date("2026-05-01"), "yyyy-mm-dd aaaa")', '"2026-05-01 星期五"'),
        ('TEXT(date and time("2026-05-01T13:05:09"), "yyyy/m/d hh:mm:ss")', '"2026/5/1 13:05:09"'),
        ('TEXT(time("13:05:00"), "h:mm AM/PM")', '"1:05 PM"'),
        ('TEXT(duration("P1DT6H30M"), "[h]:mm")', '"30:30"'),
        ('TEXT(date("2026-05-01"), "0.00")', "null"),
        ('TEXT(null, "0")', "null"),
    ],
    formatted,
    without_sql="Formats are written where a value is shown.",
    note=(
        "A date format on a number gives null, fractions and exponents are not written, zero never has a minus.",
        "数字不是日期，对数字使用日期格式得到 null；不支持分数和科学计数格式；零不带负号。",
    ),
)
