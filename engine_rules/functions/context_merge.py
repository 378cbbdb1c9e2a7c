"""`context merge`."""

from engine_rules.evaluation import NoResult
from engine_rules.function import function
from engine_rules.values import Value


def merged(contexts: list[dict[str, Value] | None]) -> dict[str, Value]:
    """Return one context of all entries, the last of a key counting. Raises `NoResult` for null among them."""
    result: dict[str, Value] = {}
    for one in contexts:
        if one is None:
            raise NoResult("one of the contexts is null", "其中一个上下文为 null")
        result |= one
    return result


FUNCTION = function(
    "context merge",
    "context",
    "context merge(contexts: list<context>) -> context",
    (
        "The entries of several contexts in one; later ones win.",
        "将多个上下文合并为一个；键相同时后者优先。",
    ),
    [
        ("context merge([{a: 1}, {b: 2}])", "{a: 1, b: 2}"),
        ("context merge([{a: 1}, {a: 2}])", "{a: 2}"),
        ("context merge([])", "{}"),
        ('context merge([{客户: "甲"}, {金额: 3}])', '{客户: "甲", 金额: 3}'),
        ("context merge([{a: 1}, null])", "null"),
        ("context merge(null)", "null"),
    ],
    merged,
    without_sql="It works on contexts.",
)
