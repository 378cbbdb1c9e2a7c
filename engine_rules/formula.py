"""`Formula`: an expression of the language inside metadata, with the type that its place wants."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Final, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from engine_rules import types as t
from lowcode.kernel.spec import Spec

MAX_LENGTH: Final = 10_000
"""The longest expression, in characters."""


class Formula(str):
    """An expression of any type, by the names of its place, as the fields of a record."""

    __slots__ = ()
    wants: ClassVar[t.Type] = t.ANY
    """The type that the value has to have."""

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the schema of a text that becomes an expression of this class."""
        return core_schema.no_info_after_validator_function(
            cls, core_schema.str_schema(min_length=1, max_length=MAX_LENGTH)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Return the JSON Schema: a text whose format tells designers to offer the formula editor."""
        return {**handler(schema), "format": "expression"}

    @classmethod
    def of(cls, text: str) -> Self:
        """Return the expression of a text."""
        return cls(text)


class Condition(Formula):
    """An expression that is true, false or null; null counts as false."""

    __slots__ = ()
    wants: ClassVar[t.Type] = t.BOOLEAN


class NumberFormula(Formula):
    """An expression that gives a number."""

    __slots__ = ()
    wants: ClassVar[t.Type] = t.NUMBER


class SaidFormula(Formula):
    """An expression that gives a text, or a context with one for each language: `{en: "Late", "zh-CN": "逾期"}`."""

    __slots__ = ()


class TextFormula(Formula):
    """An expression that gives a text."""

    __slots__ = ()
    wants: ClassVar[t.Type] = t.STRING


class ListFormula(Formula):
    """An expression that gives a list."""

    __slots__ = ()
    wants: ClassVar[t.Type] = t.LIST


def formulas(value: Any, path: str = "") -> Iterator[tuple[str, Formula]]:
    """Iterate over the expressions inside a Spec, with their JSON pointers from `path`."""
    if isinstance(value, Formula):
        yield path, value
    elif isinstance(value, Spec):
        for name, field in type(value).model_fields.items():
            yield from formulas(getattr(value, name), f"{path}/{field.alias or name}")
    elif isinstance(value, Mapping):
        for name, member in value.items():
            yield from formulas(member, f"{path}/{name}")
    elif isinstance(value, tuple | list):
        for position, member in enumerate(value):
            yield from formulas(member, f"{path}/{position}")


def specs(value: Any) -> Iterator[Spec]:
    """Iterate over a Spec and all Specs inside it."""
    if isinstance(value, Spec):
        yield value
        for name in type(value).model_fields:
            yield from specs(getattr(value, name))
    elif isinstance(value, Mapping):
        for member in value.values():
            yield from specs(member)
    elif isinstance(value, tuple | list):
        for member in value:
            yield from specs(member)
