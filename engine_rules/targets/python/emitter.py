"""Source text under construction: lines, temporary names and constants."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from lowcode.kernel.diagnostics import Span

MAX_NEST: Final = 24
"""How deep parentheses may nest before a part is given a name; Python's own reader stops at 200."""


@dataclass(frozen=True, slots=True)
class Code:
    """A Python expression: its text, and how deep it nests. It has no effect, so it may stand anywhere once."""

    text: str
    nest: int = 0

    @property
    def plain(self) -> bool:
        """Return whether it is a name, which can stand any number of times."""
        return self.text.isidentifier()


@dataclass(slots=True)
class Emitter:
    """The lines of one function, and what they refer to."""

    constants: dict[str, Any]
    lines: list[str] = field(default_factory=list)
    indent: int = 1
    count: int = 0
    spans: list[Span] = field(default_factory=list)
    needs_run: bool = False
    """Whether steps have to be counted: nested loops, ranges and calls of functions."""
    arithmetic: bool = False
    """Whether decimals are computed, which needs their context."""

    def name(self, letter: str = "t") -> str:
        """Return a new name."""
        self.count += 1
        return f"{letter}{self.count}"

    def line(self, text: str) -> None:
        """Append a line at the present indentation."""
        self.lines.append("    " * self.indent + text)

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """Append a line that opens a block, and indent what follows."""
        self.line(head)
        self.indent += 1
        before = len(self.lines)
        try:
            yield
        finally:
            if len(self.lines) == before:
                self.line("pass")
            self.indent -= 1

    def captured(self, build: Callable[[], Code], indent: int = 1) -> tuple[list[str], Code]:
        """Return the lines and the code that `build` makes, one block deeper, without appending them."""
        kept, self.lines = self.lines, []
        self.indent += indent
        try:
            code = build()
            return self.lines, code
        finally:
            self.lines = kept
            self.indent -= indent

    def constant(self, value: object, letter: str = "K") -> str:
        """Return the name under which a value stands in the function's globals."""
        name = f"{letter}{len(self.constants)}"
        self.constants[name] = value
        return name

    def code(self, text: str, *parts: Code) -> Code:
        """Return code made of parts; a part of it gets a name when it nests too deeply."""
        return Code(text, 1 + max((part.nest for part in parts), default=0))

    def flat(self, code: Code) -> Code:
        """Return the code, or the name of a temporary that holds it when it nests deeply."""
        return self.named(code) if code.nest > MAX_NEST else code

    def named(self, code: Code) -> Code:
        """Return a name that holds the value of the code."""
        if code.plain:
            return code
        name = self.name()
        self.line(f"{name} = {code.text}")
        return Code(name)

    def bound(self, code: Code) -> tuple[str, str]:
        """Return text that evaluates the code and keeps its value, and the name it keeps it under."""
        if code.plain:
            return code.text, code.text
        name = self.name()
        return f"({name} := {code.text})", name

    def span(self, start: int, end: int) -> int:
        """Return the number of a stretch of the text."""
        self.spans.append(Span(start, end))
        return len(self.spans) - 1
