"""`get value`."""

from engine_rules.evaluation import NoResult
from engine_rules.function import function
from engine_rules.values import Value


def value_of(members: dict[str, Value], key: str) -> Value:
    """Return the value of a key. Raises `NoResult` when the context has no such key."""
    if key not in members:
        raise NoResult(f'the context has no key "{key}"', f'上下文没有键 "{key}"')
    return members[key]


FUNCTION = function(
    "get value",
    "context",
    "get value(m: context, key: string) -> Any",
    (
        "The value of a key in a context; null when there is none.",
        "上下文中某个键的值；没有该键时为 null。",
    ),
    [
        ('get value({a: 1}, "a")', "1"),
        ('get value({客户名称: "甲"}, "客户名称")', '"甲"'),
        ('get value({a: null}, "a")', "null"),
        ('get value({a: 1}, "b")', "null"),
        ('get value(null, "a")', "null"),
    ],
    value_of,
    without_sql="It works on contexts.",
)
