"""Shows that `lowcode generate` writes what is missing, removes what nobody renders, and that `--check` only tells."""

from pathlib import Path

import pytest
import typer

from lowcode.cli.commands import generate
from lowcode.kernel.errors import NotFound


def test_it_writes_and_then_has_nothing_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "pyproject.toml").touch()
    with pytest.raises(typer.Exit) as end:
        generate.run(check=True, top=tmp_path)
    assert end.value.exit_code == 1
    missing = capsys.readouterr().out.split()
    assert "docs/reference/codes.md" in missing
    assert list(tmp_path.iterdir()) == [tmp_path / "pyproject.toml"]

    generate.run(top=tmp_path)
    assert capsys.readouterr().out.split() == missing
    assert all((tmp_path / path).is_file() for path in missing)

    generate.run(check=True, top=tmp_path)
    assert capsys.readouterr().out == ""


def test_it_finds_a_changed_and_an_abandoned_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "pyproject.toml").touch()
    generate.run(top=tmp_path)
    capsys.readouterr()
    codes, old = tmp_path / "docs/reference/codes.md", tmp_path / "docs/reference/schema/Old.json"
    right = codes.read_bytes()
    codes.write_text("edited by hand\n")
    old.write_text("{}\n")
    generate.run(top=tmp_path)
    assert capsys.readouterr().out.split() == ["docs/reference/codes.md", "docs/reference/schema/Old.json"]
    assert codes.read_bytes() == right
    assert not old.exists()


def test_it_writes_nowhere_but_in_a_repository(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="--top"):
        generate.run(top=tmp_path)
