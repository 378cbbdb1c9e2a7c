"""Why something failed, as people of every language read it."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.errors import LowcodeError
from lowcode.kernel.names import Label, label

MOST: Final = 2_000
"""Characters of a cause in one language."""


def cause_of(error: LowcodeError) -> Label:
    """Return why something failed: what is wrong and what to do next, or else the words of the error itself."""
    return _joined([(one.message, one.hint) for one in error.diagnostics]) or _same(str(error))


def kept_cause(told: Mapping[str, Any]) -> Label:
    """Return why a job failed, of what is kept with it."""
    found = [(_read(one.get("message")), _read(one.get("hint"))) for one in told.get("problems") or ()]
    return _joined(found) or _same(str(told.get("message") or told.get("code") or ""))


def problem_of(one: Diagnostic) -> dict[str, Any]:
    """Return a mistake as it is kept with a job."""
    found: dict[str, Any] = {"code": one.code, "path": one.path, "message": _written(one.message)}
    return found if one.hint is None else {**found, "hint": _written(one.hint)}


def _joined(parts: Iterable[tuple[Label | None, Label | None]]) -> Label | None:
    """Return sentences in a row, each with what to do next; None without any."""
    found = [one for pair in parts for one in pair if one is not None]
    if not found:
        return None
    return label(" ".join(one.en for one in found)[:MOST], "".join(one.zh_cn for one in found)[:MOST])


def _same(words: str) -> Label:
    """Return words of a program that there are in one language only."""
    return label(words[:MOST], words[:MOST])


def _read(kept: Any) -> Label | None:
    """Return a label that was kept as JSON."""
    return None if kept is None else Label.model_validate(kept)


def _written(one: Label) -> dict[str, Any]:
    """Return a label as JSON."""
    return one.model_dump(mode="json", by_alias=True)
