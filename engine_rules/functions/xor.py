"""`XOR`."""

from engine_rules.function import Sql, function


def odd_number(*conditions: bool | None) -> bool | None:
    """Return whether an odd number of conditions holds; null when one is null."""
    if None in conditions:
        return None
    return sum(condition is True for condition in conditions) % 2 == 1


FUNCTION = function(
    "XOR",
    "logic",
    "XOR(...conditions: boolean?) -> boolean",
    (
        "Whether an odd number of conditions holds (of two: exactly one); null when one is null.",
        "成立的条件个数是否为奇数（两个条件时即只有一个成立）；有条件为 null 时为 null。",
    ),
    [
        ("XOR(true, false)", "true"),
        ("XOR(true, true)", "false"),
        ("XOR(true, true, true)", "true"),
        ("XOR(true, null)", "null"),
        ("XOR(false)", "false"),
    ],
    odd_number,
    sql=Sql(built=True),
    note=("Null stays unknown instead of being left out.", "null 表示未知，不会被忽略。"),
)
