"""Shows that a folder of kinds becomes a union, and that every malformed folder is refused loudly."""

import importlib
import re
from collections.abc import Callable
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Literal

import pytest
from pydantic import TypeAdapter, ValidationError

from lowcode.kernel.catalog import Catalog, CatalogError, kind_of
from lowcode.kernel.spec import Spec

Folder = Callable[..., ModuleType]

HEAD = '''"""A kind."""
from typing import Literal
from lowcode.kernel.diagnostics import Span
from lowcode.kernel.spec import Spec
'''
_names = count()


def circle(kind: str, name: str = "Circle") -> str:
    """Return the source of a module that defines one class of kinds."""
    return HEAD + f'class {name}(Spec):\n    kind: Literal["{kind}"]\n    radius: int = 1\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """Return a function that makes a package of modules, given as name=source, and imports it."""

    def make(**modules: str) -> ModuleType:
        name = f"family_{next(_names)}"
        (tmp_path / name).mkdir()
        for module, source in {"__init__": '"""A family."""\n', **modules}.items():
            (tmp_path / name / f"{module}.py").write_text(source, encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path)
        return importlib.import_module(name)

    return make


def test_the_modules_of_a_folder_are_the_kinds_in_alphabetical_order(folder: Folder) -> None:
    catalog = Catalog(folder(square=circle("square", "Square"), circle=circle("circle"), _draft="1 / 0\n"), Spec)
    assert list(catalog) == ["circle", "square"]
    assert len(catalog) == 2
    assert catalog["square"].__name__ == "Square"
    assert "circle" in catalog
    assert "draft" not in catalog


def test_the_union_tells_kinds_apart(folder: Folder) -> None:
    catalog = Catalog(folder(square=circle("square", "Square"), circle=circle("circle")), Spec)
    adapter = TypeAdapter[Spec](catalog.union())
    assert type(adapter.validate_python({"kind": "square", "radius": 3})).__name__ == "Square"
    assert adapter.json_schema()["discriminator"]["propertyName"] == "kind"
    with pytest.raises(ValidationError, match="'circle', 'square'"):
        adapter.validate_python({"kind": "triangle"})


def test_a_family_of_one_is_its_own_union(folder: Folder) -> None:
    catalog = Catalog(folder(circle=circle("circle")), Spec)
    assert catalog.union() is catalog["circle"]


def test_an_unknown_kind_names_those_that_exist(folder: Folder) -> None:
    catalog = Catalog(folder(circle=circle("circle")), Spec)
    with pytest.raises(KeyError, match="no kind 'oval'; the kinds are circle"):
        catalog["oval"]


@pytest.mark.parametrize(
    ("modules", "message"),
    [
        ({"circle": '"""Nothing here."""\n'}, "it has no Spec"),
        ({"circle": circle("circle") + "class Oval(Circle):\n    pass\n"}, "it has more than one Spec"),
        ({"circle": circle("oval")}, "its kind is 'oval'; file and kind must be the same word"),
        ({"circle": circle("circle"), "oval": circle("circle")}, "the kind 'circle' exists already"),
        ({"circle": HEAD + "class Circle(Spec):\n    kind: str\n"}, 'declare its kind as `kind: Literal["word"]`'),
        ({"circle": HEAD + "class Circle(Spec):\n    radius: int\n"}, 'declare its kind as `kind: Literal["word"]`'),
    ],
)
def test_a_malformed_folder_is_refused(folder: Folder, modules: dict[str, str], message: str) -> None:
    with pytest.raises(CatalogError, match=re.escape(message)):
        Catalog(folder(**modules), Spec)


def test_a_kind_with_a_default_is_refused() -> None:
    class Circle(Spec):
        kind: Literal["circle"] = "circle"

    with pytest.raises(CatalogError, match="must not have a default"):
        kind_of(Circle)


def test_a_kind_may_inherit_its_fields() -> None:
    class Shape(Spec):
        colour: str

    class Circle(Shape):
        kind: Literal["circle"]

    assert kind_of(Circle) == "circle"


def test_a_family_of_objects_takes_the_one_public_instance(folder: Folder) -> None:
    source = "from fractions import Fraction\nclass Tone(str):\n    kind = '{}'\n"
    catalog = Catalog(folder(loud=source.format("loud") + "_quiet = Tone('x')\ntone = Tone('y')\n"), str, objects=True)
    assert catalog["loud"] == "y"
    with pytest.raises(CatalogError, match="more than one str"):
        Catalog(folder(loud=source.format("loud") + "tone = Tone('y')\nother = Tone('z')\n"), str, objects=True)
