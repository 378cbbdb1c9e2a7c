"""Values as texts: what `string(…)` and `&` write, and number formats."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from engine_rules.evaluation import grown
from engine_rules.numbers import plain
from engine_rules.temporal import WideDate, WideDateTime, format_date, format_date_time
from engine_rules.values import FunctionValue, Range, Value

_BARE_KEY: Final = re.compile(r"[^\W\d][\w ]*", re.UNICODE)


def text_of(value: Value) -> str:
    """Return the text of a value that is not null, as `string(value)` gives it (DMN 1.5, table 70)."""
    return value if type(value) is str else nested(value)


def nested(value: Value) -> str:
    """Return the text of a value inside a list or context: strings in quotes, `null` for null."""
    write = _WRITERS.get(type(value))
    return str(value) if write is None else write(value)


def quoted(text: str) -> str:
    """Return a text as a FEEL string literal."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'


def _list(items: list[Value]) -> str:
    parts = [nested(item) for item in items]
    grown(sum(map(len, parts)))
    return "[" + ", ".join(parts) + "]"


def _context(members: dict[str, Value]) -> str:
    parts = [f"{key if _BARE_KEY.fullmatch(key) else quoted(key)}: {nested(value)}" for key, value in members.items()]
    grown(sum(map(len, parts)))
    return "{" + ", ".join(parts) + "}"


def _range(area: Range) -> str:
    if area.excludes:
        return f"!={nested(area.low)}"
    if area.single:
        return f"={nested(area.low)}"
    if area.low is None:
        return f"<{'=' * area.high_included}{nested(area.high)}"
    if area.high is None:
        return f">{'=' * area.low_included}{nested(area.low)}"
    opening, closing = "[" if area.low_included else "(", "]" if area.high_included else ")"
    return f"{opening}{nested(area.low)}..{nested(area.high)}{closing}"


def _function(value: FunctionValue) -> str:
    return f"function({', '.join(name for name, _ in value.parameters)})"


_WRITERS: Final[dict[type, Callable[[Any], str]]] = {
    type(None): lambda _: "null",
    bool: lambda value: "true" if value else "false",
    Decimal: plain,
    str: quoted,
    date: format_date,
    WideDate: format_date,
    datetime: format_date_time,
    WideDateTime: format_date_time,
    list: _list,
    dict: _context,
    Range: _range,
    FunctionValue: _function,
}


def join_texts(left: Value, right: Value) -> str:
    """Return `left & right`: both as texts, null as nothing (the spreadsheet's operator)."""
    first = "" if left is None else text_of(left)
    second = "" if right is None else text_of(right)
    grown(len(first) + len(second))
    return first + second
