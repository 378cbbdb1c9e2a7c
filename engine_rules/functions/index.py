"""`INDEX`."""

from engine_rules.function import function

FUNCTION = function(
    "INDEX",
    "lookup",
    "INDEX(list: list<T>, position: number) -> T",
    (
        "The element at a position, 1 being the first and -1 the last; null when there is none.",
        "列表中指定位置的元素，1 为第一个，-1 为最后一个；没有时为 null。",
    ),
    [
        ("INDEX([10, 20, 30], 2)", "20"),
        ('INDEX(["北京", "上海"], -1)', '"上海"'),
        ("INDEX([10], 5)", "null"),
        ("INDEX([], 1)", "null"),
    ],
    expansion="list[position]",
    without_sql="A position depends on the order of rows, which rows of a table do not have.",
    note=("A negative position counts from the end; there are no columns.", "负数位置从末尾数起；没有列参数。"),
)
