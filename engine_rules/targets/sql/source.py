"""Where the names of an expression come from: a row of a table with what hangs on it, and values bound by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from engine_rules import types as t
from engine_rules.values import Value


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in SQL, its type in the language, and what makes the text shorter and faster when known.

    Columns of a number are `numeric`, `decimal` or, with `integer`, of an integer type. A date and time is `timestamp`,
    or `timestamptz` with `zoned`. A days and time duration is a number of nanoseconds, or with `interval` PostgreSQL's
    `interval` without months; a years and months duration is an integer of months. A time is `time`.
    """

    name: str
    type: t.Type
    nullable: bool = True
    integer: bool = False
    """Whether a number is kept in an integer type."""
    digits: tuple[int, int] | None = None
    """How many digits a number has before and after its point at the most. Where None: 10 and 0 for an `integer` (say
    (19, 0) of a `bigint`), else 12 and 5: exact products in PostgreSQL go that far, and DuckDB casts to it."""
    zoned: bool = True
    """Whether a date and time is an instant (`timestamptz`)."""
    interval: bool = False
    """Whether a days and time duration is an `interval`."""
    by_code_point: bool = False
    """Whether a text is declared with the collation "C" already."""
    uuid: bool = False
    """Whether a text, or each of a list of texts, is kept as `uuid`."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that holds the key of a row of another table."""

    column: str
    table: "Table | Callable[[], Table]"
    """The table, or a function that returns it, so that tables may refer to each other."""
    key: str = "id"
    nullable: bool = True
    uuid: bool = False
    """Whether the keys are `uuid`; the key of what is referred to is then taken from the column, without a join."""

    def target(self) -> "Table":
        """Return the table referred to."""
        return self.table if isinstance(self.table, Table) else self.table()


@dataclass(frozen=True, slots=True)
class Subtable:
    """Rows of another table that belong to a row: those whose `parent` column holds its `key`, in order."""

    table: "Table | Callable[[], Table]"
    parent: str = "parent_id"
    key: str = "id"
    order: tuple[str, ...] = ("position",)
    absent: str = ""
    """The column that is not null in rows that do not count; empty when all of them do."""

    def target(self) -> "Table":
        """Return the table of the rows."""
        return self.table if isinstance(self.table, Table) else self.table()


@dataclass(frozen=True)
class Table:
    """A table or view: its name in SQL (with its schema when needed), and what the names of its rows stand for."""

    name: str
    columns: Mapping[str, Column] = field(default_factory=dict)
    references: Mapping[str, Reference] = field(default_factory=dict)
    subtables: Mapping[str, Subtable] = field(default_factory=dict)
    schema: str = ""
    key: str = "id"
    """The column that is never null and tells rows apart."""
    select: str = ""
    """The query that gives its rows where these are no table; the name then only tells it apart."""
    contexts: Mapping[str, Mapping[str, Column]] = field(default_factory=dict)
    """Names that stand for several columns, or, when these are lists, for a list of contexts of their elements."""

    def members(self, depth: int = 3) -> dict[str, t.Type]:
        """Return the names of a row with their types for a `Scope`, references and sub-tables `depth` levels deep."""
        found = {name: column.type for name, column in self.columns.items()}
        if depth > 0:
            for name, reference in self.references.items():
                found[name] = t.ContextType(reference.target().members(depth - 1))
            for name, subtable in self.subtables.items():
                found[name] = t.ListType(t.ContextType(subtable.target().members(depth - 1)))
        return found

    def required(self) -> frozenset[str]:
        """Return the names that are never null, for a `Scope`."""
        columns = (name for name, column in self.columns.items() if not column.nullable)
        references = (name for name, reference in self.references.items() if not reference.nullable)
        return frozenset((*columns, *references, *self.subtables))


@dataclass(frozen=True)
class Source:
    """What an expression reads: the row `alias` of `table`, values known when compiling, values given when running."""

    table: Table | None = None
    alias: str = "r"
    values: Mapping[str, Value] = field(default_factory=dict)
    """Values by name; they become parameters, and hide names of the row."""
    inputs: Mapping[str, t.Type] = field(default_factory=dict)
    """Types by name of what `SqlQuery.bind` gets when the query runs; simple types and lists of them."""
    zone: tzinfo = UTC
    """The zone in which instants of columns are seen."""

    def names(self, depth: int = 3) -> dict[str, t.Type]:
        """Return all names with their types; those of `values` are `Any`."""
        row = self.table.members(depth) if self.table else {}
        return {**row, **dict.fromkeys(self.values, t.ANY), **self.inputs}
