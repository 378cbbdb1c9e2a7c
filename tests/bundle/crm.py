"""The shipped app `crm`, for tests."""

import copy
from pathlib import Path
from typing import Any, Final

from lowcode.bundle.app import LAYOUT, Bundle
from lowcode.bundle.folder import files_of, read
from lowcode.bundle.parsing import parsed

FOLDER: Final = Path(__file__).parents[2] / "apps_catalog" / "crm"
FILES: Final = files_of(FOLDER)
DOCUMENT: Final[dict[str, Any]] = read(FILES, LAYOUT)


def document() -> dict[str, Any]:
    """Return the app as a document that a test may change."""
    return copy.deepcopy(DOCUMENT)


def bundle() -> Bundle:
    """Return the app as Specs."""
    found = parsed(DOCUMENT)
    assert found.bundle is not None
    assert not found.problems
    return found.bundle
