"""`any`."""

from engine_rules.evaluation import NoResult
from engine_rules.function import Sql, function


def any_of(conditions: list[bool | None]) -> bool | None:
    """Return true when one is, else null when one is null, else false."""
    if True in conditions:
        return True
    return None if None in conditions else False


def any_argument(*conditions: bool | None) -> bool | None:
    """Return the same of the arguments. Raises `NoResult` for none, and for null alone."""
    if not conditions or (len(conditions) == 1 and conditions[0] is None):
        raise NoResult("there is no list of conditions", "没有条件列表")
    return any_of(list(conditions))


FUNCTION = function(
    "any",
    "logic",
    ["any(list: list<boolean>) -> boolean", "any(...items: boolean?) -> boolean"],
    (
        "True when one of the conditions is true, else null when one is null, else false.",
        "任一条件为 true 时为 true；否则有 null 时为 null；否则为 false。",
    ),
    [
        ("any([false, true])", "true"),
        ("any(true, false, null)", "true"),
        ("any([false, null])", "null"),
        ("any([])", "false"),
        ("any(null)", "null"),
    ],
    [any_of, any_argument],
    sql=Sql(built=True),
)
