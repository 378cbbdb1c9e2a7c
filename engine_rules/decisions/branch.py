"""`Branch`: a part of a boxed expression that holds another one."""

from typing import TYPE_CHECKING

from engine_rules.decisions.boxed_expression import compiled
from engine_rules.decisions.compiled import Compiled, Place
from engine_rules.decisions.element import Element

if TYPE_CHECKING:
    from engine_rules.decisions.boxed_expression import BoxedExpression as Boxed


class Branch(Element):
    """The condition, result or collection of a conditional, filter or loop."""

    type_ref: str | None = None
    """The type of its value, as the model writes it."""
    value: "Boxed | None" = None
    """Its logic."""

    def compiled(self, place: Place, name: str) -> Compiled:
        """Return its logic, the value conforming to `type_ref`."""
        return place.typed(compiled(self.value, place.at("value")), self.type_ref, name)
