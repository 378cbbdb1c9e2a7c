"""A relation: a list of contexts, written as a table."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from engine_rules import types as t
from engine_rules.decisions.boxed_expression import BoxedExpression, compiled
from engine_rules.decisions.compiled import Compiled, Place
from engine_rules.decisions.element import Element
from engine_rules.decisions.item_type import InformationItem
from engine_rules.values import Value

if TYPE_CHECKING:
    from engine_rules.decisions.boxed_expression import BoxedExpression as Boxed


class RelationRow(Element):
    """A row of a relation."""

    cells: tuple["Boxed", ...] = ()
    """A value for each column."""


class RelationExpression(BoxedExpression):
    """A list of contexts with the same members."""

    kind: Literal["relation"]
    columns: tuple[InformationItem, ...] = ()
    """The members."""
    rows: tuple[RelationRow, ...] = ()
    """The contexts."""

    def logic(self, place: Place) -> Compiled:
        """Return the logic of all rows."""
        rows = [self._row(row, place.at("rows", at)) for at, row in enumerate(self.rows)]
        kinds: dict[str, t.Type] = {
            column.name: t.common_of([row[column.name].type for row in rows if column.name in row] or [t.ANY])
            for column in self.columns
        }

        def run(values: Mapping[str, Value]) -> Value:
            return [{name: cell.run(values) for name, cell in row.items()} for row in rows]

        return Compiled(t.ListType(t.ContextType(kinds)), run)

    def _row(self, row: RelationRow, place: Place) -> dict[str, Compiled]:
        """Return the logic of a row by column."""
        return {
            column.name: place.typed(compiled(cell, place.at("cells", at)), column.type_ref, column.name)
            for at, (column, cell) in enumerate(zip(self.columns, row.cells, strict=False))
        }
