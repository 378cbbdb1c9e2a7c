"""Shows which TypeScript type each construct of JSON Schema becomes."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field

from lowcode.generation.schema import definitions, document_schema
from lowcode.generation.typescript import declarations, declarations_beside, expression
from lowcode.kernel.spec import Spec


class Circle(Spec):
    """A round thing."""

    kind: Literal["circle"]
    radius: float = 1
    """How far it reaches.

    In metres.
    """


class Square(Spec):
    kind: Literal["square"]
    title: str | None = None
    inner: "tuple[Annotated[Circle | Square, Field(discriminator='kind')], ...]" = ()


class Drawing(Spec):
    shapes: list[Annotated[Circle | Square, Field(discriminator="kind")]]
    by_name: Mapping[str, Circle] = {}


DRAWING = """\
/** A round thing. */
export interface Circle {
  readonly kind: "circle";
  /**
   * How far it reaches.
   *
   * In metres.
   */
  readonly radius?: number;
}

export interface Drawing {
  readonly shapes: readonly (Circle | Square)[];
  readonly by_name?: Readonly<Record<string, Circle>>;
}

export interface Square {
  readonly kind: "square";
  readonly title?: string | null;
  readonly inner?: readonly (Circle | Square)[];
}
"""


def test_a_document_and_the_specs_inside_are_types_that_narrow_by_kind() -> None:
    assert declarations(definitions([Drawing])) == DRAWING


def test_titles_made_of_names_are_dropped_and_a_property_called_title_is_not() -> None:
    schema = document_schema(Drawing)
    assert "title" not in schema
    assert set(schema["$defs"]["Square"]["properties"]) == {"kind", "title", "inner"}
    assert schema["$defs"]["Square"]["properties"]["title"] == {
        "anyOf": [{"type": "string"}, {"type": "null"}],
        "default": None,
    }


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({}, "unknown"),
        ({"type": "integer"}, "number"),
        ({"type": ["string", "null"]}, "string | null"),
        ({"const": "高"}, '"高"'),
        ({"enum": ["a", 1, None]}, '"a" | 1 | null'),
        ({"type": "array"}, "readonly unknown[]"),
        ({"type": "array", "items": {"enum": ["a", "b"]}}, 'readonly ("a" | "b")[]'),
        ({"type": "array", "prefixItems": [{"type": "string"}, {"type": "number"}]}, "readonly [string, number]"),
        ({"type": "object"}, "Readonly<Record<string, unknown>>"),
        ({"anyOf": [{"type": "number"}, {"type": "integer"}]}, "number"),
        ({"allOf": [{"$ref": "#/$defs/A"}, {"anyOf": [{"$ref": "#/$defs/B"}, {"type": "null"}]}]}, "A & (B | null)"),
        ({"$ref": "#/$defs/Page[Form]"}, "Page_Form_"),
    ],
)
def test_expressions(schema: dict[str, Any], expected: str) -> None:
    assert expression(schema) == expected


def test_a_name_that_is_no_word_is_quoted_and_a_comment_cannot_be_left() -> None:
    odd = {"Odd": {"type": "object", "properties": {"zh-CN": {"type": "string", "description": "a */ b"}}}}
    assert declarations(odd) == 'export interface Odd {\n  /** a *\u200b/ b */\n  readonly "zh-CN"?: string;\n}\n'


def test_a_type_without_a_counterpart_is_loud() -> None:
    with pytest.raises(ValueError, match="no TypeScript type"):
        expression({"type": "date"})


BESIDE = """\
import type {
  Circle,
} from "./shapes";

export type {
  Circle,
} from "./shapes";

export interface Drawing {
  readonly shapes: readonly (Circle | Square)[];
  readonly by_name?: Readonly<Record<string, Circle>>;
}

export interface Square {
  readonly side: number;
}

export type More = null;
"""


def test_types_that_another_module_declares_alike_are_taken_from_there() -> None:
    others = definitions([Drawing])
    parts = {**others, "Square": {"type": "object", "properties": {"side": {"type": "number"}}, "required": ["side"]}}
    assert declarations_beside(parts, others, "./shapes", "export type More = null;\n") == BESIDE
    assert "export interface" not in declarations_beside(others, others, "./shapes", "")
