"""`json_text`: values as JSON for PostgreSQL, written several times faster than the standard library does."""

import json
from typing import Any, Final

import orjson

_OPTIONS: Final = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME
"""What has no JSON of its own is refused, as the standard library does."""
_standard: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def json_text(value: Any) -> str:
    """Return a value as compact JSON. Raises `TypeError`, and `ValueError` for a number that is none."""
    try:
        found = orjson.dumps(value, option=_OPTIONS).decode()
    except TypeError:
        # Whole numbers beyond 64 bits, keys that are no texts, halves of surrogate pairs.
        return _standard(value)
    return _standard(value) if "null" in found else found
