"""`docs/reference/scenarios.md`: which tests show which scenario of the business."""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from lowcode.generation.artefact import Artefact
from lowcode.generation.markdown import code, page, table
from lowcode.generation.scenarios import SCENARIOS

_TOP: Final = Path(__file__).parents[3]
_NAMED: Final = re.compile(r"(?<=_)s(\d\d)(?=_)")
"""An id in the name of a test: `test_s27_s28_behaviours_become_points`."""
_KINDS: Final = {"bundle": "of the app", "http": "over HTTP", "browser": "in a browser", "engine": "of the engine"}
"""The columns: where a test looks at the product from."""


def _render() -> Mapping[str, str]:
    """Return the page of the scenarios; none where there are no tests, as in an installed package."""
    if not (_TOP / "tests").is_dir():
        return {}
    found: dict[str, dict[str, list[str]]] = {one: {kind: [] for kind in _KINDS} for one in SCENARIOS}
    for ids, kind, told in [*_of_bundles(), *_of_code()]:
        for one in sorted(ids & found.keys()):
            found[one][kind].append(told)
    rows = [[one, text, *("<br>".join(sorted(found[one][kind])) for kind in _KINDS)] for one, text in SCENARIOS.items()]
    intro = (
        "What the apps and the platform are for, in the words of a business, and the tests that show it: tests as data "
        "that an app brings, tests over HTTP, in a real browser, and of the engines. A test belongs to a scenario by "
        "the id in its name, or by its mark."
    )
    shown = sum(any(kinds.values()) for kinds in found.values())
    count = f"{shown} of {len(found)} scenarios have tests that carry their id."
    return {"docs/reference/scenarios.md": page("Scenarios", intro, count, table(["id", "", *_KINDS.values()], rows))}


def _of_bundles() -> Iterator[tuple[frozenset[str], str, str]]:
    """Iterate over the tests of apps: their scenarios, that they are of a bundle, and what they are called."""
    for file in sorted((_TOP / "apps_catalog").glob("*/tests/*.json")):
        told = json.loads(file.read_bytes())
        yield frozenset(told.get("scenarios", ())), "bundle", code(f"{file.parts[-3]}/{file.stem}")


def _of_code() -> Iterator[tuple[frozenset[str], str, str]]:
    """Iterate over the tests in Python: the scenarios of each file, where it looks from, and its name."""
    for file in sorted((_TOP / "tests").rglob("test_*.py")):
        path = file.relative_to(_TOP / "tests")
        kind = {"scenarios": "http", "http": "http", "browser": "browser"}.get(path.parts[0], "engine")
        found: set[str] = set()
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                found |= _ids(node)
        yield frozenset(found), kind, code(path.as_posix())


def _ids(node: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """Return the scenarios that a test names, by its name or its marks."""
    found = {f"S{one}" for one in _NAMED.findall(node.name)}
    for mark in node.decorator_list:
        if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Attribute) and mark.func.attr == "scenario":
            found |= {str(one.value) for one in mark.args if isinstance(one, ast.Constant)}
    return found


artefact = Artefact("scenarios", _render)
"""The page of scenarios."""
