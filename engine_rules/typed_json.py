"""Values as typed JSON, `{"t": type, "v": value}`: how cases come in and results go out.

number, date, time, date and time and the durations as text, string, boolean as they are, list a list of values,
context an object of values, `{"t": "null"}`. Ranges and functions go out as their text.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine_rules import temporal
from engine_rules import types as t
from engine_rules.numbers import CONTEXT, plain
from engine_rules.texts import text_of
from engine_rules.values import Value, kind_of

_READERS = {
    "date": temporal.read_date,
    "time": temporal.read_time,
    "date and time": temporal.read_date_time,
    "days and time duration": temporal.read_duration,
    "years and months duration": temporal.read_duration,
}


class NotAValueError(ValueError):
    """A piece of typed JSON is no value; the message names the piece."""


def read(typed: Mapping[str, Any]) -> Value:
    """Return the value of typed JSON. Raises `NotAValueError`."""
    kind, raw = typed.get("t"), typed.get("v")
    if kind == "null" or raw is None:
        return None
    if kind == "number":
        return _number(raw)
    if kind == "string":
        return str(raw)
    if kind == "boolean":
        return raw if isinstance(raw, bool) else str(raw) == "true"
    if kind == "list":
        return [read(part) for part in raw]
    if kind == "context":
        return {str(name): read(part) for name, part in raw.items()}
    reader = _READERS.get(str(kind))
    value = reader(str(raw)) if reader else None
    if value is None:
        msg = f"{raw!r} is no value of type {kind!r}"
        raise NotAValueError(msg)
    return value


def _number(raw: object) -> Decimal:
    """Return a number out of text or JSON."""
    try:
        value = CONTEXT.create_decimal(str(raw))
    except ArithmeticError:
        value = Decimal("NaN")
    if not value.is_finite():
        msg = f"{raw!r} is no number"
        raise NotAValueError(msg)
    return value


def write(value: Value) -> dict[str, Any]:
    """Return the typed JSON of a value."""
    kind = kind_of(value)
    if value is None:
        return {"t": "null"}
    if kind is t.NUMBER:
        return {"t": "number", "v": plain(Decimal(value))}
    if kind in {t.STRING, t.BOOLEAN}:
        return {"t": kind.name, "v": value}
    if kind is t.LIST:
        return {"t": "list", "v": [write(part) for part in value]}
    if kind is t.CONTEXT:
        return {"t": "context", "v": {name: write(part) for name, part in value.items()}}
    return {"t": kind.name, "v": text_of(value)}
