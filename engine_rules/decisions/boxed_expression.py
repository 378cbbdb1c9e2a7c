"""`BoxedExpression`: the base of all kinds of logic that a decision model can hold (DMN 1.5, section 10.2)."""

from engine_rules.decisions.compiled import NOTHING, Compiled, Place
from engine_rules.decisions.element import Element


class BoxedExpression(Element):
    """A piece of decision logic; its kinds are in `boxed/`, one file each."""

    type_ref: str | None = None
    """The type of the result, as the model writes it; what does not conform is null."""

    def compiled(self, place: Place) -> Compiled:
        """Return the logic for a place, its result conforming to `type_ref`."""
        return place.typed(self.logic(place), self.type_ref, "expression")

    def logic(self, place: Place) -> Compiled:
        """Return the logic as its kind says."""
        raise NotImplementedError


def compiled(boxed: BoxedExpression | None, place: Place) -> Compiled:
    """Return the logic of an expression that may be missing."""
    return NOTHING if boxed is None else boxed.compiled(place)
