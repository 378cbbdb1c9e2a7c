"""The canonical form of a JSON document: the same content has the same bytes, and so the same digest, everywhere.

Members stand in the order of their names by code point, a number has one way to be written, text is UTF-8 as it is.
A document survives PostgreSQL's `jsonb`, which keeps neither the order of members nor the spelling of numbers.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

Json = Any
"""What JSON can say: null, truth values, numbers, texts, lists, and dicts with texts as keys."""

FIRST: Final = ("$schema", "format", "kind", "name", "label")
"""The members that stand first in a file for people: what a thing is comes before what it has."""


def canonical(document: Json) -> bytes:
    """Return the canonical bytes of a document. Raises `ValueError` for what JSON cannot say, such as NaN."""
    return json.dumps(
        _ordered(document, by_importance=False), ensure_ascii=False, allow_nan=False, separators=(",", ":")
    ).encode()


def digest(document: Json) -> str:
    """Return the SHA-256 of the canonical bytes, in hexadecimal."""
    return hashlib.sha256(canonical(document)).hexdigest()


def readable(document: Json) -> bytes:
    """Return the bytes of a file for people: indented by two, what a thing is first, one line end at the end."""
    ordered = _ordered(document, by_importance=True)
    return json.dumps(ordered, ensure_ascii=False, allow_nan=False, indent=2).encode() + b"\n"


def same(one: Json, other: Json) -> bool:
    """Return whether two documents say the same; true is not 1, and 1.0 is 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def pointer(parts: Iterable[str | int]) -> str:
    """Return the JSON pointer (RFC 6901) of a place, empty for the whole document."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def _ordered(value: Json, *, by_importance: bool) -> Json:
    """Return a document with its members in order and its numbers in their one form."""
    if isinstance(value, Mapping):
        return {key: _ordered(value[key], by_importance=by_importance) for key in _keys(value, by_importance)}
    if isinstance(value, list | tuple):
        return [_ordered(each, by_importance=by_importance) for each in value]
    if isinstance(value, float):
        return _number(value)
    return value


def _keys(value: Mapping[str, Json], by_importance: bool) -> list[str]:  # noqa: FBT001
    """Return the keys of an object in the order of the form."""
    if not all(isinstance(key, str) for key in value):
        msg = "the members of a JSON object are named by texts"
        raise ValueError(msg)
    if not by_importance:
        return sorted(value)
    rank = {key: place for place, key in enumerate(FIRST)}
    return sorted(value, key=lambda key: (rank.get(key, len(rank)), key))


def _number(value: float) -> int | float:
    """Return a number in its one form: `2.0` is `2`, which is also what PostgreSQL and browsers make of it."""
    return int(value) if value.is_integer() else value
