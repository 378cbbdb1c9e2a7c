"""Functions that a model defines: parameters with types and constraints, and the value that calls them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from engine_rules import types as t
from engine_rules.decisions import decision_codes as codes
from engine_rules.decisions.compiled import Place
from engine_rules.decisions.item_type import InformationItem, ItemType
from engine_rules.evaluation import warn
from engine_rules.values import FAILED, FunctionValue, Value


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters of a function."""

    names: tuple[str, ...]
    items: tuple[ItemType | None, ...]

    @classmethod
    def of(cls, given: Sequence[InformationItem], place: Place) -> "Parameters":
        """Return the parameters that a model writes down."""
        return cls(tuple(one.name for one in given), tuple(place.item(one.type_ref) for one in given))

    @property
    def types(self) -> tuple[tuple[str, t.Type], ...]:
        """Each name with its type."""
        return tuple((name, item.type if item else t.ANY) for name, item in zip(self.names, self.items, strict=True))

    @property
    def accepted(self) -> tuple[tuple[str, t.Type], ...]:
        """Each name with the type that a caller converts to; functions are looked at by `bound` alone."""
        return tuple((name, t.FUNCTION if isinstance(kind, t.FunctionType) else kind) for name, kind in self.types)

    def bound(self, arguments: Sequence[Value]) -> dict[str, Value] | None:
        """Return arguments by name, each as its type wants it; None with a warning when one does not conform."""
        found: dict[str, Value] = {}
        for name, item, argument in zip(self.names, self.items, arguments, strict=True):
            value = argument if item is None else item.conform(argument)
            if value is FAILED:
                warn(codes.NOT_CONFORMING, name=name, wanted=item)
                return None
            found[name] = value
        return found


def user_function(
    name: str, parameters: Parameters, body: Callable[[Mapping[str, Value]], Value], result: t.Type
) -> FunctionValue:
    """Return a function as a value: null when an argument does not conform to its parameter."""

    def call(*arguments: Value) -> Value:
        if len(arguments) != len(parameters.names):
            warn(codes.WRONG_BINDING, name=name, parameters=", ".join(parameters.names))
            return None
        own = parameters.bound(arguments)
        return None if own is None else body(own)

    return FunctionValue(name, parameters.accepted, call, None, result)
