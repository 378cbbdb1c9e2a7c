"""Shows that metadata is closed, immutable and documented, and that labels speak every language."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from lowcode.kernel.names import Label, Name, Ref, label
from lowcode.kernel.spec import Spec


class Door(Spec):
    """A door."""

    width: int
    """How wide it is, in millimetres."""
    title: Label | None = None


def test_a_spec_takes_no_unknown_key() -> None:
    with pytest.raises(ValidationError, match="colour"):
        Door.model_validate({"width": 900, "colour": "red"})


def test_a_spec_cannot_be_changed() -> None:
    door = Door(width=900)
    with pytest.raises(ValidationError, match="frozen"):
        door.width = 800  # type: ignore[misc]


def test_the_docstring_of_an_attribute_is_its_description() -> None:
    assert Door.model_json_schema()["properties"]["width"]["description"] == "How wide it is, in millimetres."


def test_a_label_is_dumped_by_the_tag_of_its_language_and_read_by_either() -> None:
    text = label("Customer", "客户")
    assert text.model_dump() == {"en": "Customer", "zh-CN": "客户"}
    assert Label.model_validate({"en": "Customer", "zh-CN": "客户"}) == text
    assert Label.model_validate({"en": "Customer", "zh_cn": "客户"}) == text
    assert (text.text("en"), text.text("zh-CN")) == ("Customer", "客户")


def test_a_label_needs_every_language() -> None:
    with pytest.raises(ValidationError, match="zh-CN"):
        Label.model_validate({"en": "Customer"})


def test_a_label_is_filled_in_both_languages() -> None:
    filled = label("no field {name}", "没有字段 {name}").filled(name="数量")
    assert filled == label("no field 数量", "没有字段 数量")
    with pytest.raises(KeyError):
        label("no field {name}", "没有字段 {name}").filled(field="数量")


@pytest.mark.parametrize(
    ("kind", "text", "valid"),
    [
        (Name, "order_line2", True),
        (Name, "a" * 48, True),
        (Name, "a" * 49, False),
        (Name, "", False),
        (Name, "2nd", False),
        (Name, "Order", False),
        (Name, "订单", False),
        (Name, "order\n", False),
        (Ref, "crm.customer.level", True),
        (Ref, "a.b.c.d", True),
        (Ref, "a.b.c.d.e", False),
        (Ref, "crm.", False),
        (Ref, "crm..customer", False),
    ],
)
def test_names_and_references_are_identifiers(kind: Any, text: str, valid: bool) -> None:
    adapter = TypeAdapter[str](kind)
    if valid:
        assert adapter.validate_python(text) == text
    else:
        with pytest.raises(ValidationError):
            adapter.validate_python(text)
