"""JSON data as values of the language and back, without losing a digit on the way to the database."""

import json
from decimal import Decimal
from typing import Any

from engine_forms import codes
from engine_forms.field import Json, Refused
from engine_forms.textual import kept
from engine_rules.numbers import plain
from engine_rules.values import Value

MAX_DEPTH = 50
"""How deep data may be nested."""
MAX_LENGTH = 1_000_000
"""The longest JSON text, in characters."""


def valued(raw: Json, depth: int = 0) -> Value:
    """Return JSON data as a value. Raises `Refused` for numbers that are none, and for nesting too deep."""
    if depth > MAX_DEPTH:
        raise Refused(codes.NOT_JSON, reason=f"more than {MAX_DEPTH} levels")
    match raw:
        case None | bool():
            return raw
        case str():
            return kept(raw)
        case int() | float() | Decimal():
            value = Decimal(repr(raw)) if isinstance(raw, float) else Decimal(raw)
            if not value.is_finite() or abs(value.adjusted()) > 300:
                raise Refused(codes.NOT_JSON, reason=str(raw))
            return value
        case list():
            return [valued(one, depth + 1) for one in raw]
        case dict() if all(isinstance(name, str) for name in raw):
            return {kept(name): valued(one, depth + 1) for name, one in raw.items()}
        case _:
            raise Refused(codes.NOT_JSON, reason=type(raw).__name__)


def plain_data(value: Value) -> Json:
    """Return a value as data that any JSON library writes: numbers as int, or as float where those are exact enough."""
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case list():
            return [plain_data(one) for one in value]
        case dict():
            return {name: plain_data(one) for name, one in value.items()}
        case _:
            return value


def dumped(value: Value) -> str:
    """Return a value as JSON text with all digits of its numbers. Raises `Refused` when it is too long."""
    text = "".join(_written(value))
    if len(text) > MAX_LENGTH:
        raise Refused(codes.TOO_LONG_TEXT, found=len(text), limit=MAX_LENGTH)
    return text


def loaded(text: str) -> Value:
    """Return the value of a JSON text. Raises `json.JSONDecodeError`."""
    return json.loads(text, parse_float=Decimal, parse_int=Decimal)


def _written(value: Value) -> Any:
    """Iterate over the pieces of a JSON text."""
    match value:
        case Decimal():
            yield plain(value)
        case list():
            yield "["
            for position, one in enumerate(value):
                yield ", " if position else ""
                yield from _written(one)
            yield "]"
        case dict():
            yield "{"
            for position, (name, one) in enumerate(value.items()):
                yield f"{', ' if position else ''}{json.dumps(name, ensure_ascii=False)}: "
                yield from _written(one)
            yield "}"
        case _:
            yield json.dumps(value, ensure_ascii=False)
