"""`docs/reference/schema/*.json`: the JSON Schema of each document."""

import json
from collections.abc import Mapping

from lowcode.generation.artefact import Artefact
from lowcode.generation.documents import DOCUMENTS
from lowcode.generation.schema import document_schema

_FOLDER = "docs/reference/schema"


def _render() -> Mapping[str, str]:
    """Return a file for each document."""
    return {
        f"{_FOLDER}/{document.__name__}.json": json.dumps(document_schema(document), indent=2, ensure_ascii=False)
        + "\n"
        for document in DOCUMENTS
    }


artefact = Artefact("schemas", _render, folders=(_FOLDER,))
"""JSON Schema files."""
