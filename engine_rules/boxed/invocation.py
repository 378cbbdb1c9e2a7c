"""The call of a function with named arguments."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from engine_rules import types as t
from engine_rules.decisions import decision_codes as codes
from engine_rules.decisions.boxed_expression import BoxedExpression, compiled
from engine_rules.decisions.compiled import Compiled, Place, warn_at
from engine_rules.decisions.element import Element
from engine_rules.decisions.item_type import InformationItem
from engine_rules.targets.python.runtime import invoke_named
from engine_rules.values import FunctionValue, Value

if TYPE_CHECKING:
    from engine_rules.decisions.boxed_expression import BoxedExpression as Boxed


class ArgumentBinding(Element):
    """The value of a parameter."""

    parameter: InformationItem
    """The parameter."""
    value: "Boxed | None" = None
    """Its value; null without one."""


class InvocationExpression(BoxedExpression):
    """The result of a function, a knowledge model or a decision service."""

    kind: Literal["invocation"]
    callee: "Boxed | None" = None
    """What gives the function, usually its name."""
    bindings: tuple[ArgumentBinding, ...] = ()
    """Its arguments."""

    def logic(self, place: Place) -> Compiled:
        """Return the logic of the call."""
        callee = compiled(self.callee, place.at("callee"))
        arguments = [
            (
                one.parameter.name,
                place.typed(
                    compiled(one.value, place.at("bindings", at, "value")), one.parameter.type_ref, one.parameter.name
                ).run,
            )
            for at, one in enumerate(self.bindings)
        ]
        result = callee.type.result if isinstance(callee.type, t.FunctionType) else t.ANY

        def run(values: Mapping[str, Value]) -> Value:
            function = callee.run(values)
            if type(function) is not FunctionValue:
                warn_at(place.path, codes.NOT_CALLABLE, name=getattr(self.callee, "text", "…"))
                return None
            given = {name: argument(values) for name, argument in arguments}
            names = [name for name, _ in function.parameters]
            if function.builtin is None and given.keys() != set(names):
                warn_at(place.path, codes.WRONG_BINDING, name=function.name, parameters=", ".join(names))
                return None
            return invoke_named(function, given)

        return Compiled(result, run)
