"""Shows that the examples of the guide are forms and fields that can be published."""

import json
import re
from pathlib import Path

import pytest

from engine_forms.check import check
from tests.engine_forms.sales import CUSTOMER, Json, app, named, words

PAGE = (Path(__file__).parents[2] / "docs" / "guides" / "fields.md").read_text(encoding="utf-8")


def blocks(kind: str) -> list[Json]:
    """Return the documents of a kind that the page shows."""
    return [json.loads(text) for text in re.findall(rf"^```json {kind}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)]


@pytest.mark.parametrize("form", blocks("form"))
def test_a_form_of_the_guide_is_sound(form: Json) -> None:
    forms = app(quotation={**form, "name": "quotation"})
    assert [one.text() for one in check(forms, "quotation")] == []


@pytest.mark.parametrize("field", blocks("field"))
def test_a_field_of_the_guide_is_sound(field: Json) -> None:
    others = [named("money", "amount"), named("file", "proposal_file")]
    form = {"name": "customer", "label": words("x"), "fields": [*CUSTOMER["fields"], *others, field]}
    assert [one.text() for one in check(app(customer=form), "customer")] == []


def test_the_guide_has_examples() -> None:
    assert blocks("form")
    assert blocks("field")
