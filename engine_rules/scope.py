"""`Scope`: the typed names that an expression may use."""

from collections.abc import Mapping
from typing import Any, Self

from engine_rules import types as t
from engine_rules.lexer import Names, several_pieces
from engine_rules.library import NAMES
from engine_rules.values import Value, type_of


class Scope:
    """The names an expression may use with their types, the named types it may mention, and what is never null.

    A scope is built once (for a form version, a decision table, …) and used for many expressions; compiled
    expressions are cached by it, so it must not be changed.
    """

    __slots__ = ("__weakref__", "kept", "lexer_names", "names", "required", "types")

    def __init__(
        self,
        names: Mapping[str, t.Type] | None = None,
        types: Mapping[str, t.Type] | None = None,
        required: frozenset[str] = frozenset(),
    ) -> None:
        """Take the types by name, the named types, and the names whose value is never null."""
        self.types: dict[str, t.Type] = {name: t.resolve(kind, types or {}) for name, kind in (types or {}).items()}
        self.names: dict[str, t.Type] = {name: t.resolve(kind, self.types) for name, kind in (names or {}).items()}
        self.required = required
        self.kept: dict[tuple[str, bool], Any] = {}
        """Compiled expressions by text, see `expression`."""
        self.lexer_names = Names(_spelt(self.names), NAMES)

    @classmethod
    def of_values(cls, values: Mapping[str, Value], types: Mapping[str, t.Type] | None = None) -> Self:
        """Return a scope whose names have the types of the present values; null says nothing about a type."""
        return cls({name: _known(type_of(value)) for name, value in values.items()}, types)

    def __len__(self) -> int:
        """Return how many names there are."""
        return len(self.names)

    def extended(self, names: Mapping[str, t.Type]) -> "Scope":
        """Return a scope with further names over these."""
        return Scope({**self.names, **names}, self.types, self.required - frozenset(names))


def _known(kind: t.Type) -> t.Type:
    """Return a value's type with `Any` where only null was seen."""
    match kind:
        case t.ListType(item=item):
            return t.ListType(_known(item))
        case t.RangeType(item=item):
            return t.RangeType(_known(item))
        case t.ContextType(members=members) if members is not None:
            return t.ContextType({name: _known(member) for name, member in members.items()})
        case _:
            return t.ANY if kind is t.NULL else kind


def _spelt(members: Mapping[str, t.Type]) -> tuple[str, ...]:
    """Return the names of members, and of theirs, that have several pieces; each once, where it came last."""
    found: dict[str, None] = {}
    for name, kind in members.items():
        inner = _spelt_inside(kind)
        for each in (name, *inner) if several_pieces(name) else inner:
            found.pop(each, None)
            found[each] = None
    return tuple(found)


def _spelt_inside(kind: t.Type) -> tuple[str, ...]:
    """Return `_spelt` of the members of a type, or of its items; large types are shared, and asked once."""
    while isinstance(kind, t.ListType | t.RangeType):
        kind = kind.item
    if not isinstance(kind, t.ContextType) or not kind.members:
        return ()
    if kind.spelt is None:
        object.__setattr__(kind, "spelt", _spelt(kind.members))
    assert kind.spelt is not None
    return kind.spelt
