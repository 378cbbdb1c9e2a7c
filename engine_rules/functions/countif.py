"""`COUNTIF`."""

from engine_rules.function import function

FUNCTION = function(
    "COUNTIF",
    "statistics",
    "COUNTIF(list: list<T>, condition: boolean?) -> number",
    ("The number of rows that meet a condition.", "满足条件的行数。"),
    [
        ("COUNTIF([1, 5, 10], item > 3)", "2"),
        ('COUNTIF([{阶段: "成交"}, {阶段: "跟进"}, {阶段: "成交"}], item.阶段 = "成交")', "2"),
        ("COUNTIF([], item > 3)", "0"),
        ("COUNTIF([1, null, 3], item > 0)", "2"),
    ],
    expansion="count(list[condition and true])",
    spellings=["COUNTIFS"],
    note=(
        'The condition is an expression over `item` instead of a text such as ">3"; several are joined with `and`.',
        '条件是关于 `item` 的表达式，而不是 ">3" 这样的文本；多个条件用 `and` 连接。',
    ),
)
