"""Compiles a checked tree into Python functions, and runs them within the limits."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import getcontext, setcontext
from typing import Any

from engine_rules import codes
from engine_rules import syntax as s
from engine_rules.evaluation import MAX_CALLS, LimitReached, joined
from engine_rules.numbers import CONTEXT
from engine_rules.targets.python.generator import Generator
from engine_rules.targets.python.runtime import Tracer
from engine_rules.values import Value
from lowcode.kernel.diagnostics import Diagnostic, Span

Evaluate = Callable[[Mapping[str, Value]], Value]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The value of a traced run and its warnings, each with its place in the text."""

    value: Value
    warnings: tuple[Diagnostic, ...]


class Program:
    """The functions of one expression: the traced one is compiled when it is first needed."""

    __slots__ = ("_spans", "_traced", "evaluate", "source", "tree")

    def __init__(self, tree: s.Node) -> None:
        """Compile the fast function."""
        self.tree = tree
        self._traced: Callable[[Mapping[str, Value], Tracer], Value] | None = None
        self._spans: list[Span] = []
        generator = Generator(traced=False)
        source = generator.source(tree)
        out = generator.out
        self.source = _wrapped(source, arithmetic=out.arithmetic)
        namespace = out.constants
        namespace.update(fallback=self._fallback, LimitReached=LimitReached, getcontext=getcontext)
        namespace.update(setcontext=setcontext, CONTEXT=CONTEXT)
        exec(compile(self.source, "<expression>", "exec"), namespace)  # noqa: S102 - our own source, see generator
        fast: Evaluate = namespace["f"]
        self.evaluate: Evaluate = _limited(fast) if out.needs_run else fast
        """Return the value for the values of names; names that are missing are null."""

    def trace(self, values: Mapping[str, Value]) -> Outcome:
        """Return the value and the warnings that tell where it met null."""
        if self._traced is None:
            generator = Generator(traced=True)
            namespace = generator.out.constants
            exec(compile(generator.source(self.tree), "<traced>", "exec"), namespace)  # noqa: S102
            self._traced, self._spans = namespace["f"], generator.out.spans
        if getcontext() is not CONTEXT:
            setcontext(CONTEXT)
        warnings: list[Diagnostic] = []
        with joined(warnings) as run:
            try:
                value = self._traced(values, Tracer(run, self._spans))
            except LimitReached as reached:
                warnings.append(reached.code.report(run.at, limit=f"{reached.limit:,}"))
                value = None
            except RecursionError:
                warnings.append(codes.CALL_LIMIT.report(run.at, limit=MAX_CALLS))
                value = None
        return Outcome(value, tuple(warnings))

    def _fallback(self, values: Mapping[str, Value]) -> Value:
        """Return the value by the function that trusts nothing."""
        return self.trace(values).value


def _wrapped(source: str, *, arithmetic: bool) -> str:
    """Return the source of the fast function with its guards around the body."""
    head, _, body = source.partition("\n")
    indented = "\n".join("    " + line for line in body.splitlines())
    context = "    if getcontext() is not CONTEXT: setcontext(CONTEXT)\n" if arithmetic else ""
    return (
        f"{head}\n{context}    try:\n{indented}\n"
        "    except LimitReached: return None\n"
        "    except Exception: return fallback(s)\n"
    )


def _limited(function: Evaluate) -> Evaluate:
    """Return a function that counts its steps: those of the run it is part of, else of one of its own."""

    def evaluate(values: Mapping[str, Value]) -> Any:
        with joined(None):
            return function(values)

    return evaluate
