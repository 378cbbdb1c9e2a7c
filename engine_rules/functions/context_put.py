"""`context put`."""

from engine_rules.evaluation import NoResult
from engine_rules.function import function
from engine_rules.values import Value


def with_key(members: dict[str, Value], key: str, value: Value) -> dict[str, Value]:
    """Return a new context with `key` set to `value`."""
    return {**members, key: value}


def with_path(members: dict[str, Value], keys: list[str | None], value: Value) -> dict[str, Value]:
    """Return a new context with the value at the end of the path of keys.

    Raises `NoResult` for no keys, null among them, or where the path meets something else than a context.
    """
    if not keys or None in keys:
        raise NoResult("there is no key, or null among the keys", "没有键，或键中有 null")
    path = [members]
    for key in keys[:-1]:
        inner = path[-1].get(str(key))
        if not isinstance(inner, dict):
            raise NoResult(f'there is no context at "{key}"', f'"{key}" 处不是上下文')
        path.append(inner)
    result: Value = value
    for outer, key in zip(reversed(path), reversed(keys), strict=True):
        result = {**outer, str(key): result}
    found: dict[str, Value] = result
    return found


FUNCTION = function(
    "context put",
    "context",
    [
        "context put(context: context, key: string, value: Any?) -> context",
        "context put(context: context, keys: list<string>, value: Any?) -> context",
    ],
    (
        "A context with a key set to a value; a list of keys leads into inner contexts.",
        "将某个键设为指定值后的上下文；键列表可深入内层上下文。",
    ),
    [
        ('context put({a: 1}, "b", 2)', "{a: 1, b: 2}"),
        ('context put({a: 1}, "a", null)', "{a: null}"),
        ('context put({x: 1, y: {a: 0}}, ["y", "a"], 2)', "{x: 1, y: {a: 2}}"),
        ('context put({客户: "甲"}, "客户", "乙")', '{客户: "乙"}'),
        ('context put({x: 1}, ["y", "a"], 2)', "null"),
        ('context put(null, "a", 1)', "null"),
    ],
    [with_key, with_path],
    without_sql="It works on contexts.",
)
