"""`web/src/generated/specs.ts`: the TypeScript type of every document and of every Spec inside one."""

from collections.abc import Mapping

from lowcode.generation.artefact import Artefact
from lowcode.generation.documents import DOCUMENTS
from lowcode.generation.schema import definitions
from lowcode.generation.typescript import NOTICE, declarations


def _render() -> Mapping[str, str]:
    """Return the file of types."""
    return {"web/src/generated/specs.ts": f"{NOTICE}\n{declarations(definitions(DOCUMENTS))}"}


artefact = Artefact("specs", _render)
"""TypeScript types of Specs."""
