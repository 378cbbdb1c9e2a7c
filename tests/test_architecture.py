"""Shows that the house keeps its shape: layers, sizes, names, imports at the top, nothing written twice."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

TOP = Path(__file__).parents[1]
LONGEST = 600
NAMELESS = {"base", "common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}


def repository_files() -> list[Path]:
    """Return the files of the repository that exist, also those not committed yet, without the ignored ones."""
    command = ["git", "-C", str(TOP), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, check=True).stdout.decode().split("\0")
    return sorted({TOP / name for name in listed if name and (TOP / name).is_file()})


FILES = repository_files()
SOURCES = [
    file
    for file in FILES
    if file.suffix in {".py", ".ts", ".tsx", ".css", ".lark"} and "generated" not in file.relative_to(TOP).parts
]
PRODUCT = [
    file for file in SOURCES if file.suffix == ".py" and re.match(r"lowcode|engine_", file.relative_to(TOP).parts[0])
]


def name(file: Path) -> str:
    """Return how a test calls a file."""
    return file.relative_to(TOP).as_posix()


def contracts() -> list[dict[str, list[str]]]:
    """Return the import contracts."""
    found: list[dict[str, list[str]]] = tomllib.loads((TOP / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
    return found


def packages() -> set[str]:
    """Return the parts of the product that a layer holds: engines, and the parts of `lowcode`."""
    parts = set()
    for file in PRODUCT:
        path = file.relative_to(TOP)
        if path.parts[0] != "lowcode":
            parts.add(path.parts[0])
        elif path.parts[1] != "__init__.py":
            parts.add(f"lowcode.{path.parts[1].removesuffix('.py')}")
    return parts


def test_there_is_something_to_look_at() -> None:
    assert TOP / "lowcode" / "kernel" / "spec.py" in PRODUCT
    assert TOP / "web" / "package.json" in FILES


def test_every_package_stands_in_a_layer() -> None:
    layered = {
        each
        for contract in contracts()
        for layer in contract.get("layers", [])
        for each in re.findall(r"[\w.]+", layer)
    }
    assert packages() - layered == set()


def test_every_engine_is_held_to_purity() -> None:
    pure = {each for contract in contracts() for each in contract.get("source_modules", [])}
    assert {each for each in packages() if each.startswith("engine_") or each == "lowcode.kernel"} - pure == set()


def test_no_source_is_too_long() -> None:
    lengths = {name(file): len(file.read_text(encoding="utf-8").splitlines()) for file in SOURCES}
    assert {file: length for file, length in lengths.items() if length > LONGEST} == {}


def test_modules_are_named_by_what_they_hold() -> None:
    words = {name(file): {part.partition(".")[0] for part in file.relative_to(TOP).parts} for file in SOURCES}
    assert {file: found & NAMELESS for file, found in words.items() if found & NAMELESS} == {}


def test_imports_stand_at_the_top() -> None:
    inner = [
        f"{name(file)}:{found.lineno}"
        for file in PRODUCT
        for function in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for found in ast.walk(function)
        if isinstance(found, ast.Import | ast.ImportFrom)
    ]
    assert inner == []


def test_nothing_asks_people_to_write_it_twice() -> None:
    plea = re.compile(r"ke(ep|pt)[ -]in[ -]sync", re.IGNORECASE)
    assert [name(file) for file in SOURCES if plea.search(file.read_text(encoding="utf-8"))] == []


def test_tests_are_files_and_no_packages() -> None:
    assert [name(file) for file in FILES if file.name == "__init__.py" and file.is_relative_to(TOP / "tests")] == []


def test_lock_files_name_no_host() -> None:
    for file in (TOP / "requirements").iterdir():
        text = file.read_text()
        assert not re.search(r"://|--(extra-)?index-url|--find-links|^-[if] ", text, re.MULTILINE), file
    assert '"resolved"' not in (TOP / "web" / "package-lock.json").read_text()
    assert "registry=" not in (TOP / "web" / ".npmrc").read_text()


def test_no_file_names_a_path_of_a_machine() -> None:
    path = re.compile(rf"(?<![\w.])/(root|home/\w+|Users/\w+|work|opt/pypi)/|{re.escape(str(TOP))}\b")
    found = []
    for file in FILES:
        text = file.read_bytes().decode("utf-8", errors="replace")
        found += [f"{name(file)}: {hit[0]}" for hit in path.finditer(text) if file != Path(__file__)]
    assert found == []
