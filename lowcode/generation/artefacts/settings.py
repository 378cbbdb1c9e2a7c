"""`docs/operations/settings.md`: every environment variable that the product reads."""

from collections.abc import Mapping
from dataclasses import MISSING, fields

from pydantic import TypeAdapter

from lowcode.generation.artefact import Artefact
from lowcode.generation.markdown import code, page, table
from lowcode.settings import Settings, variable

_INTRO = """
Settings are variables of the environment; an empty one counts as none. A variable that begins with `LOWCODE_` and is
no setting stops the product at its start, and so does a value that cannot be: a misspelt setting is never ignored.
"""


def _render() -> Mapping[str, str]:
    """Return the page of the settings."""
    described = TypeAdapter(Settings).json_schema()["properties"]
    rows = [
        [code(variable(each.name)), _default(each.default), " ".join(described[each.name]["description"].split())]
        for each in fields(Settings)
    ]
    return {"docs/operations/settings.md": page("Settings", _INTRO, table(["variable", "default", "meaning"], rows))}


def _default(value: object) -> str:
    """Return what holds without the variable."""
    value = getattr(value, "default", value)
    return "" if value in (None, MISSING) else code(str(value).lower() if isinstance(value, bool) else str(value))


artefact = Artefact("settings", _render)
"""The reference of settings."""
