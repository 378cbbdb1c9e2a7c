"""`Access`: what an asker may see of the tables that a question reads; it becomes part of the plan."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from engine_rules.targets.sql.source import Table

Put = Callable[[object], str]
"""Returns the text that stands for a bound value."""
ALL: Final = "TRUE"
"""The condition of everything."""
NONE: Final = "FALSE"
"""The condition of nothing."""


@dataclass(frozen=True, slots=True)
class Above:
    """The records that rows are seen with: a row can be seen when its record can, and the condition holds for it."""

    table: Table
    """The table of the records."""
    column: str
    """The column of the rows that says which record they belong to."""
    whole: bool
    """Whether all rows of a record that can be seen can be seen."""
    rows: Callable[[str, str, Put], str]
    """The condition over a record that is called by an alias: that it can be seen, and its rows too."""
    beside: Mapping[str, str]
    """The columns of the records that DuckDB keeps beside those of the rows, with what they are called there."""


class Guard(Protocol):
    """What somebody may see of one table, as conditions in SQL over a row that is called by an alias."""

    def rows(self, alias: str, dialect: str, put: Put) -> str:
        """Return which rows can be seen: `TRUE` for all of them."""

    def column(self, name: str, alias: str, dialect: str, put: Put) -> str:
        """Return of which of these rows a column can be seen: `TRUE` of all, `FALSE` of none."""

    def above(self) -> Above | None:
        """Return the records that rows are seen with; None for rows that are seen by themselves."""


class Access(Protocol):
    """What somebody may see."""

    def guard(self, table: Table) -> Guard | None:
        """Return what they may see of a table; None for nothing."""


class OpenGuard:
    """Everything of a table."""

    def rows(self, alias: str, dialect: str, put: Put) -> str:  # noqa: ARG002 - everything, whoever asks
        """Return that all rows can be seen."""
        return ALL

    def column(self, name: str, alias: str, dialect: str, put: Put) -> str:  # noqa: ARG002 - as above
        """Return that a column can be seen in all rows."""
        return ALL

    def above(self) -> Above | None:
        """Return that rows are seen by themselves."""
        return None


class ClosedGuard(OpenGuard):
    """Nothing of a table."""

    def rows(self, alias: str, dialect: str, put: Put) -> str:  # noqa: ARG002 - nothing, whoever asks
        """Return that no row can be seen."""
        return NONE


class Everything:
    """The access of the product itself."""

    def guard(self, table: Table) -> Guard | None:  # noqa: ARG002 - everything
        """Return that everything can be seen."""
        return OpenGuard()


EVERYTHING: Final = Everything()
"""The access of the product itself, for what is computed for nobody in particular."""
CLOSED: Final = ClosedGuard()
"""Nothing of a table."""
