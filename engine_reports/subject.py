"""`Subject`: a dataset together with the table that holds its rows."""

from collections.abc import Mapping
from datetime import UTC, tzinfo

from engine_reports.dataset import Dataset
from engine_rules import types as t
from engine_rules.expression import Expression, expression
from engine_rules.scope import Scope
from engine_rules.targets.sql.source import Table

DEPTH = 3
"""How many references in a row expressions may follow."""


class Subject:
    """What a question is about; expressions over it are parsed and checked once and kept, so keep it too."""

    def __init__(
        self, dataset: Dataset, table: Table, zone: tzinfo = UTC, inputs: Mapping[str, t.Type] | None = None
    ) -> None:
        """Take the dataset, its table, the zone in which instants are seen, and names that get values when run."""
        self.dataset = dataset
        self.table = table
        self.zone = zone
        self.inputs = dict(inputs or {})
        scope = Scope({**members(table, DEPTH), **self.inputs}, required=table.required())
        self.computed: dict[str, Expression] = {}
        for column in dataset.computed:
            found = expression(column.expression, scope)
            self.computed[column.name] = found
            scope = scope.extended({column.name: found.type})
        self.scope = scope

    def expression(self, text: str) -> Expression:
        """Return an expression over the rows."""
        return expression(text, self.scope)


def members(table: Table, depth: int) -> dict[str, t.Type]:
    """Return the names of a row with their types, references and sub-tables `depth` levels deep."""
    found = {name: column.type for name, column in table.columns.items()}
    for name, columns in table.contexts.items():
        found[name] = t.ContextType({part: column.type for part, column in columns.items()})
    if depth > 0:
        for name, reference in table.references.items():
            found[name] = t.ContextType(members(reference.target(), depth - 1))
        for name, subtable in table.subtables.items():
            found[name] = t.ListType(t.ContextType(members(subtable.target(), depth - 1)))
    return found
