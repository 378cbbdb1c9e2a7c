"""`not`."""  # noqa: N999 - file and function have one name

from engine_rules.function import Sql, function


def opposite(negand: bool) -> bool:
    """Return the opposite of a truth value."""
    return not negand


FUNCTION = function(
    "not",
    "logic",
    "not(negand: boolean) -> boolean",
    (
        "False for true, true for false.",
        "取反：true 变为 false，false 变为 true。",
    ),
    [
        ("not(true)", "false"),
        ("not(1 = 2)", "true"),
        ("not(null)", "null"),
        ("not(1)", "null"),
    ],
    opposite,
    sql=Sql(built=True),
    spellings=["NOT"],
)
