"""Shows that a file is a command, that listing is fast because it imports none, and how the program ends."""

import subprocess
import sys
from pathlib import Path

import pytest

from lowcode.cli import commands
from lowcode.cli.main import CommandFile, command_tree, main
from lowcode.kernel.diagnostics import Code
from lowcode.kernel.errors import Invalid
from lowcode.kernel.names import label

TOO_MANY = Code("too-many", label("{n} are too many.", "{n} 个太多。"), label("Take fewer.", "请减少。"))

SHOUT = '''"""Print a word
loudly.

More about it."""

from typing import Annotated

import typer

from lowcode.kernel.errors import Invalid
from tests_of_main import refuse


def run(word: Annotated[str, typer.Argument(help="What to shout.")], times: int = 1) -> None:
    """Print WORD in capitals."""
    if times > 9:
        refuse()
    print(word.upper() * times)
'''


@pytest.fixture
def shout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Add the command `shout-out` from another folder."""

    class Tests:
        @staticmethod
        def refuse() -> None:
            message = "too much"
            raise Invalid(message, [TOO_MANY.report(path="/times", n=10)])

    (tmp_path / "shout_out.py").write_text(SHOUT, encoding="utf-8")
    monkeypatch.setattr(commands, "__path__", [*commands.__path__, str(tmp_path)])
    monkeypatch.setitem(sys.modules, "tests_of_main", Tests)
    monkeypatch.delitem(sys.modules, "lowcode.cli.commands.shout_out", raising=False)


def ended(arguments: list[str]) -> int | str | None:
    """Run the program and return its exit code."""
    with pytest.raises(SystemExit) as end:
        main(arguments)
    return end.value.code


@pytest.mark.usefixtures("shout")
def test_a_file_is_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(["shout-out", "hey", "--times", "2"]) == 0
    assert capsys.readouterr().out == "HEYHEY\n"


@pytest.mark.usefixtures("shout")
def test_help_lists_a_command_without_importing_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(["--help"]) == 0
    assert "shout-out  Print a word loudly." in capsys.readouterr().out
    assert "lowcode.cli.commands.shout_out" not in sys.modules
    assert ended(["shout-out", "--help"]) == 0
    assert "What to shout." in capsys.readouterr().out


@pytest.mark.usefixtures("shout")
def test_what_stops_a_command_is_told_with_its_place_and_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(["shout-out", "hey", "--times", "10"]) == 1
    assert capsys.readouterr().err == "lowcode: too much\n  /times: 10 are too many. Take fewer.\n"


def test_wrong_usage_ends_with_two_and_a_proposal(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(["generat"]) == 2
    assert "Did you mean 'generate'?" in capsys.readouterr().err
    assert ended([]) == 2
    assert "generate" in capsys.readouterr().err


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(["--version"]) == 0
    assert capsys.readouterr().out.startswith("lowcode 0.")


def test_every_command_has_a_summary_and_help() -> None:
    for command in command_tree().commands.values():
        assert isinstance(command, CommandFile)
        assert command.short_help
        assert command.loaded.help
        assert all(each.help for each in command.loaded.params), f"an argument of {command.name} has no help"


def test_listing_imports_nothing_heavy() -> None:
    script = "import sys, lowcode.cli.main as m; m.command_tree(); print([n for n in {} if n in sys.modules])"
    heavy = ["asyncpg", "duckdb", "lark", "lxml", "sqlalchemy", "lowcode.generation"]
    done = subprocess.run([sys.executable, "-c", script.format(heavy)], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
