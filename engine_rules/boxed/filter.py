"""The elements of a list for which a condition holds."""

from collections.abc import Mapping
from typing import Literal

from engine_rules import types as t
from engine_rules.boxed.literal import LiteralExpression
from engine_rules.boxed_expression import BoxedExpression
from engine_rules.branch import Branch
from engine_rules.compiled import Compiled, Place
from engine_rules.element import Cell
from engine_rules.loop import element_type
from engine_rules.targets.python.runtime import filtered
from engine_rules.values import Value

LIST = "?"
"""The name of the list while a condition that is text is compiled as a filter of the language."""
ITEM = "item"
"""The name of the element; the names of its members stand for its members."""


class FilterExpression(BoxedExpression):
    """The elements for which the condition holds, or the element at a position when it gives a number."""

    kind: Literal["filter"]
    domain: Branch
    """The list."""
    condition: Branch
    """What has to hold for `item`, or its position."""

    def logic(self, place: Place) -> Compiled:
        """Return the logic of the filter."""
        collection = self.domain.compiled(place.at("domain"), "in")
        if isinstance(self.condition.value, LiteralExpression):
            return _of_text(collection, self.condition.value, place)
        return self._of_boxed(collection, place)

    def _of_boxed(self, collection: Compiled, place: Place) -> Compiled:
        """Return the filter by logic that is not text: the members that the element's type names are names too."""
        item = element_type(collection.type)
        members = dict(item.members or {}) if isinstance(item, t.ContextType) else {}
        test = self.condition.compiled(place.within({**members, ITEM: item}).at("condition"), "match").run

        def run(values: Mapping[str, Value]) -> Value:
            def holds(element: Value) -> Value:
                own = element if isinstance(element, dict) else {}
                return test({**values, **{name: own.get(name) for name in members}, ITEM: element})

            return filtered(collection.run(values), holds)

        return Compiled(collection.type, run)


def _of_text(collection: Compiled, condition: LiteralExpression, place: Place) -> Compiled:
    """Return the filter by a condition as text: the same as the filter of the language."""
    inside = place.within({LIST: collection.type}).at("condition", "value")
    made = inside.expression(Cell(text=f"{LIST}[{condition.text or 'null'}]"))
    return Compiled(made.type, lambda values: made.run({**values, LIST: collection.run(values)}))
