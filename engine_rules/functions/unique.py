"""`UNIQUE`."""

from engine_rules.function import function

FUNCTION = function(
    "UNIQUE",
    "list",
    "UNIQUE(list: list<T>) -> list<T>",
    (
        "The different values of a list, the same as `distinct values(list)`.",
        "列表中的不同值，等同于 `distinct values(list)`。",
    ),
    [
        ("UNIQUE([1, 2, 1])", "[1, 2]"),
        ('UNIQUE(["北京", "上海", "北京"])', '["北京", "上海"]'),
        ("UNIQUE([null, null])", "[null]"),
        ("UNIQUE([])", "[]"),
    ],
    expansion="distinct values(list)",
)
