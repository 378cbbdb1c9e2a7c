"""`Diagnostic`: a mistake in metadata or input as a value, with its place and what to do next."""

from dataclasses import dataclass
from typing import ClassVar, Literal, NamedTuple

from pydantic import ConfigDict

from lowcode.kernel.names import Label, Language

Severity = Literal["error", "warning", "info"]
"""An error stops what was asked; a warning and an info do not."""


class Span(NamedTuple):
    """A stretch of text: characters from `start` up to but not including `end`, counted from 0."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One mistake: its code, what it is and what to do next in every language, and where it stands."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    code: str
    """The key of the mistake in the reference of codes."""
    message: Label
    """What is wrong, with the names and values of the case."""
    hint: Label | None = None
    """What to do next."""
    severity: Severity = "error"
    """Whether it stops what was asked."""
    path: str = ""
    """JSON pointer of the place inside the document, empty for the whole."""
    span: Span | None = None
    """The stretch of an expression it speaks of."""

    def at(self, path: str) -> "Diagnostic":
        """Return the same diagnostic inside a larger document: `path` is put before its own path."""
        return Diagnostic(self.code, self.message, self.hint, self.severity, path + self.path, self.span)

    def text(self, language: Language = "en") -> str:
        """Return message and hint as one line in `language`."""
        hint = f" {self.hint.text(language)}" if self.hint else ""
        return self.message.text(language) + hint


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of mistake that the product can report; its templates are filled with the names of the case."""

    code: str
    """Lower case words joined by hyphens, unique in the product."""
    message: Label
    """Template of the message; `{placeholders}` are filled by `report`."""
    hint: Label | None = None
    """Template of what to do next."""
    severity: Severity = "error"
    """Whether it stops what was asked."""

    def report(self, span: Span | None = None, path: str = "", **values: object) -> Diagnostic:
        """Return the diagnostic of this kind at a place. Raises `KeyError` when a placeholder has no value."""
        hint = self.hint.filled(**values) if self.hint else None
        return Diagnostic(self.code, self.message.filled(**values), hint, self.severity, path, span)
