"""Shows that reference pages are well formed, and that two codes cannot share a word."""

import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest

from lowcode.generation.artefact import difference
from lowcode.generation.codes import declared_codes
from lowcode.generation.markdown import code, page, table
from lowcode.kernel.diagnostics import Code
from lowcode.kernel.names import label

ODD = Code("odd", label("Odd.", "奇怪。"))


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return a package that holds nothing yet."""
    made = ModuleType("odd_package")
    made.__path__ = []
    monkeypatch.setitem(sys.modules, "odd_package", made)
    return made


def test_codes_are_found_wherever_a_module_keeps_them(package: ModuleType) -> None:
    many = [Code(word, label("Odd.", "奇怪。")) for word in ("a", "b", "c")]
    vars(package).update(odd=ODD, alias=ODD, some=many[:2], others={"c": many[2], "n": 1})
    assert list(declared_codes(["odd_package"])) == ["a", "b", "c", "odd"]


def test_two_codes_of_one_word_are_loud(package: ModuleType) -> None:
    vars(package).update(odd=ODD, even=Code("odd", label("Even.", "偶数。")))
    with pytest.raises(ValueError, match="'odd' is declared in odd_package and, differently"):
        declared_codes(["odd_package"])


def test_markdown_is_safe_from_what_it_holds() -> None:
    assert table(["a", "b"], [["x|y", "1\n2"]]) == "| a | b |\n| --- | --- |\n| x\\|y | 1 2 |"
    assert code("a") == "`a`"
    assert code("a`b") == "`` a`b ``"
    assert page("T", "one\n", "two") == f"{page('T').rstrip()}\n\none\n\ntwo\n"


def test_two_artefacts_cannot_render_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "odd_artefacts"
    folder.mkdir()
    source = "from lowcode.generation.artefact import Artefact\nit = Artefact('{}', lambda: {{'page.md': 'x'}})\n"
    for kind in ("one", "two"):
        (folder / f"{kind}.py").write_text(source.format(kind))
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ValueError, match=r"'two' renders page\.md, which another artefact renders too"):
        difference(importlib.import_module("odd_artefacts"), tmp_path)
