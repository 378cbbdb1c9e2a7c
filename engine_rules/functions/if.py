"""`IF`."""  # noqa: N999 - the file's name is the function's

from engine_rules.function import function

FUNCTION = function(
    "IF",
    "logic",
    "IF(condition: boolean?, value: T?, [otherwise: T?]) -> T",
    (
        "A value if a condition holds, another one (or null) if it does not or is null.",
        "条件成立时返回一个值，不成立或为 null 时返回另一个值（或 null）。",
    ),
    [
        ('IF(2 > 1, "是", "否")', '"是"'),
        ('IF(1 > 2, "yes", "no")', '"no"'),
        ('IF(null, "yes", "no")', '"no"'),
        ("IF(1 > 2, 5)", "null"),
        ("IF(1 = 1, 5)", "5"),
    ],
    expansion={2: "if condition then value else null", 3: "if condition then value else otherwise"},
    note=(
        "Without a third argument the other value is null, and a number is no condition.",
        "省略第三个参数时返回 null；数字不能作为条件。",
    ),
)
