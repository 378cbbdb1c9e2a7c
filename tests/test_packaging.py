"""Shows that the wheel holds every file of the packages, and nothing of the tests."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Build the wheel and return the names of its files."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=TOP, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        return set(archive.namelist())


def test_every_source_is_in_the_wheel(wheel: set[str]) -> None:
    sources = {
        file.relative_to(TOP).as_posix()
        for package in ("lowcode", "engine_rules", "engine_forms", "engine_flow", "engine_reports", "apps_catalog")
        for pattern in ("*.py", "*.lark", "*.txt", "*.json")
        for file in (TOP / package).rglob(pattern)
    }
    assert sources - wheel == set()
    assert "engine_rules/grammar.lark" in wheel


def test_nothing_else_is_in_the_wheel(wheel: set[str]) -> None:
    assert {name.split("/")[0].split("-")[0] for name in wheel} == {
        "lowcode",
        "engine_rules",
        "engine_forms",
        "engine_flow",
        "engine_reports",
        "apps_catalog",
    }
    assert any(name.endswith("licenses/LICENSE") for name in wheel)
    assert not any("__pycache__" in name for name in wheel)


def test_the_wheel_serves_pages_and_computes_as_browsers_do(wheel: set[str]) -> None:
    assert "lowcode/built/app/index.html" in wheel
    assert "lowcode/built/language/cli.js" in wheel
    assert any(name.startswith("lowcode/built/app/assets/") and name.endswith(".js") for name in wheel)
