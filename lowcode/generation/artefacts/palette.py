"""`web/src/generated/{palette.ts,regions.json}`: the words of kinds and filters, and the regions of China."""

import json
from collections.abc import Mapping
from typing import Any, Final

from engine_forms.form import FIELD_KINDS
from engine_forms.operator import OPERATORS, PERIODS
from engine_forms.regions import regions
from lowcode.generation.artefact import Artefact
from lowcode.generation.typescript import NOTICE
from lowcode.kernel.names import Label

_FOLDER: Final = "web/src/generated"


def _render() -> Mapping[str, str]:
    """Return both files."""
    places = "[\n" + ",\n".join(json.dumps(pair, ensure_ascii=False) for pair in regions().items()) + "\n]\n"
    return {f"{_FOLDER}/palette.ts": _palette(), f"{_FOLDER}/regions.json": places}


def _palette() -> str:
    """Return the file of words."""
    kinds = {
        kind: {
            "group": one.palette.group,
            "icon": one.palette.icon,
            "label": _label(one.palette.label),
            "about": _label(one.palette.about),
            "operators": list(one.operators),
        }
        for kind, one in FIELD_KINDS.items()
    }
    operators = {word: {"label": _label(one.label), "takes": one.takes} for word, one in OPERATORS.items()}
    periods = {name: _label(words) for name, (words, _, _) in PERIODS.items()}
    lines = [
        NOTICE,
        "/** The kinds of fields as designers see them, each with the filters that fit it. */",
        f"export const PALETTE = {_lines(kinds)} as const;",
        "",
        "/** The ways to compare in filters: their words, and what stands to the right. */",
        f"export const OPERATORS = {_lines(operators)} as const;",
        "",
        "/** The periods that a date can lie in. */",
        f"export const PERIODS = {_lines(periods)} as const;",
    ]
    return "\n".join(lines) + "\n"


def _label(words: Label) -> dict[str, str]:
    """Return words as JSON."""
    return {"en": words.en, "zh-CN": words.zh_cn}


def _lines(members: Mapping[str, Any]) -> str:
    """Return an object with a line for each member."""
    return "{\n" + "".join(f"  {name}: {json.dumps(one, ensure_ascii=False)},\n" for name, one in members.items()) + "}"


artefact = Artefact("palette", _render)
"""What pages show of kinds, filters and regions."""
