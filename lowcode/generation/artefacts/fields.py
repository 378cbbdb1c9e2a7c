"""`docs/reference/fields.md`: every kind of field with its settings, what it stores and how it is filtered."""

from collections.abc import Iterator, Mapping
from inspect import cleandoc
from typing import Any

from pydantic import TypeAdapter

from engine_forms.field import Field
from engine_forms.form import FIELD_KINDS
from engine_forms.operator import OPERATORS, PERIODS
from lowcode.generation.artefact import Artefact
from lowcode.generation.markdown import code, page, table
from lowcode.generation.schema import Schema


def _render() -> Mapping[str, str]:
    """Return the page of the kinds of fields."""
    intro = (
        "What each kind is for and how a form uses it is said in [the guide](../guides/fields.md). "
        "The settings that all kinds have come first; then each kind with its own."
    )
    common = _settings(Field, frozenset())
    sections = [_section(kind, FIELD_KINDS[kind], frozenset(common)) for kind in FIELD_KINDS]
    parts = [intro, "## All kinds", _table(common), *sections, "## Filters", _operators(), "### Periods", _periods()]
    return {"docs/reference/fields.md": page("Kinds of fields", *parts)}


def _section(kind: str, member: type[Field], common: frozenset[str]) -> str:
    """Return what is said about one kind."""
    palette = member.palette
    parts = [
        f"## {kind}",
        f"**{palette.label.en} · {palette.label.zh_cn}** – {cleandoc(member.__doc__ or '')}",
        f"{palette.about.zh_cn}",
    ]
    own = _settings(member, common)
    if own:
        parts.append(_table(own))
    if member.operators:
        parts.append("Filters: " + ", ".join(code(word) for word in member.operators))
    return "\n\n".join(parts)


def _settings(member: type[Field], common: frozenset[str]) -> dict[str, Schema]:
    """Return the settings of a kind that are not common to all, by name, with `required` for those it needs."""
    schema = TypeAdapter(member).json_schema()
    schema = schema if "properties" in schema else schema["$defs"][member.__name__]
    needed = set(schema.get("required", ()))
    return {
        name: {**one, "needed": name in needed}
        for name, one in schema["properties"].items()
        if name not in common and name != "kind"
    }


def _table(settings: Mapping[str, Schema]) -> str:
    """Return the table of settings."""
    rows = (
        [code(name), ", ".join(_types(one)), _default(one), one.get("description", "")]
        for name, one in settings.items()
    )
    return table(["setting", "value", "default", "meaning"], rows)


def _types(schema: Schema) -> Iterator[str]:
    """Iterate over the words for what a setting takes."""
    for one in schema.get("anyOf", [schema]):
        if "$ref" in one:
            yield one["$ref"].rpartition("/")[2]
        elif "enum" in one:
            yield " ".join(code(str(value)) for value in one["enum"])
        elif one.get("type") == "array":
            yield "list"
        elif one.get("type") != "null":
            yield str(one.get("format") or one.get("type", "any"))


def _default(schema: Schema) -> str:
    """Return what holds without the setting."""
    value: Any = schema.get("default")
    if schema["needed"]:
        return "required"
    if isinstance(value, dict):
        return f"{value.get('en')} · {value.get('zh-CN')}"
    return "" if value in (None, []) else code(str(value).lower() if isinstance(value, bool) else str(value))


def _operators() -> str:
    """Return the table of the ways to compare."""
    rows = (
        [code(one.kind), one.label.en, one.label.zh_cn, one.takes, code(one.template)] for one in OPERATORS.values()
    )
    return table(["operator", "meaning", "含义", "takes", "expression"], rows)


def _periods() -> str:
    """Return the table of the periods."""
    rows = ([code(name), words.en, words.zh_cn] for name, (words, _, _) in PERIODS.items())
    return table(["period", "meaning", "含义"], rows)


artefact = Artefact("fields", _render)
"""The reference of the kinds of fields."""
