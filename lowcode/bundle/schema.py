"""The JSON Schemas of the files of a bundle, by which editors complete and check them."""

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from pydantic import TypeAdapter

from lowcode.bundle.app import LAYOUT, PARTS, App

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
"""What all schemas of the product are written in."""
_REF: Final = "#/$defs/"


@cache
def file_schema(folder: str) -> dict[str, Any]:
    """Return the schema of the files of a folder, or, for `app`, of `app.json`; they name it in `$schema`."""
    what = App if folder == "app" else PARTS[folder]
    inner = TypeAdapter(what).json_schema(by_alias=True, mode="validation")
    definitions = inner.pop("$defs", {})
    for each in _alternatives(inner, definitions):
        # What forbids unknown members has to know the one that names the schema.
        each["properties"] = {"$schema": {"const": LAYOUT.schema(folder)}, **each["properties"]}
        each["required"] = ["$schema", *each.get("required", [])]
    return {"$schema": DIALECT, "$id": LAYOUT.schema(folder), **inner, "$defs": definitions}


def _alternatives(schema: dict[str, Any], definitions: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Iterate over the objects that a file may be."""
    if "$ref" in schema:
        yield from _alternatives(definitions[schema["$ref"].removeprefix(_REF)], definitions)
    elif "oneOf" in schema:
        for each in schema["oneOf"]:
            yield from _alternatives(each, definitions)
    else:
        yield schema
