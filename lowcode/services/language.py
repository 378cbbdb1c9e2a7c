"""What the formula editor asks of the language: checks, suggestions, explanations, renaming, and all functions."""

from collections.abc import Callable
from typing import Annotated, Final, TypeVar

from pydantic import Field

from engine_rules import assistant
from engine_rules.assistant import Hover, SignatureHelp, Suggestion
from engine_rules.expression import Expression, expression
from engine_rules.function import Category, Example, Function
from engine_rules.lexer import MAX_LENGTH
from engine_rules.library import FUNCTIONS
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.names import Label
from lowcode.services.message import Message
from lowcode.services.situation import MAX_SAMPLES, Sample, Situation, situation

T = TypeVar("T")

Text = Annotated[str, Field(max_length=4 * MAX_LENGTH)]
"""The text of an expression; the language itself says when it is longer than an expression may be."""
Samples = Annotated[tuple[Sample, ...], Field(max_length=MAX_SAMPLES)]
"""The names that an expression may use, with values to try it with."""

MAX_SUGGESTIONS: Final = 100
"""How many suggestions are worth showing."""


class Draft(Message):
    """An expression that is being written, and the names around it."""

    text: Text
    """The text so far."""
    names: Samples = ()
    """The names it may use."""
    cell: bool = False
    """Whether it is a cell of a decision table: tests of the name `?`."""


class DraftAt(Draft):
    """An expression that is being written, and a place in it."""

    position: Annotated[int, Field(ge=0)]
    """Characters before the cursor or pointer."""


class Renaming(Draft):
    """An expression in which something gets another name."""

    route: Annotated[tuple[str, ...], Field(min_length=1, max_length=50)]
    """What is renamed: a name of the scope, or a way from one through members."""
    new: Annotated[str, Field(min_length=1, max_length=200)]
    """The new name of the last part of the route."""


class Checked(Message):
    """What the checker says of an expression."""

    diagnostics: tuple[Diagnostic, ...]
    """What is wrong with the text."""
    names: tuple[Diagnostic, ...]
    """What is wrong with the names around it; the path begins with the name's position: `/3/value`."""
    type: str
    """The type of its value, as the language writes it."""
    reads: tuple[tuple[str, ...], ...]
    """The names and ways through members that it reads, in alphabetical order."""


class Renamed(Message):
    """An expression after a renaming."""

    text: str
    """The new text."""


class FunctionTargets(Message):
    """Where a function can be computed."""

    python: bool
    """On the server."""
    sql: bool
    """In PostgreSQL and DuckDB."""
    browser: bool
    """In the browser."""


class FunctionEntry(Message):
    """A built-in function as the reference shows it."""

    kind: str
    """The name of its file."""
    name: str
    """How expressions call it."""
    category: Category
    """The group it stands in."""
    signatures: tuple[str, ...]
    """The ways to call it."""
    summary: Label
    """What it returns."""
    note: Label | None
    """Where it differs from the spreadsheet's function of the same name."""
    examples: tuple[Example, ...]
    """Expressions with their results."""
    spellings: tuple[str, ...]
    """Its further names."""
    targets: FunctionTargets
    """Where it can be computed."""
    without_sql: str
    """Why it cannot be computed in SQL, in English."""


def read(draft: Draft) -> tuple[Expression, Situation]:
    """Return the expression of a draft and the situation around it."""
    around = situation(draft.names)
    return expression(draft.text, around.scope, cell=draft.cell), around


def check(draft: Draft) -> Checked:
    """Return what the checker says of a draft."""
    return checked(*read(draft))


def checked(found: Expression, around: Situation) -> Checked:
    """Return what the checker said of an expression."""
    return Checked(
        diagnostics=found.diagnostics,
        names=around.diagnostics,
        type=str(found.type),
        reads=tuple(sorted(found.reads)),
    )


def complete(draft: DraftAt) -> tuple[Suggestion, ...]:
    """Return what can be written at a place, best first."""
    found = _at(assistant.complete, draft)
    return tuple(found[:MAX_SUGGESTIONS])


def hover(draft: DraftAt) -> Hover | None:
    """Return what stands at a place."""
    return _at(assistant.hover, draft)


def signature(draft: DraftAt) -> SignatureHelp | None:
    """Return the call that a place stands in."""
    return _at(assistant.signature_help, draft)


def rename(renaming: Renaming) -> Renamed:
    """Return the text with another name. Raises `Invalid` when it would then mean something else."""
    around = situation(renaming.names)
    return Renamed(text=assistant.rename(renaming.text, renaming.route, renaming.new, around.scope, cell=renaming.cell))


def functions() -> tuple[FunctionEntry, ...]:
    """Return all functions, in alphabetical order."""
    return tuple(sorted(map(_entry, FUNCTIONS.values()), key=lambda one: one.name.lower()))


def _at(asked: Callable[..., T], draft: DraftAt) -> T:
    """Return what the assistant answers for a place."""
    position = min(draft.position, len(draft.text))
    return asked(draft.text, position, situation(draft.names).scope, cell=draft.cell)


def _entry(function: Function) -> FunctionEntry:
    """Return the entry of a function."""
    return FunctionEntry(
        kind=function.kind,
        name=function.name,
        category=function.category,
        signatures=tuple(one.text for one in function.signatures),
        summary=function.summary,
        note=function.note,
        examples=function.examples,
        spellings=function.spellings,
        targets=FunctionTargets(
            python=True,
            sql=function.sql is not None or function.expansion is not None,
            browser=function.browser or function.expansion is not None,
        ),
        without_sql=function.without_sql,
    )
