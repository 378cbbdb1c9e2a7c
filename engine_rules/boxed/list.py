"""A list of values."""

from typing import TYPE_CHECKING, Literal

from engine_rules import types as t
from engine_rules.decisions.boxed_expression import BoxedExpression, compiled
from engine_rules.decisions.compiled import Compiled, Place

if TYPE_CHECKING:
    from engine_rules.decisions.boxed_expression import BoxedExpression as Boxed


class ListExpression(BoxedExpression):
    """A list."""

    kind: Literal["list"]
    items: tuple["Boxed", ...] = ()
    """Its elements."""

    def logic(self, place: Place) -> Compiled:
        """Return the logic of all elements."""
        items = [compiled(item, place.at("items", at)) for at, item in enumerate(self.items)]
        runs = [item.run for item in items]
        kind = t.common_of([item.type for item in items]) if items else t.ANY
        return Compiled(t.ListType(kind), lambda values: [run(values) for run in runs])
