"""`MATCH`."""

from engine_rules.function import function

FUNCTION = function(
    "MATCH",
    "lookup",
    "MATCH(value: Any?, list: list<Any>) -> number",
    (
        "The position of the first element that equals a value, 1 being the first; null when there is none.",
        "第一个与该值相等的元素的位置（从 1 开始）；没有时为 null。",
    ),
    [
        ('MATCH("b", ["a", "b", "b"])', "2"),
        ("MATCH(4, [1, 2])", "null"),
        ('MATCH("上海", ["北京", "上海"])', "2"),
        ("MATCH(1, [])", "null"),
    ],
    expansion="index of(list, value)[1]",
    without_sql="A position depends on the order of rows, which rows of a table do not have.",
    note=("Only equal elements are found.", "只查找完全相等的元素。"),
)
