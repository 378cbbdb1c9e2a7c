"""`context`."""

from engine_rules.evaluation import NoResult
from engine_rules.function import function
from engine_rules.values import Value


def of_entries(entries: list[Value]) -> dict[str, Value]:
    """Return the context of entries `{key, value}`. Raises `NoResult` for a missing, wrong or repeated key."""
    members: dict[str, Value] = {}
    for entry in entries:
        key = None if entry is None else entry.get("key")
        if not isinstance(key, str) or "value" not in entry:
            raise NoResult("an entry has no key or no value", "有条目缺少 key 或 value")
        if key in members:
            raise NoResult(f'the key "{key}" occurs twice', f'键 "{key}" 出现了两次')
        members[key] = entry["value"]
    return members


FUNCTION = function(
    "context",
    "conversion",
    "context(entries: list<context>) -> context",
    (
        "A context out of a list of entries, each with a key and a value.",
        "由条目列表（每项含 key 和 value）得到上下文。",
    ),
    [
        ('context([{key: "a", value: 1}, {key: "b", value: null}])', "{a: 1, b: null}"),
        ('context({key: "名称", value: "甲"})', '{名称: "甲"}'),
        ("context([])", "{}"),
        ('context([{key: "a", value: 1}, {key: "a", value: 2}])', "null"),
        ('context([{key: "a"}])', "null"),
        ("context(null)", "null"),
    ],
    of_entries,
    without_sql="It gives a context.",
)
