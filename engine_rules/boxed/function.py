"""A function with parameters and a body."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from engine_rules import types as t
from engine_rules.decisions.boxed_expression import BoxedExpression, compiled
from engine_rules.decisions.compiled import Compiled, Place
from engine_rules.decisions.foreign import foreign
from engine_rules.decisions.item_type import InformationItem
from engine_rules.decisions.user_function import Parameters, user_function
from engine_rules.values import Value

if TYPE_CHECKING:
    from engine_rules.decisions.boxed_expression import BoxedExpression as Boxed

FunctionLanguage = Literal["FEEL", "Java", "PMML"]
"""What the body of a function is written in."""


class FunctionDefinition(BoxedExpression):
    """A function; the body of one in Java or PMML is a context that names what to call."""

    kind: Literal["function"]
    parameters: tuple[InformationItem, ...] = ()
    """The parameters in order."""
    language: FunctionLanguage | None = None
    """What the body is written in, FEEL unless said otherwise."""
    body: "Boxed | None" = None
    """The logic over the parameters."""

    def logic(self, place: Place) -> Compiled:
        """Return the logic that gives the function, closed over the names around it."""
        return self.named("function", place)

    def named(self, name: str, place: Place) -> Compiled:
        """Return the logic that gives the function, called `name` in messages."""
        parameters = Parameters.of(self.parameters, place)
        kinds = tuple(kind for _, kind in parameters.types)
        if self.language in {"Java", "PMML"}:
            return self._foreign(name, parameters, place)
        body = compiled(self.body, place.within(dict(parameters.types)).at("body"))

        def run(values: Mapping[str, Value]) -> Value:
            return user_function(name, parameters, lambda own: body.run({**values, **own}), body.type)

        return Compiled(t.FunctionType(kinds, body.type), run)

    def compiled(self, place: Place) -> Compiled:
        """Return the logic that gives the function; `type_ref` speaks of its result."""
        return self.logic(place)

    def _foreign(self, name: str, parameters: Parameters, place: Place) -> Compiled:
        """Return the logic that gives a function of another language."""
        body = compiled(self.body, place.at("body"))
        language = str(self.language)

        def run(values: Mapping[str, Value]) -> Value:
            call = foreign(language, body.run(values))
            return user_function(name, parameters, lambda own: call(*own.values()), t.ANY)

        return Compiled(t.FunctionType(tuple(kind for _, kind in parameters.types)), run)
