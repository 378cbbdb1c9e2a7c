"""`ItemDefinition`: a named type of a decision model with its constraints, and what conforms to it.

DMN 1.5, section 7.3.2. Allowed values hold for a value, and for each element of a collection; the type constraint
holds for the whole value.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from engine_rules import codes
from engine_rules import types as t
from engine_rules.decisions.element import Cell, Element
from engine_rules.expression import expression
from engine_rules.scope import Scope
from engine_rules.values import FAILED, FunctionValue, Value, converted

_OLD_NAMES: Final[Mapping[str, t.Type]] = {
    "dateTime": t.DATE_TIME,
    "dayTimeDuration": t.DAYS_TIME,
    "yearMonthDuration": t.YEARS_MONTHS,
    "integer": t.NUMBER,
    "decimal": t.NUMBER,
    "double": t.NUMBER,
}
"""Spellings of simple types in files of older versions and other type languages."""


_UNNAMED: Final = frozenset({codes.UNKNOWN_NAME.code, codes.MISSPELT_NAME.code})


class InformationItem(Element):
    """A name with a type: a variable, a parameter, a column."""

    name: str
    """The name in expressions."""
    type_ref: str | None = None
    """Its type, as the model writes it."""


class FunctionItem(Element):
    """The type of a function."""

    parameters: tuple[InformationItem, ...] = ()
    """Its parameters in order."""
    output_type_ref: str | None = None
    """The type of its result."""


class ItemDefinition(Element):
    """A named type: another type with constraints, a context of components, a collection, or a function."""

    name: str
    """The name that references use."""
    type_ref: str | None = None
    """The type it narrows."""
    type_language: str | None = None
    """Another type language than the model's, if any."""
    is_collection: bool | None = None
    """Whether it is a list of what is defined."""
    allowed_values: Cell | None = None
    """Tests that a value, or each element of a collection, passes."""
    type_constraint: Cell | None = None
    """Tests that the whole value passes."""
    components: tuple["ItemDefinition", ...] = ()
    """The members, if it is a context."""
    function_item: FunctionItem | None = None
    """The function, if it is one."""


Test = Callable[[Value], bool]


@dataclass(frozen=True, slots=True)
class ItemType:
    """A type with its constraints, ready to check values."""

    type: t.Type
    name: str = ""
    base: "ItemType | None" = None
    """The definition it narrows."""
    members: Mapping[str, "ItemType"] | None = None
    """The types of its members with their own constraints."""
    item: "ItemType | None" = None
    """The type of its elements with its own constraints."""
    allows: tuple[Test, ...] = ()
    """Tests on the value."""
    allowed: str = ""
    """The text of the allowed values, which also gives their order."""
    output: "ItemType | None" = None
    """The type of a function's result."""

    def __str__(self) -> str:
        """Return the name, or the text of the type."""
        return self.name or str(self.type)

    @property
    def anything(self) -> bool:
        """Whether every value conforms."""
        return self.type is t.ANY and not self.allows and self.base is None

    @property
    def order(self) -> str:
        """The text of the allowed values, its own or those of what it narrows."""
        return self.allowed or (self.base.order if self.base else "")

    def conform(self, value: Value) -> Value:
        """Return the value converted to this type, or `FAILED`. Null conforms."""
        if value is None:
            return None
        if isinstance(self.type, t.FunctionType):
            return value if _is_function(value, self.type) else FAILED
        found = converted(value, self.type)
        return found if found is FAILED or self.passes(found) else FAILED

    def passes(self, value: Value) -> bool:
        """Return whether a value of the right type meets all constraints."""
        if value is None:
            return True
        if self.base is not None and not self.base.passes(value):
            return False
        if self.members is not None and not all(
            member.passes(value.get(name)) for name, member in self.members.items()
        ):
            return False
        if self.item is not None and not all(self.item.passes(one) for one in value):
            return False
        return all(test(value) for test in self.allows)


def _is_function(value: Value, kind: t.FunctionType) -> bool:
    """Return whether a value is a function that can stand for a type; what it leaves untyped fits."""
    if not isinstance(value, FunctionValue):
        return False
    if kind.parameters is None or value.builtin is not None:
        return True
    if len(kind.parameters) != len(value.parameters):
        return False
    pairs = zip(kind.parameters, (own for _, own in value.parameters), strict=True)
    fits = all(own is t.ANY or given is t.ANY or t.conforms(given, own) for given, own in pairs)
    return fits and (value.result is t.ANY or t.conforms(value.result, kind.result))


class ItemTypes:
    """The types of a model: its item definitions, and those of its imports by prefix."""

    def __init__(self, definitions: Sequence[ItemDefinition] = ()) -> None:
        """Take the definitions; each is made when it is first asked for."""
        self._definitions = {one.name: one for one in definitions}
        self._imported: list[tuple[str, ItemTypes]] = []
        self._made: dict[str, ItemType | None] = {}
        self._busy: set[str] = set()

    def add(self, prefix: str, types: "ItemTypes") -> None:
        """Add the types of an import."""
        self._imported.append((prefix, types))

    def find(self, reference: str) -> ItemType | None:
        """Return the type that a reference names, with or without the prefix of its namespace; None for unknown."""
        reference = reference.strip()
        if reference in self._made:
            return self._made[reference]
        if reference in self._busy:
            # a type that contains itself: its inner self is not looked into
            return ItemType(t.ANY, reference)
        self._busy.add(reference)
        found = self._made[reference] = self._find(reference)
        self._busy.discard(reference)
        return found

    def _find(self, reference: str) -> ItemType | None:
        """Return the type of a reference that was not asked for before."""
        definition = self._definitions.get(reference)
        if definition is not None:
            return self.make(definition)
        for prefix, types in self._imported:
            if prefix and reference.startswith(prefix + "."):
                return types.find(reference[len(prefix) + 1 :])
        simple = self._simple(reference)
        if simple is not None:
            return simple
        for prefix, types in self._imported:
            found = None if prefix else types.find(reference)
            if found is not None:
                return found
        _, colon, rest = reference.partition(":")
        return self.find(rest) if colon and rest else None

    def _simple(self, reference: str) -> ItemType | None:
        """Return a type of the language."""
        if reference in _OLD_NAMES:
            return ItemType(_OLD_NAMES[reference])
        try:
            kind = t.parse_type(reference, self._named(reference))
        except t.TypeTextError:
            return None
        return None if _unknown(kind) else ItemType(kind)

    def _named(self, text: str) -> dict[str, t.Type]:
        """Return the definitions that a text such as `list<tPerson>` mentions."""
        return {name: kind for name, kind in self.all().items() if name in text} if "<" in text else {}

    def all(self) -> dict[str, t.Type]:
        """Return every type by the name that expressions use for it, for `instance of`."""
        return self._all(frozenset())

    def _all(self, passed: frozenset[int]) -> dict[str, t.Type]:
        """Return every type, without going round in a circle of imports."""
        named = {name: found.type for name in self._definitions if (found := self.find(name)) is not None}
        for prefix, types in self._imported:
            if id(types) not in passed:
                for name, kind in types._all(passed | {id(self)}).items():  # noqa: SLF001 - of its own class
                    named.setdefault(f"{prefix}.{name}" if prefix else name, kind)
        return named

    def make(self, definition: ItemDefinition) -> ItemType:
        """Return the type of a definition."""
        one = self._one(definition)
        whole = definition.type_constraint
        if not definition.is_collection:
            return one
        kind = t.ListType(one.type)
        return ItemType(kind, definition.name, item=one, allows=_tests(whole, kind))

    def _one(self, definition: ItemDefinition) -> ItemType:
        """Return the type of a definition, of an element if it is a collection."""
        base: ItemType | None = None
        members: dict[str, ItemType] | None = None
        output: ItemType | None = None
        if definition.components:
            members = {component.name: self.make(component) for component in definition.components}
            kind: t.Type = t.ContextType({name: member.type for name, member in members.items()})
        elif definition.function_item is not None:
            kind, output = self._function(definition.function_item)
        else:
            base = self.find(definition.type_ref) if definition.type_ref else None
            kind = base.type if base else t.ANY
            output = base.output if base else None
        allowed = definition.allowed_values
        tests = _tests(allowed, kind)
        if not definition.is_collection:
            tests += _tests(definition.type_constraint, kind)
        text = allowed.source if allowed else ""
        return ItemType(kind, definition.name, base, members, None, tests, text, output)

    def _function(self, item: FunctionItem) -> tuple[t.Type, ItemType | None]:
        """Return the type of a function, and that of its result."""
        parameters = tuple(self._kind(parameter.type_ref) for parameter in item.parameters)
        output = self.find(item.output_type_ref) if item.output_type_ref else None
        return t.FunctionType(parameters, output.type if output else t.ANY), output

    def _kind(self, reference: str | None) -> t.Type:
        """Return the type of a reference, `Any` for none and for an unknown one."""
        found = self.find(reference) if reference else None
        return found.type if found else t.ANY


def _unknown(kind: t.Type) -> bool:
    """Return whether a name that is no type stands in a type."""
    match kind:
        case t.NamedType():
            return True
        case t.ListType(item=item) | t.RangeType(item=item):
            return _unknown(item)
        case t.ContextType(members=members) if members is not None:
            return any(map(_unknown, members.values()))
        case _:
            return False


def _tests(cell: Cell | None, kind: t.Type) -> tuple[Test, ...]:
    """Return the test of a constraint on values of a type, compiled when it is first needed; none without one."""
    if cell is None or not cell.source.strip():
        return ()
    made = expression(cell.source, Scope({"?": kind}), cell=True)
    if made.tree is None or any(found.code in _UNNAMED for found in made.diagnostics):
        # a constraint that cannot be read holds for everything, and is found by a check of the model
        return ()
    return (lambda value: made.evaluate({"?": value}) is True,)
