"""Evaluating one expression on several targets, for people who want to see that all of them agree."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from engine_rules import typed_json
from engine_rules.expression import Expression
from engine_rules.targets.browser import browser_program
from engine_rules.targets.python.program import Outcome
from engine_rules.texts import nested
from engine_rules.values import Value
from lowcode.kernel.diagnostics import Code, Diagnostic
from lowcode.kernel.names import label
from lowcode.services.language import Checked, Draft, checked, read
from lowcode.services.message import Message
from lowcode.services.situation import Situation

Target = Literal["python", "postgres", "duckdb", "browser"]
"""Where an expression is computed."""

SqlTarget = Literal["postgres", "duckdb"]
"""A database that computes expressions."""

Databases = Mapping[SqlTarget, Callable[[Expression, Mapping[str, Value]], Awaitable[Outcome]]]
"""How each database computes an expression with the values of names."""

MAX_SHOWN: Final = 100_000
"""Characters of JSON that a value may have to be sent as a whole."""

TARGET_NOT_THERE: Final = Code(
    "target-not-there",
    label("This target does not run here.", "此处没有运行该目标。"),
    label(
        "Start the product with `lowcode serve`, which brings it.", "请用 `lowcode serve` 启动产品，它会自带该目标。"
    ),
    "info",
)
VALUE_TOO_LARGE: Final = Code(
    "value-too-large-to-show",
    label("The value is too large to be shown.", "该值过大，无法显示。"),
    label("Show a part of it, for example its `count(…)`.", "请只显示其中一部分，例如它的 `count(…)`。"),
    "info",
)


class Evaluation(Draft):
    """An expression to be computed, and where."""

    targets: Annotated[tuple[Target, ...], Field(max_length=4)] = ("python",)
    """Each target once."""


class TypedValue(Message):
    """A value with its type, as cases write it: numbers, dates, times and durations as text."""

    t: str
    """The type: `number`, `list` and so on."""
    v: Any = None
    """The value; of a list, typed values, and of a context, typed values by name."""


class TargetAnswer(Message):
    """What one target gives."""

    target: Target
    """Which one."""
    value: TypedValue | None
    """The value; none when the target cannot compute the expression."""
    text: str
    """The value as text, strings in quotes."""
    warnings: tuple[Diagnostic, ...]
    """Where and why null was met, or why the target cannot compute the expression."""
    milliseconds: float
    """How long the computation took, what was compiled before included."""


class BrowserWork(Message):
    """What the page computes itself."""

    tree: Any
    """The expression for the interpreter in the browser, null when it cannot run there."""
    values: Mapping[str, TypedValue]
    """The values of the names that it reads."""
    diagnostics: tuple[Diagnostic, ...]
    """Why it cannot run there."""


class Evaluated(Message):
    """What came of an evaluation."""

    checked: Checked
    """What the checker says."""
    answers: tuple[TargetAnswer, ...]
    """What the targets give, in the order asked; the browser's is left to the page."""
    browser: BrowserWork | None
    """The page's part, when the browser was asked."""


async def evaluate(asked: Evaluation, databases: Databases) -> Evaluated:
    """Return the values that an expression has on the targets asked for."""
    found, around = await asyncio.to_thread(read, asked)
    ready = found.tree is not None and not found.errors
    wanted = tuple(dict.fromkeys(asked.targets)) if ready else ()
    answers = await asyncio.gather(*(_answer(one, found, around, databases) for one in wanted if one != "browser"))
    return Evaluated(
        checked=checked(found, around),
        answers=tuple(answers),
        browser=_browser(found, around) if "browser" in wanted else None,
    )


async def _answer(target: Target, found: Expression, around: Situation, databases: Databases) -> TargetAnswer:
    """Return what a target on the server gives."""
    started = time.perf_counter()
    if target == "python":
        outcome = await asyncio.to_thread(found.trace, around.values)
        return _told(target, outcome.value, outcome.warnings, started)
    ask = None if target == "browser" else databases.get(target)
    if ask is None:
        return _untold(target, (TARGET_NOT_THERE.report(),), started)
    outcome = await ask(found, around.values)
    if outcome.value is None and outcome.warnings:
        # A database has no warnings of its own: it gives a value, or says why it cannot.
        return _untold(target, outcome.warnings, started)
    return _told(target, outcome.value, outcome.warnings, started)


def _told(target: Target, value: Value, warnings: tuple[Diagnostic, ...], started: float) -> TargetAnswer:
    """Return the answer with a value."""
    text = nested(value)
    if len(text) > MAX_SHOWN:
        return _untold(target, (*warnings, VALUE_TOO_LARGE.report()), started)
    typed = TypedValue.model_validate(typed_json.write(value))
    return TargetAnswer(target=target, value=typed, text=text, warnings=warnings, milliseconds=_since(started))


def _untold(target: Target, warnings: tuple[Diagnostic, ...], started: float) -> TargetAnswer:
    """Return the answer without a value."""
    return TargetAnswer(target=target, value=None, text="", warnings=warnings, milliseconds=_since(started))


def _since(started: float) -> float:
    """Return the milliseconds since a reading of the clock that only counts."""
    return round((time.perf_counter() - started) * 1000, 3)


def _browser(found: Expression, around: Situation) -> BrowserWork:
    """Return the page's part."""
    assert found.tree is not None
    program = browser_program(found.tree)
    read_names = {route[0] for route in found.reads}
    values = {
        name: TypedValue.model_validate(typed_json.write(value))
        for name, value in around.values.items()
        if name in read_names or name == "?"
    }
    size = sum(len(json.dumps(one.v)) for one in values.values())
    if size > MAX_SHOWN:
        return BrowserWork(tree=None, values={}, diagnostics=(VALUE_TOO_LARGE.report(),))
    return BrowserWork(tree=program.tree, values=values, diagnostics=program.diagnostics)
