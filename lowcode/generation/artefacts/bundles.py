"""`docs/reference/bundle/*.json`: the JSON Schema of each file of a bundle."""

import json
from collections.abc import Mapping

from lowcode.bundle.app import SCHEMAS
from lowcode.bundle.schema import file_schema
from lowcode.generation.artefact import Artefact
from lowcode.generation.schema import without_titles

_FOLDER = "docs/reference/bundle"


def _render() -> Mapping[str, str]:
    """Return a file for each kind of part."""
    return {
        f"{_FOLDER}/{name}.json": json.dumps(without_titles(file_schema(folder)), indent=2, ensure_ascii=False) + "\n"
        for folder, name in SCHEMAS.items()
    }


artefact = Artefact("bundles", _render, folders=(_FOLDER,))
"""JSON Schema files of bundles."""
