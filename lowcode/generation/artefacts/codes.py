"""`docs/reference/codes.md`: every diagnostic the product can report, in both languages."""

from collections.abc import Mapping

from lowcode.generation.artefact import Artefact
from lowcode.generation.codes import PACKAGES, declared_codes
from lowcode.generation.markdown import code, page, table
from lowcode.kernel.diagnostics import Code
from lowcode.kernel.names import Language


def _render() -> Mapping[str, str]:
    """Return the page of the codes."""
    rows = [_row(declared) for declared, _ in declared_codes(PACKAGES).values()]
    intro = (
        "A diagnostic has a code, a message, the place (a JSON pointer, or a stretch of an expression) and a hint that "
        "says what to do next. Words in braces are filled with the names and values of the case."
    )
    heads = ["code", "severity", "message and hint", "讯息与提示"]
    return {"docs/reference/codes.md": page("Codes of diagnostics", intro, table(heads, rows))}


def _row(declared: Code) -> list[str]:
    """Return the line of one code."""
    return [code(declared.code), declared.severity, _text(declared, "en"), _text(declared, "zh-CN")]


def _text(declared: Code, language: Language) -> str:
    """Return message and hint in one language."""
    hint = f" *{declared.hint.text(language)}*" if declared.hint else ""
    return declared.message.text(language) + hint


artefact = Artefact("codes", _render)
"""The reference of codes."""
