"""An expression as text."""

from typing import Literal

from engine_rules.decisions.boxed_expression import BoxedExpression
from engine_rules.decisions.compiled import Compiled, Place
from engine_rules.decisions.element import Cell


class LiteralExpression(BoxedExpression):
    """An expression of the language."""

    kind: Literal["literal"]
    text: str | None = ""
    """The expression."""
    expression_language: str | None = None
    """Another language than the model's, if any."""

    def logic(self, place: Place) -> Compiled:
        """Return the compiled text."""
        return place.expression(Cell(text=self.text))
