"""Datasets come by themselves out of forms: records, sub-tables, stages with history, and fields along references."""

import re
from pathlib import Path

import pytest

from engine_forms.form import Form
from engine_forms.form_set import FormSet
from engine_reports.dataset import Dataset
from lowcode.bundle.datasets import datasets
from lowcode.bundle.named_dataset import NamedDataset


def named(text: str) -> dict[str, str]:
    return {"en": text.title(), "zh-CN": f"{text}（中）"}


def forms() -> FormSet:
    region = {
        "name": "region",
        "label": named("region"),
        "fields": [{"kind": "text", "name": "name", "label": named("name")}],
    }
    customer = {
        "name": "customer",
        "label": named("customer"),
        "fields": [
            {"kind": "text", "name": "name", "label": named("name")},
            {"kind": "reference", "name": "region", "label": named("region"), "to": "region"},
            {"kind": "choice", "name": "level", "label": named("level"),
             "options": [{"value": "a", "label": named("gold")}]},
            {"kind": "id_card", "name": "card", "label": named("card"), "sensitive": True},
        ],
    }  # fmt: skip
    order = {
        "name": "order",
        "label": named("order"),
        "fields": [
            {"kind": "money", "name": "amount", "label": named("amount"), "currency": "EUR"},
            {"kind": "reference", "name": "customer", "label": named("customer"), "to": "customer"},
            {"kind": "reference", "name": "others", "label": named("others"), "to": "customer", "multiple": True},
            {"kind": "date_range", "name": "term", "label": named("term")},
            {"kind": "formula", "name": "live", "label": named("live"), "expression": "amount * 2", "stored": False},
            {"kind": "stage", "name": "state", "label": named("state"),
             "states": [{"name": "draft", "label": named("draft")}, {"name": "sent", "label": named("sent")}]},
            {"kind": "subtable", "name": "lines", "label": named("lines"),
             "fields": [{"kind": "number", "name": "quantity", "label": named("quantity"), "unit": named("pieces")},
                        {"kind": "formula", "name": "double", "label": named("double"),
                         "expression": "quantity * 2", "stored": False},
                        {"kind": "reference", "name": "region", "label": named("region"), "to": "region"}]},
        ],
    }  # fmt: skip
    return FormSet([Form.model_validate(one) for one in (region, customer, order)])


@pytest.fixture
def found() -> dict[str, Dataset]:
    return datasets(forms())


def test_records_rows_and_stages_are_datasets(found: dict[str, Dataset]) -> None:
    assert list(found) == ["region", "customer", "order", "order.state", "order.lines"]
    assert {name: one.rows for name, one in found.items()}["order.state"] == "stages"
    assert (found["order.lines"].rows, found["order.lines"].part) == ("subtable", "lines")


def test_fields_come_along_references_with_labels_and_units(found: dict[str, Dataset]) -> None:
    fields = found["order"].by_expression
    assert fields["amount"].role == "measure"
    assert fields["amount"].unit is not None
    assert fields["amount"].unit.en == "EUR"
    assert fields["customer.region.name"].label.zh_cn == "customer（中） › region（中） › name（中）"
    assert fields["customer.region.name"].through == ("customer", "region")
    assert fields["customer.level"].options[0][0] == "a"
    assert (fields["created at"].role, fields["id"].role) == ("time", "key")
    assert (fields["term.start"].role, fields["term.end"].type) == ("time", "date")


def test_what_is_not_one_stored_value_is_left_out(found: dict[str, Dataset]) -> None:
    names = set(found["order"].by_expression)
    assert not {"others", "others.name", "lines", "customer", "customer.card"} & names


def test_live_formulas_are_computed_columns(found: dict[str, Dataset]) -> None:
    assert [(one.name, one.expression) for one in found["order"].computed] == [("live", "amount * 2")]
    assert found["order"].by_expression["live"].role == "measure"
    assert [one.name for one in found["order.lines"].computed] == ["double"]
    assert "parent.live" not in found["order.lines"].by_expression


def test_rows_know_their_record_and_stays_their_stage(found: dict[str, Dataset]) -> None:
    rows = found["order.lines"].by_expression
    assert {"quantity", "region.name", "parent.amount", "parent.customer.name"} <= set(rows)
    stays = found["order.state"].by_expression
    assert [key for key, _ in stays["stage"].options] == ["draft", "sent"]
    assert {"next", "entered", "left", "days", "record.amount", "record.customer.name"} <= set(stays)


def test_the_examples_of_the_page_are_datasets() -> None:
    page = Path(__file__).parents[2] / "docs" / "concepts" / "reports.md"
    joined, outside, *_ = re.findall(r"```json\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    assert NamedDataset.model_validate_json(joined).joins
    whole = f'{{"name": "invoices", "label": {{"en": "Invoices", "zh-CN": "发票"}}, {outside}}}'
    assert NamedDataset.model_validate_json(whole).table
