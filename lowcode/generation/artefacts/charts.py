"""`web/src/generated/charts.ts`: the kinds of charts with their words and room, and the words for stretches of time."""

import json
from collections.abc import Mapping
from typing import Any, Final, get_args

from engine_reports.charts import CHARTS
from engine_reports.grain import Grain
from engine_reports.stretch import STRETCHES
from lowcode.generation.artefact import Artefact
from lowcode.generation.typescript import NOTICE
from lowcode.kernel.names import Label

_FILE: Final = "web/src/generated/charts.ts"


def _render() -> Mapping[str, str]:
    """Return the file."""
    charts = {
        kind: {
            "icon": one.palette.icon,
            "label": _label(one.palette.label),
            "about": _label(one.palette.about),
            "dimensions": list(one.room.dimensions),
            "measures": list(one.room.measures),
        }
        for kind, one in CHARTS.items()
    }
    lines = [
        NOTICE,
        "/** The kinds of charts as people choose them, with how many dimensions and measures each shows. */",
        f"export const CHARTS = {_lines(charts)} as const;",
        "",
        "/** The words for stretches of time. */",
        f"export const STRETCHES = {json.dumps(STRETCHES)} as const;",
        "",
        "/** The periods that times are put into. */",
        f"export const GRAINS = {json.dumps(get_args(Grain))} as const;",
    ]
    return {_FILE: "\n".join(lines) + "\n"}


def _label(words: Label) -> dict[str, str]:
    """Return words as JSON."""
    return {"en": words.en, "zh-CN": words.zh_cn}


def _lines(members: Mapping[str, Any]) -> str:
    """Return an object with a line for each member."""
    return "{\n" + "".join(f"  {name}: {json.dumps(one, ensure_ascii=False)},\n" for name, one in members.items()) + "}"


artefact = Artefact("charts", _render)
"""What pages show of charts."""
