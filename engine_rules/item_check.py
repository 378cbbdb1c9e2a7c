"""What is wrong with the item definitions of a decision model."""

from collections.abc import Iterator, Sequence

from engine_rules import types as t
from engine_rules.decisions import decision_codes as codes
from engine_rules.decisions.element import Cell
from engine_rules.decisions.item_type import ItemDefinition, ItemTypes
from engine_rules.expression import expression
from engine_rules.scope import Scope
from lowcode.kernel.diagnostics import Diagnostic


def check_items(definitions: Sequence[ItemDefinition], types: ItemTypes) -> Iterator[Diagnostic]:
    """Iterate over unknown types and constraints that cannot be read, with JSON pointers into the model."""
    for at, definition in enumerate(definitions):
        for found in _of(definition, types):
            yield found.at(f"/item_definitions/{at}")


def _of(definition: ItemDefinition, types: ItemTypes) -> Iterator[Diagnostic]:
    """Iterate over what is wrong with one definition and its components."""
    item = definition.function_item
    used = [definition.type_ref]
    used += [item.output_type_ref, *(parameter.type_ref for parameter in item.parameters)] if item else []
    for reference in used:
        if reference and types.find(reference) is None:
            yield codes.UNKNOWN_TYPE.report(name=reference)
    whole = types.make(definition).type
    part = whole.item if definition.is_collection and isinstance(whole, t.ListType) else whole
    yield from _of_tests(definition.allowed_values, part, "/allowed_values")
    yield from _of_tests(definition.type_constraint, whole, "/type_constraint")
    for at, component in enumerate(definition.components):
        for found in _of(component, types):
            yield found.at(f"/components/{at}")


def _of_tests(cell: Cell | None, kind: t.Type, path: str) -> Iterator[Diagnostic]:
    """Iterate over what is wrong with a constraint on values of a type."""
    if cell is not None and cell.source.strip():
        for found in expression(cell.source, Scope({"?": kind}), cell=True).diagnostics:
            yield found.at(path)
