"""JSON Schema of Specs, in the form that people and the TypeScript emitter read."""

from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import models_json_schema

from lowcode.kernel.spec import Spec

Schema = dict[str, Any]
"""A JSON Schema, or a part of one, as plain data."""


def document_schema(document: type[Spec]) -> Schema:
    """Return the schema that accepts a JSON text of `document`, by alias, with its parts under `$defs`."""
    schema = TypeAdapter(document).json_schema(by_alias=True, mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **without_titles(schema)}


def definitions(documents: Sequence[type[Spec]]) -> dict[str, Schema]:
    """Return the schema of every document and every Spec inside one, by name, in alphabetical order."""
    inputs = [(document, "validation") for document in documents]
    _, schema = models_json_schema(inputs, by_alias=True)  # type: ignore[arg-type]
    return dict(sorted((name, without_titles(each)) for name, each in schema.get("$defs", {}).items()))


def without_titles(schema: Any) -> Any:
    """Return `schema` without the titles that Pydantic makes of names: they say nothing and become types of their own.

    A property that is called `title` stays: there the key stands among `properties`.
    """
    if isinstance(schema, list):
        return [without_titles(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {}
    for key, value in schema.items():
        if key in {"properties", "$defs"}:
            kept[key] = {name: without_titles(each) for name, each in value.items()}
        elif key in {"default", "const", "enum", "examples"}:
            kept[key] = value
        elif key != "title":
            kept[key] = without_titles(value)
    return kept
