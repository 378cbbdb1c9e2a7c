"""`COUNTUNIQUE`."""

from engine_rules.function import function

FUNCTION = function(
    "COUNTUNIQUE",
    "statistics",
    "COUNTUNIQUE(list: list<Any>) -> number",
    ("The number of different values of a list, nulls left out.", "列表中不同值的个数，忽略 null。"),
    [
        ("COUNTUNIQUE([1, 2, 2, 3])", "3"),
        ('COUNTUNIQUE(["北京", "上海", "北京"])', "2"),
        ("COUNTUNIQUE([1, null, null])", "1"),
        ("COUNTUNIQUE([])", "0"),
    ],
    expansion="count(distinct values(list[item != null]))",
)
