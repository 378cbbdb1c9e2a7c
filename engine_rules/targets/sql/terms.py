"""Terms: what a part of a tree becomes before it is written.

A `Scalar` is SQL text. What SQL has no values for exists only while compiling: a `Record` (context), a `Row` of a
table, `Items` (a list written out), `Rows` (a list that is a query) and a `Reach` (range) vanish into the text of what
uses them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from typing import Final, Literal, TypeAlias

from engine_rules import types as t
from engine_rules.targets.sql.source import Table
from engine_rules.values import Value
from lowcode.kernel.names import Label, label

Form = Literal["", "integer", "days", "interval", "uuid"]
"""How a value is kept when it is not the usual way: a number in an integer type, a days and time duration as whole days
in an integer or as PostgreSQL's interval, a text as a `uuid` that its SQL casts. The usual way of that duration is a
number of nanoseconds."""

Digits: TypeAlias = tuple[int, int]
"""How many digits a number has before and after its point at the most."""

SUPPOSED: Final[Digits] = (12, 5)
"""The digits of a number of which nothing is declared: products of two then stay exact."""


class Unsupported(Exception):  # noqa: N818 - an answer, which becomes a diagnostic
    """Something that SQL cannot say."""

    def __init__(self, en: str, zh: str) -> None:
        """Take what cannot be said in English and Chinese."""
        super().__init__(en)
        self.what: Label = label(en, zh)


class _Unknown:
    """The type of `UNKNOWN`."""


UNKNOWN: Final = _Unknown()
"""Stands for a value that is not known when compiling; null is a value."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value as SQL text."""

    sql: str
    type: t.Type
    nullable: bool = True
    atom: bool = True
    """Whether the text can be an operand without brackets."""
    constant: Value = UNKNOWN
    """The value when it is known."""
    form: Form = ""
    zone: tzinfo | None = None
    """The zone in which an instant is seen; None for a local date and time."""
    digits: Digits | None = None
    """Of a number, or of the numbers of a list."""
    rough: bool = False
    """Whether a number may have more digits than the language gives it."""
    by_code_point: bool = False
    """Whether a text compares by code point as it is."""
    joined: bool = False
    """Whether a condition is one of several joined by `AND` or `OR`."""

    @property
    def text(self) -> str:
        """Return the text as an operand."""
        return self.sql if self.atom else f"({self.sql})"

    @property
    def known(self) -> bool:
        """Return whether the value is known when compiling."""
        return self.constant is not UNKNOWN

    @property
    def null(self) -> bool:
        """Return whether it is known to be null."""
        return self.constant is None

    def named(self, sql: str) -> "Scalar":
        """Return the same value under another text, an atom that is not known when compiling."""
        return replace(self, sql=sql, atom=True, constant=UNKNOWN)


NULL: Final = Scalar("NULL", t.NULL, constant=None)
TRUE: Final = Scalar("TRUE", t.BOOLEAN, nullable=False, constant=True)
FALSE: Final = Scalar("FALSE", t.BOOLEAN, nullable=False, constant=False)


@dataclass(frozen=True, slots=True)
class Record:
    """A context: what each member becomes is found when it is asked for."""

    members: Mapping[str, "Callable[[], Term]"]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table that the text around it names by `alias`, or that `wrap` puts a text into a query for."""

    table: Table
    alias: str
    frame: "Frame | None" = None
    """Where joins go; without one, references become sub-selects."""
    wrap: Callable[[str], str] | None = None
    key: Scalar | None = None
    """What is null when there is no such row; None when there always is one."""


@dataclass(slots=True)
class Frame:
    """The FROM of a query in the making: its first table, then further ones and joins in order."""

    parts: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    """The aliases that it introduces."""


@dataclass(frozen=True, slots=True)
class Items:
    """A list whose elements are known when compiling, though not their values."""

    items: tuple["Term", ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """A list that is a query: one `element` for each row of `frame` that meets all of `where`."""

    frame: Frame
    element: "Term"
    where: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    absent: str = ""
    """The condition under which the list itself is null."""


@dataclass(frozen=True, slots=True)
class Reach:
    """A range; a side without an end is open."""

    low: Scalar | None
    high: Scalar | None
    low_included: bool
    high_included: bool
    excludes: bool = False
    """`!= low`."""
    single: bool = False
    """`= low`."""


Term: TypeAlias = Scalar | Record | Row | Items | Rows | Reach
