"""`all`."""

from engine_rules.evaluation import NoResult
from engine_rules.function import Sql, function


def all_of(conditions: list[bool | None]) -> bool | None:
    """Return false when one is, else null when one is null, else true."""
    if False in conditions:
        return False
    return None if None in conditions else True


def all_argument(*conditions: bool | None) -> bool | None:
    """Return the same of the arguments. Raises `NoResult` for none, and for null alone."""
    if not conditions or (len(conditions) == 1 and conditions[0] is None):
        raise NoResult("there is no list of conditions", "没有条件列表")
    return all_of(list(conditions))


FUNCTION = function(
    "all",
    "logic",
    ["all(list: list<boolean>) -> boolean", "all(...items: boolean?) -> boolean"],
    (
        "False when one of the conditions is false, else null when one is null, else true.",
        "任一条件为 false 时为 false；否则有 null 时为 null；否则为 true。",
    ),
    [
        ("all([true, true])", "true"),
        ("all(true, false, null)", "false"),
        ("all([true, null])", "null"),
        ("all([])", "true"),
        ("all(null)", "null"),
    ],
    [all_of, all_argument],
    sql=Sql(built=True),
)
