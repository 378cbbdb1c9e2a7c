"""The XML of the Specs of decision models: nothing that a Spec holds is forgotten when it is written."""

from engine_rules.decision_table import HIT_POLICIES, DecisionTable
from engine_rules.decisions.boxed_expression import BoxedExpression
from engine_rules.decisions.boxes import BOXED
from engine_rules.decisions.element import Element
from engine_rules.decisions.model import Model
from engine_rules.dmn import shapes


def test_every_boxed_expression_has_a_tag() -> None:
    assert set(shapes.BOXED_TAGS.values()) == set(BOXED.values())
    assert all(issubclass(spec, BoxedExpression) for spec in shapes.BOXED_TAGS.values())


def test_every_hit_policy_has_a_word() -> None:
    assert set(shapes.HIT_POLICIES.values()) == set(HIT_POLICIES)


def test_every_field_of_a_spec_is_written() -> None:
    elsewhere = {"kind", "kept", "description", *shapes.COMMON_ATTRIBUTES.values()}
    by_hand: dict[type[Element], set[str]] = {
        Model: {"version", "prefixes"},
        shapes.BOXED_TAGS["decisionTable"]: {"hit_policy"},
    }
    for spec, shape in shapes.SHAPES.items():
        written = {*shape.attributes.values(), *(part.field for part in shape.parts), *by_hand.get(spec, set())}
        assert set(spec.model_fields) - elsewhere == written, spec.__name__


def test_every_part_of_a_spec_has_a_shape() -> None:
    holders = {part.spec for shape in shapes.SHAPES.values() for part in shape.parts if part.spec is not None}
    assert holders | set(shapes.BOXED_TAGS.values()) | set(shapes.ELEMENT_TAGS.values()) <= set(shapes.SHAPES)
    assert issubclass(shapes.BOXED_TAGS["decisionTable"], DecisionTable)
