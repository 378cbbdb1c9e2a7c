"""`Spec`: the frozen, closed Pydantic base of everything a company can write down as metadata."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from lowcode.kernel.attribute_docs import attribute_docs


class Spec(BaseModel):
    """A piece of metadata: immutable, without unknown keys, documented by its attribute docstrings.

    `defer_build` lets a kind mention the union of its own family: the schema is built at first use, when every
    module of the family has been imported. Dumps use aliases (`zh-CN`), input takes the alias or the attribute.
    Docstrings are read when somebody asks for a JSON Schema, and not at every start of the product.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        defer_build=True,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
    )

    @classmethod
    def said(cls) -> Mapping[str, str]:
        """Return what is said of each field, by its name."""
        return {name: about for name, about in attribute_docs(cls).items() if name in cls.model_fields}

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler, /) -> JsonSchemaValue:
        """Return the JSON Schema, in which the docstring of an attribute describes its property."""
        shown = handler(core_schema)
        properties: dict[str, Any] = handler.resolve_ref_schema(shown).get("properties", {})
        for name, about in cls.said().items():
            field = cls.model_fields.get(name)
            place = properties.get(field.alias or name) if field is not None else None
            if place is not None:
                place.setdefault("description", about)
        return shown
