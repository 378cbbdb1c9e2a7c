"""`FILTER`."""

from engine_rules.function import function

FUNCTION = function(
    "FILTER",
    "list",
    "FILTER(list: list<T>, condition: boolean?) -> list<T>",
    ("The rows that meet a condition, the same as `list[condition]`.", "满足条件的行，等同于 `list[condition]`。"),
    [
        ("FILTER([1, 5, 10], item > 3)", "[5, 10]"),
        ('FILTER([{城市: "北京"}, {城市: "上海"}], item.城市 = "上海")', '[{城市: "上海"}]'),
        ("FILTER([1, null], item > 3)", "[]"),
        ("FILTER([], item > 3)", "[]"),
    ],
    expansion="list[condition and true]",
)
