"""`VLOOKUP`."""

from engine_rules.function import function

# The key is evaluated outside of the rows, so that `item` and the names in it keep their meaning there.
_FOUND = (
    "(for the sought key in [key][item != null] return (for item in list[match = the sought key] return result)[1])[1]"
)

FUNCTION = function(
    "VLOOKUP",
    "lookup",
    "VLOOKUP(key: Any?, list: list<T>, match: Any?, result: Any?, [otherwise: Any?]) -> Any",
    (
        "The result of the first row in which an expression equals the key; the last argument or null without one.",
        "第一个与关键字匹配的行的结果；没有时为最后一个参数或 null。",
    ),
    [
        ('VLOOKUP("b", [{k: "a", v: 1}, {k: "b", v: 2}], item.k, item.v)', "2"),
        ('VLOOKUP("c", [{k: "a", v: 1}], item.k, item.v)', "null"),
        ('XLOOKUP("c", [{k: "a", v: 1}], item.k, item.v, 0)', "0"),
        ('VLOOKUP("上海", [{城市: "北京", 区号: "010"}, {城市: "上海", 区号: "021"}], item.城市, item.区号)', '"021"'),
        ("VLOOKUP(null, [{k: null, v: 1}], item.k, item.v)", "null"),
    ],
    expansion={4: _FOUND, 5: f"coalesce({_FOUND}, otherwise)"},
    without_sql="The first of several rows depends on their order, which rows of a table do not have.",
    spellings=["XLOOKUP", "LOOKUP"],
    note=(
        "Column and result are expressions over `item` instead of a range and a number; only equal keys are found.",
        "匹配列和结果都是关于 `item` 的表达式，而不是区域和列号；只查找完全相等的关键字。",
    ),
)
