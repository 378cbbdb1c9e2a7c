"""One run of an expression: its warnings, and the limits on steps, time and size."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any, Final

from engine_rules import codes
from lowcode.kernel.diagnostics import Code, Diagnostic, Span
from lowcode.kernel.names import Label, label

MAX_STEPS: Final = 500_000
"""Turns of loops and calls of functions in one run."""
MAX_SECONDS: Final = 1.0
"""Seconds of one run, as far as loops and calls go; a pattern has a limit of its own."""
MAX_SIZE: Final = 1_000_000
"""Elements of a list and characters of a text that one run may build."""
MAX_CALLS: Final = 200
"""How deep functions may call each other."""
MAX_WARNINGS: Final = 50
"""How many warnings a run keeps."""


class LimitReached(Exception):  # noqa: N818 - stops the run, the result is null
    """A limit stops the run; carries the code and its value."""

    def __init__(self, code: Code, limit: float) -> None:
        """Take the code and the limit that was reached."""
        super().__init__(code.code)
        self.code = code
        self.limit = limit


class NoResult(Exception):  # noqa: N818 - an answer of a function
    """A function has no result for its arguments: the call gives null, and the reason becomes a warning."""

    def __init__(self, en: str, zh: str) -> None:
        """Take the reason in English and Chinese, without a full stop."""
        super().__init__(en)
        self.reason = label(en, zh)


@dataclass(slots=True)
class Run:
    """The state of one run: what it has used up, and its warnings when they are wanted."""

    steps: int = 0
    depth: int = 0
    checked: int = 0
    deadline: float = field(default_factory=lambda: time.monotonic() + MAX_SECONDS)
    at: Span | None = None
    """The stretch of text whose operator or function is at work, when the run is traced."""
    warnings: list[Diagnostic] | None = None

    def spend(self, steps: int) -> None:
        """Count steps; raises `LimitReached` when they or the time are used up."""
        self.steps += steps
        if self.steps > MAX_STEPS:
            raise LimitReached(codes.STEP_LIMIT, MAX_STEPS)
        if self.steps - self.checked > 1000:
            self.checked = self.steps
            if time.monotonic() > self.deadline:
                # the run is over for good: whoever goes on after this is stopped at the next step
                self.checked = -MAX_STEPS
                raise LimitReached(codes.TIME_LIMIT, MAX_SECONDS)


_run: ContextVar[Run | None] = ContextVar("run", default=None)


@contextmanager
def running(run: Run) -> Iterator[Run]:
    """Make `run` the present one inside the block."""
    token = _run.set(run)
    try:
        yield run
    finally:
        _run.reset(token)


@contextmanager
def joined(warnings: list[Diagnostic] | None) -> Iterator[Run]:
    """Join the present run, or begin one, with its warnings going to a list of their own inside the block.

    Expressions that run inside of others, such as the functions of a decision model, so share their limits.
    """
    outer = _run.get()
    if outer is None:
        with running(Run(warnings=warnings)) as run:
            yield run
        return
    kept, at = outer.warnings, outer.at
    outer.warnings = warnings
    try:
        yield outer
    finally:
        outer.warnings, outer.at = kept, at


def present() -> Run:
    """Return the present run; a new one of its own when there is none."""
    return _run.get() or Run()


def spend(steps: int) -> None:
    """Count steps of the present run."""
    run = _run.get()
    if run is not None:
        run.spend(steps)
    elif steps > MAX_STEPS:
        raise LimitReached(codes.STEP_LIMIT, MAX_STEPS)


def grown(size: int) -> None:
    """Check the size of a value that is about to be built; raises `LimitReached`."""
    if size > MAX_SIZE:
        raise LimitReached(codes.SIZE_LIMIT, MAX_SIZE)


def warn(code: Code, **values: Any) -> None:
    """Add a warning to the present run, if it keeps them; return null, the value of what has no other."""
    run = _run.get()
    if run is not None and run.warnings is not None and len(run.warnings) < MAX_WARNINGS:
        run.warnings.append(replace(code.report(run.at, "", **values), severity="warning"))


def no_result(what: Label) -> None:
    """Return null, and warn that something has no result for a reason given in both languages."""
    run = _run.get()
    if run is not None and run.warnings is not None and len(run.warnings) < MAX_WARNINGS:
        message = label(
            codes.NULL_RESULT.message.en.format(what=what.en), codes.NULL_RESULT.message.zh_cn.format(what=what.zh_cn)
        )
        run.warnings.append(Diagnostic("null-result", message, codes.NULL_RESULT.hint, "warning", "", run.at))
