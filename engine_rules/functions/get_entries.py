"""`get entries`."""

from engine_rules.function import function
from engine_rules.values import Value


def entries(members: dict[str, Value]) -> list[Value]:
    """Return a list of `{key, value}`, in the order of the context."""
    return [{"key": key, "value": value} for key, value in members.items()]


FUNCTION = function(
    "get entries",
    "context",
    "get entries(m: context) -> list<context<key: string, value: Any>>",
    (
        "The entries of a context, each with its key and value.",
        "上下文的所有条目，每项含 key 和 value。",
    ),
    [
        ("get entries({a: 1, b: null})", '[{key: "a", value: 1}, {key: "b", value: null}]'),
        ('get entries({客户: "甲"})', '[{key: "客户", value: "甲"}]'),
        ("get entries({})", "[]"),
        ("get entries(null)", "null"),
    ],
    entries,
    without_sql="It works on contexts.",
)
