"""`crosstab`: an answer with some dimensions as columns: the shape of a pivot table."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine_reports.compiled import AnswerRow
from engine_reports.query import ReportQuery
from engine_rules.values import Value

Key = tuple[Value, ...]
"""The members of the dimensions of a row or column; shorter for a total than for a detail."""


@dataclass(frozen=True, slots=True)
class Head:
    """A row or a column of a pivot table."""

    members: Key
    """Its members, in the order of the dimensions; those of the dimensions that a total is over are not there."""
    others: frozenset[str] = frozenset()
    """The dimensions of which it stands for the members that are left out."""


@dataclass(frozen=True, slots=True)
class Crosstab:
    """A pivot table: rows, columns, and the groups where they meet."""

    rows: tuple[Head, ...]
    columns: tuple[Head, ...]
    cells: dict[tuple[Head, Head], AnswerRow]
    """The groups; where there is none, no row counts."""


def crosstab(query: ReportQuery, answer: Sequence[AnswerRow]) -> Crosstab:
    """Return an answer as a pivot table; rows and columns keep the order in which the answer first has them.

    Totals stand behind the details that they are of.
    """
    across = [one.name for one in query.dimensions if one.name in query.pivot]
    down = [one.name for one in query.dimensions if one.name not in query.pivot]
    cells: dict[tuple[Head, Head], AnswerRow] = {}
    for row in answer:
        cells[_head(down, row), _head(across, row)] = row
    return Crosstab(
        _ordered([row for row, _ in cells], len(down)), _ordered([column for _, column in cells], len(across)), cells
    )


def _head(names: Sequence[str], row: AnswerRow) -> Head:
    """Return the row or column of a group."""
    members = tuple(row.values[name] for name in names if name in row.level)
    return Head(members, frozenset(row.others & set(names)))


def _ordered(heads: Sequence[Head], size: int) -> tuple[Head, ...]:
    """Return heads without repetition: details in their order, each total behind the last of its details."""
    distinct = list(dict.fromkeys(heads))
    details = [one for one in distinct if len(one.members) == size]
    places: dict[tuple[int, Key], int] = {}
    for at, one in enumerate(details):
        for length in range(size + 1):
            places[length, one.members[:length]] = at

    def place(one: Head) -> tuple[int, int]:
        return places.get((len(one.members), one.members), len(details)), size - len(one.members)

    return tuple(sorted(distinct, key=place))
