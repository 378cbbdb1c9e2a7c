"""`web/src/generated/field-settings.ts`: the settings of each kind of field, as the panel of settings asks for them."""

import json
from collections.abc import Mapping
from decimal import Decimal
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from engine_forms.field import Computed, Field, Validation
from engine_forms.form import FIELD_KINDS
from engine_forms.options import Option
from lowcode.generation.artefact import Artefact
from lowcode.generation.typescript import NOTICE
from lowcode.kernel.names import Label

_FOLDER: Final = "web/src/generated"
_PLAIN: Final = {bool: "flag", int: "whole", Decimal: "number", float: "number", Label: "label", str: "text"}
"""What the input of a setting is called, by the type of its value."""
_TYPES: Final = (
    "computed", "condition", "dictionary", "expression", "flag", "form", "json", "label", "number", "options", "text",
    "texts", "validations", "whole", "words",
)  # fmt: skip
"""How settings are entered."""
_SPECIAL: Final = {Option: "options", Validation: "validations", Computed: "computed"}
_NAMED: Final = {"to": "form", "form": "form", "dictionary": "dictionary"}
"""Settings that name another part of the app."""
_EXPRESSIONS: Final = frozenset({"default", "filter", "where", "expression"})
"""Settings that are expressions of the language."""
_LEFT_OUT: Final = frozenset({"kind", "name"})
"""What the panel does not ask for: the kind is chosen before, and the name has an input of its own."""


def _render() -> Mapping[str, str]:
    """Return the file."""
    kinds = {kind: [_setting(*one) for one in _asked(made)] for kind, made in sorted(FIELD_KINDS.items())}
    words = sorted({word for settings in kinds.values() for one in settings for word in one.get("words", ())})
    names = sorted({one["name"] for settings in kinds.values() for one in settings})
    lines = [
        NOTICE,
        'import type { FieldKind } from "./forms";',
        "",
        "/** The name of a setting of some kind of field. */",
        f"export type SettingName = {' | '.join(map(json.dumps, names))};",
        "",
        "/** A word that a setting can be. */",
        f"export type SettingWord = {' | '.join(map(json.dumps, words))};",
        "",
        "/** How a setting is entered. */",
        f"export type SettingType = {' | '.join(map(json.dumps, _TYPES))};",
        "",
        "/** A setting of a kind of field. */",
        "export interface Setting {",
        "  readonly name: SettingName;",
        "  readonly type: SettingType;",
        "  readonly required: boolean;",
        "  readonly initial: unknown;",
        "  readonly words?: readonly SettingWord[];",
        "}",
        "",
        "/** The settings of each kind of field, those that all have first. */",
        "export const FIELD_SETTINGS = {",
    ]
    for kind, settings in kinds.items():
        lines.append(f"  {kind}: [")
        lines += [f"    {json.dumps(one, ensure_ascii=False)}," for one in settings]
        lines.append("  ],")
    lines.append("} as const satisfies Record<FieldKind, readonly Setting[]>;")
    return {f"{_FOLDER}/field-settings.ts": "\n".join(lines) + "\n"}


def _asked(made: type[Field]) -> list[tuple[str, FieldInfo]]:
    """Return the settings of a kind that the panel asks for: its own first, then those that all kinds have."""
    common = Field.model_fields.keys() - {"label"}
    listed = [(name, one) for name, one in made.model_fields.items() if name not in _LEFT_OUT]
    return sorted(listed, key=lambda one: (one[0] != "label", one[0] in common))


def _setting(name: str, info: FieldInfo) -> dict[str, Any]:
    """Return a setting as the file tells it."""
    kind, words = _type(name, info.annotation)
    initial = None if info.default is PydanticUndefined else info.default
    told: dict[str, Any] = {
        "name": name,
        "type": kind,
        "required": info.is_required(),
        "initial": _plain(initial),
    }
    return told | ({"words": words} if words else {})


def _type(name: str, annotation: Any) -> tuple[str, list[str]]:
    """Return how a setting is entered, and the words it can be."""
    if get_origin(annotation) is Annotated:
        return _type(name, get_args(annotation)[0])
    if get_origin(annotation) in {Union, UnionType}:
        members = [one for one in get_args(annotation) if one is not NoneType]
        if bool in members and len(members) > 1:
            return "condition", []
        return _type(name, members[0]) if len(members) == 1 else ("json", [])
    if get_origin(annotation) is Literal:
        return "words", list(get_args(annotation))
    if annotation in _SPECIAL:
        return _SPECIAL[annotation], []
    if annotation is str and name in _NAMED:
        return _NAMED[name], []
    if annotation in _PLAIN:
        return ("expression" if annotation is str and name in _EXPRESSIONS else _PLAIN[annotation]), []
    if get_origin(annotation) is tuple:
        inner = get_args(annotation)[0]
        if inner in _SPECIAL:
            return _SPECIAL[inner], []
        return ("texts" if _type(name, inner)[0] in {"text", "words"} else "json"), []
    return "json", []


def _plain(value: Any) -> Any:
    """Return a default as JSON."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value if isinstance(value, bool | int | str) else None


artefact = Artefact("field_settings", _render)
