"""Regular expressions that designers write: within a time limit, and wrong ones told apart from wrong texts."""

from functools import lru_cache
from typing import Any, Final

import regex

TIME_LIMIT: Final = 0.1
"""Seconds for one text; a pattern that needs longer does not fit."""


def fits(pattern: str, text: str) -> bool:
    """Return whether the whole text matches; false for a pattern that is wrong or takes too long."""
    compiled = _compiled(pattern)
    if isinstance(compiled, str):
        return False
    try:
        return compiled.fullmatch(text, timeout=TIME_LIMIT) is not None
    except TimeoutError:
        return False


def mistake(pattern: str) -> str:
    """Return what is wrong with a pattern, nothing if it can be used."""
    compiled = _compiled(pattern)
    return compiled if isinstance(compiled, str) else ""


@lru_cache(maxsize=1_000)
def _compiled(pattern: str) -> Any:
    """Return the compiled pattern, or the reason why there is none."""
    try:
        return regex.compile(pattern, regex.V0)
    except regex.error as wrong:
        return str(wrong)
