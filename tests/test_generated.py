"""Shows that every generated file is what the definitions render today, and the same each time."""

import subprocess
import sys
from difflib import unified_diff
from pathlib import Path

from lowcode.generation import artefacts
from lowcode.generation.artefact import Artefact, Difference, difference
from lowcode.kernel.catalog import Catalog

TOP = Path(__file__).parents[1]


def test_no_generated_file_is_stale() -> None:
    """A process of its own renders them: what other tests have put into this one is no part of the product."""
    command = [sys.executable, "-c", "from lowcode.cli.main import main; main()", "generate", "--check"]
    told = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False)
    assert told.returncode == 0, f"{told.stdout}{told.stderr}{_told(difference(artefacts, TOP))}"


def test_an_artefact_renders_the_same_twice_and_only_text_files_of_unix() -> None:
    for artefact in Catalog(artefacts, Artefact, objects=True).values():
        rendered = artefact.render()
        assert rendered == artefact.render()
        for path, text in rendered.items():
            assert not Path(path).is_absolute()
            assert text.endswith("\n"), path
            assert "\r" not in text, path


def _told(found: Difference) -> str:
    """Return the first lines in which the files on disk differ from what is rendered."""
    lines = [
        line
        for path, text in found.written.items()
        for line in unified_diff(_lines(TOP / path), text.splitlines(), path, "rendered", n=0, lineterm="")
    ]
    return "\n".join(lines[:40])


def _lines(file: Path) -> list[str]:
    """Return the lines of a file; none when there is no such file."""
    return file.read_text("utf-8").splitlines() if file.is_file() else []
