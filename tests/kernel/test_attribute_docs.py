"""Shows that what is said of attributes is read from their classes, and describes them in a JSON Schema."""

from pydantic import Field, TypeAdapter

from lowcode.kernel.spec import Spec


class Base(Spec):
    """What both are."""

    size: int
    """How large it is.

    In metres.
    """
    colour: str
    """Which colour it has."""


class Derived(Base):
    """A kind of it."""

    colour: str
    weight: int = Field(alias="mass")
    """How heavy it is."""
    price: int = Field(description="What it costs.")
    """What it was thought to cost."""


def test_attributes_have_the_docstrings_of_the_class_that_says_them_last() -> None:
    assert Base.said() == {"size": "How large it is.\n\nIn metres.", "colour": "Which colour it has."}
    said = Derived.said()
    assert "colour" not in said
    assert (said["size"], said["weight"]) == ("How large it is.\n\nIn metres.", "How heavy it is.")


def test_a_class_without_a_source_says_nothing() -> None:
    made: type[Spec] = type("Made", (Spec,), {"__module__": "nowhere", "__annotations__": {"size": int}})
    assert made.said() == {}


def test_a_schema_describes_properties_by_their_docstrings_unless_it_says_otherwise() -> None:
    properties = TypeAdapter(Derived).json_schema(by_alias=True)["properties"]
    assert properties["mass"]["description"] == "How heavy it is."
    assert properties["price"]["description"] == "What it costs."
    assert "description" not in properties["colour"]
