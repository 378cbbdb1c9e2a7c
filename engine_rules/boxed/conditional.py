"""A choice between two values."""

from collections.abc import Mapping
from typing import Literal

from engine_rules import types as t
from engine_rules.decisions import decision_codes as codes
from engine_rules.decisions.boxed_expression import BoxedExpression
from engine_rules.decisions.branch import Branch
from engine_rules.decisions.compiled import Compiled, Place, warn_at
from engine_rules.values import Value, kind_of


class ConditionalExpression(BoxedExpression):
    """One of two values, as a condition says; a condition that is no boolean gives null."""

    kind: Literal["conditional"]
    condition: Branch
    """What decides."""
    then: Branch
    """The value if it is true."""
    otherwise: Branch
    """The value if it is false or null."""

    def logic(self, place: Place) -> Compiled:
        """Return the logic of the choice."""
        condition = self.condition.compiled(place.at("condition"), "if").run
        then = self.then.compiled(place.at("then"), "then")
        otherwise = self.otherwise.compiled(place.at("otherwise"), "else")

        def run(values: Mapping[str, Value]) -> Value:
            chosen = condition(values)
            if chosen is not None and type(chosen) is not bool:
                warn_at(place.path, codes.NOT_A_BOOLEAN, found=kind_of(chosen))
                return None
            return (then if chosen is True else otherwise).run(values)

        return Compiled(t.common(then.type, otherwise.type), run)
