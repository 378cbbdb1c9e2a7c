"""Shows that every generated file is what the definitions render today, and the same each time."""

from pathlib import Path

from lowcode.generation import artefacts
from lowcode.generation.artefact import Artefact, difference
from lowcode.kernel.catalog import Catalog

TOP = Path(__file__).parents[1]


def test_no_generated_file_is_stale() -> None:
    assert difference(artefacts, TOP).paths() == [], "run `make generate`"


def test_an_artefact_renders_the_same_twice_and_only_text_files_of_unix() -> None:
    for artefact in Catalog(artefacts, Artefact, objects=True).values():
        rendered = artefact.render()
        assert rendered == artefact.render()
        for path, text in rendered.items():
            assert not Path(path).is_absolute()
            assert text.endswith("\n"), path
            assert "\r" not in text, path
