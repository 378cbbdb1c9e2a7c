"""Ask decision models of DMN for the results of cases, one JSON object a line."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from lowcode.kernel.errors import Invalid
from lowcode.services.model_cases import ModelFolder


def run(
    *,
    root: Annotated[Path, typer.Option("--models-root", help="The folder that the cases' `dmn` paths start from.")],
    path: Annotated[Path, typer.Option("--cases", help="A file of cases, one JSON object a line; `-` is the input.")],
) -> None:
    """Ask decision models of DMN for the results of cases, and print one answer a line.

    A case is `{"id", "dmn", "decision", "inputs"}`: the files of the model (the one that is asked first, then those
    it imports), the decision, and typed values by name. With `"invocable"` a decision service or knowledge model is
    called, and `"decision"` names the output that is wanted; `"ns_inputs"`, a list of
    `{"namespace", "name", "value"}`, gives inputs of imported models.

    An answer is `{"id", "value": {"t", "v"}, "warnings": […]}`; whatever is wrong with a case, its value is null and
    the warnings say why. Each model is read and compiled once.
    """
    if not root.is_dir():
        msg = f"there is no folder {root}: give the folder of the models by --models-root DIR"
        raise Invalid(msg)
    if str(path) == "-":
        lines = sys.stdin.read().split("\n")
    elif path.is_file():
        lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    else:
        msg = f"there is no file {path}: give the cases by --cases FILE"
        raise Invalid(msg)
    for answer in ModelFolder(root).answers(lines):
        print(answer.line())
