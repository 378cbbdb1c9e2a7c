"""`docs/reference/commands.md`: every command of `lowcode` with its arguments, as its own help says."""

from collections.abc import Iterator, Mapping
from inspect import cleandoc
from typing import Any

from lowcode.cli.main import CommandFile, command_tree
from lowcode.generation.artefact import Artefact
from lowcode.generation.markdown import code, page, table


def _render() -> Mapping[str, str]:
    """Return the page of the commands."""
    tree = command_tree()
    sections = [_section(each) for each in tree.commands.values() if isinstance(each, CommandFile)]
    intro = "`lowcode COMMAND --help` prints the same. `lowcode --version` prints the version."
    return {"docs/reference/commands.md": page("Commands", intro, *sections)}


def _section(file: CommandFile) -> str:
    """Return what one command does and takes."""
    command = file.loaded
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    usage = " ".join(
        ["lowcode", str(file.name), "[OPTIONS]", *(text for each in arguments for text in each.get_usage_pieces(None))]
    )
    parts = [f"## lowcode {file.name}", f"```\n{usage}\n```", cleandoc(command.help or "")]
    if rows := list(_rows(command.params)):
        parts.append(table(["argument", "default", "meaning"], rows))
    return "\n\n".join(parts)


def _rows(parameters: list[Any]) -> Iterator[list[str]]:
    """Iterate over the lines of the table of arguments."""
    for each in parameters:
        names = ", ".join(code(name) for name in [*each.opts, *each.secondary_opts])
        yield [names, "required" if each.required else _default(each), each.help or ""]


def _default(parameter: Any) -> str:
    """Return what holds when the argument is not given: in words when the command has words for it."""
    if isinstance(parameter.show_default, str):
        return parameter.show_default
    return "" if parameter.default in (None, False) else code(str(parameter.default))


artefact = Artefact("commands", _render)
"""The reference of commands."""
