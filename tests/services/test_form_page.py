"""Shows what a page is told of a form, and keeps the example that the tests of the pages compute with."""

import json
import sys
from pathlib import Path

from engine_forms.dictionary import Dictionary
from engine_forms.form import Form
from engine_forms.form_set import FormSet
from engine_forms.submission import FormLogic
from lowcode.services.form_page import FormPage, form_page

EXAMPLE = Path(__file__).parents[2] / "web" / "src" / "runtime" / "form" / "quotation.example.json"
APP = json.loads((Path(__file__).parent / "form_page_app.json").read_text(encoding="utf-8"))


def page(form: str = "quotation") -> FormPage:
    forms = FormSet(
        [Form.model_validate(one) for one in APP["forms"]],
        [Dictionary.model_validate(one) for one in APP["dictionaries"]],
    )
    return form_page("sales", FormLogic(forms, form))


def written(made: FormPage) -> str:
    return json.dumps(made.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=1) + "\n"


def test_what_a_field_reads_comes_before_it() -> None:
    nodes = [step.node for step in page().steps]
    assert nodes.index(("lines", "amount")) < nodes.index(("total",)) < nodes.index(("lines", "share"))


def test_a_fill_names_the_reference_that_triggers_it() -> None:
    fills = {step.node: step.trigger for step in page().steps if step.kind == "fill"}
    assert fills == {("lines", "price"): "product", ("lines", "text"): "product"}


def test_every_condition_stands_at_its_place_with_what_it_reads() -> None:
    programs = page().programs
    assert programs["/fields/reason/visible"].reads == (("special",),)
    assert programs["/rows/lines/price/validations/0/check"].reads == (("price",), ("product", "list_price"))
    assert programs["/validations/0/check"].here
    assert all(one.here for one in programs.values())


def test_derived_fields_are_shown_as_what_they_give() -> None:
    made = page()
    assert made.shapes["total"].kind == "money"
    assert made.shapes["level"].kind == "choice"
    assert made.rows["lines"].shapes["amount"].kind == "money"
    assert "freight" not in made.shapes


def test_records_that_refer_to_one_are_named() -> None:
    relations = page("customer").relations
    assert (relations["quotations"].form, relations["quotations"].reference) == ("quotation", "customer")


def test_the_example_of_the_pages_is_what_the_server_sends() -> None:
    """Run this file by itself to write it anew."""
    assert json.loads(EXAMPLE.read_text(encoding="utf-8")) == json.loads(written(page()))


if __name__ == "__main__":
    EXAMPLE.write_text(written(page()), encoding="utf-8")
    sys.stdout.write(f"wrote {EXAMPLE}\n")
