"""`main`: the entry of the console script `lowcode`, and the tree of its commands."""

import ast
import importlib
import pkgutil
import sys
from collections.abc import Iterator, Sequence
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from lowcode.cli import commands
from lowcode.kernel.errors import LowcodeError


class CommandFile(TyperCommand):
    """A command that is known by its file and imported when it is called: listing commands imports none of them."""

    def __init__(self, module: str, file: Path) -> None:
        """Take the name from the file and the help from its docstring, without running it."""
        doc = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
        summary = doc.partition("\n\n")[0].replace("\n", " ")
        super().__init__(file.stem.replace("_", "-"), help=summary, short_help=summary, rich_markup_mode=None)
        self.module = module

    @cached_property
    def loaded(self) -> Any:
        """The command as its module declares it."""
        single = typer.Typer(add_completion=False, rich_markup_mode=None)
        single.command(self.name)(importlib.import_module(self.module).run)
        return typer.main.get_command(single)

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Parse the arguments as the loaded command does; what then runs is that command."""
        return self.loaded.make_context(info_name, args, parent=parent, **extra)


def command_tree() -> TyperGroup:
    """Return the program `lowcode` with a command for each module of `lowcode.cli.commands`."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)
    app.callback()(_lowcode)
    tree = typer.main.get_group(app)
    tree.name = "lowcode"
    for command in _command_files():
        tree.add_command(command)
    return tree


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command that `arguments` (the process's own by default) name, and exit with its code.

    Exit codes: 0 done, 1 refused or found wrong, 2 wrong usage.
    """
    try:
        command_tree().main(args=arguments, prog_name="lowcode")
    except LowcodeError as stop:
        lines = [f"lowcode: {stop}", *(f"  {each.path or '-'}: {each.text()}" for each in stop.diagnostics)]
        sys.stderr.write("\n".join(lines) + "\n")
        sys.exit(1)


def _print_version(on: bool) -> None:  # noqa: FBT001 - the command line calls it so
    """Print the version when asked to, and stop there."""
    if on:
        sys.stdout.write(f"lowcode {version('lowcode')}\n")
        raise typer.Exit


def _lowcode(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """Run the low-code engine from the command line."""


def _command_files() -> Iterator[CommandFile]:
    """List the modules of the folder of commands, without importing them, in alphabetical order."""
    for folder in commands.__path__:
        for found in pkgutil.iter_modules([folder]):
            yield CommandFile(f"{commands.__name__}.{found.name}", Path(folder, f"{found.name}.py"))
