"""Write the files that are generated from the definitions of the product."""

import sys
from pathlib import Path
from typing import Annotated

import typer

import lowcode
from lowcode.generation import artefacts
from lowcode.generation.artefact import difference
from lowcode.kernel.errors import NotFound

_TOP = Path(lowcode.__file__).parents[1]
"""The top of the repository that this package is run from."""


def run(
    *,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; fail when a file is stale.")] = False,
    top: Annotated[Path, typer.Option(help="The top of the repository.", show_default="the one it runs from")] = _TOP,
) -> None:
    """Write JSON Schema, TypeScript types and reference pages of the repository, and print the files that changed.

    With `--check` nothing is written: the stale files are printed, and the exit code is 1 when there is any.
    """
    if not (top / "pyproject.toml").is_file():
        msg = f"{top} is not a clone of the repository: give its top by --top"
        raise NotFound(msg)
    stale = difference(artefacts, top)
    if not check:
        stale.apply(top)
    for path in stale.paths():
        print(path)
    if check and stale:
        sys.stderr.write("These generated files are stale: run `lowcode generate` and commit what it writes.\n")
        raise typer.Exit(1)
