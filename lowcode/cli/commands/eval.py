"""Evaluate cases of the expression language, one JSON object a line."""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from lowcode.cli.node import answers_in_browser
from lowcode.kernel.errors import Invalid
from lowcode.services.cases import Answer, answers_in_python
from lowcode.services.sql_cases import answers_in_duckdb, answers_in_postgres


class Target(StrEnum):
    """Where the expressions run."""

    python = "python"
    postgres = "postgres"
    duckdb = "duckdb"
    browser = "browser"


_ANSWERS: Final[Mapping[Target, Callable[[Sequence[str]], Iterable[Answer]]]] = {
    Target.python: answers_in_python,
    Target.postgres: answers_in_postgres,
    Target.duckdb: answers_in_duckdb,
    Target.browser: answers_in_browser,
}


def run(
    *,
    path: Annotated[Path, typer.Option("--cases", help="A file of cases, one JSON object a line; `-` is the input.")],
    target: Annotated[Target, typer.Option(help="Where the expressions run.")] = Target.python,
) -> None:
    """Evaluate cases of the expression language and print one answer a line.

    A case is `{"id", "expr", "context", "type", "types"}`: the expression, typed values by name, the expected type
    and named types, the last three optional. An answer is `{"id", "value": {"t", "v"}, "warnings": […]}`; an
    expression that fails has the value null and warnings that say why.
    """
    if str(path) == "-":
        lines = sys.stdin.readlines()
    elif path.is_file():
        lines = path.read_text(encoding="utf-8").splitlines()
    else:
        msg = f"there is no file {path}: give the cases by --cases FILE"
        raise Invalid(msg)
    for answer in _ANSWERS[target](lines):
        print(answer.line())
