"""`web/src/generated/api.ts` and `docs/reference/openapi.json`: the routes with what they take and give."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from lowcode.generation.artefact import Artefact
from lowcode.generation.documents import DOCUMENTS
from lowcode.generation.schema import Schema, definitions, without_titles
from lowcode.generation.typescript import NOTICE, declarations_beside, expression
from lowcode.http.app import application
from lowcode.settings import Settings

_JSON: Final = "application/json"


def _render() -> Mapping[str, str]:
    """Return both files."""
    described = application(Settings(Path())).openapi()
    described["info"].pop("version")
    parts: dict[str, Schema] = {
        name: without_titles(schema) for name, schema in sorted(described["components"]["schemas"].items())
    }
    document = {**described, "components": {"schemas": parts}}
    operations = "".join(_operations(described["paths"]))
    types = f"{NOTICE}\n{declarations_beside(parts, definitions(DOCUMENTS), './specs', operations)}"
    return {
        "web/src/generated/api.ts": types,
        "docs/reference/openapi.json": json.dumps(document, indent=2, ensure_ascii=False) + "\n",
    }


def _operations(paths: Mapping[str, Any]) -> Iterator[str]:
    """Iterate over the lines of the table of operations."""
    yield "/** What each operation takes and gives, by method and path. */\nexport interface Operations {\n"
    for path, methods in paths.items():
        for method, operation in methods.items():
            taken = operation.get("requestBody", {}).get("content", {}).get(_JSON, {}).get("schema")
            given = _given(operation["responses"])
            request = expression(without_titles(taken)) if taken else "undefined"
            yield f"  /** {operation['description']} */\n"
            yield f"  readonly {json.dumps(f'{method.upper()} {path}')}: {{\n"
            yield f"    readonly request: {request};\n    readonly response: {given};\n"
            yield "  };\n"
    yield "}\n"


def _given(responses: Mapping[str, Any]) -> str:
    """Return the type of the answer of an operation that succeeds; `null` where it has no content."""
    answer = next(found for status, found in responses.items() if status.startswith("2"))
    schema = answer.get("content", {}).get(_JSON, {}).get("schema")
    return "null" if schema is None else expression(without_titles(schema))


artefact = Artefact("api", _render)
"""The description of the web server."""
