"""`Spec`: the frozen, closed Pydantic base of everything a company can write down as metadata."""

from pydantic import BaseModel, ConfigDict


class Spec(BaseModel):
    """A piece of metadata: immutable, without unknown keys, documented by its attribute docstrings.

    `defer_build` lets a kind mention the union of its own family: the schema is built at first use, when every
    module of the family has been imported. Dumps use aliases (`zh-CN`), input takes the alias or the attribute.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        defer_build=True,
        use_attribute_docstrings=True,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
    )
