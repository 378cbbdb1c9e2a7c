"""Shows what is said about a form before it is published, and what follows from a change elsewhere."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter, ValidationError

from engine_forms.check import check, check_all, check_dictionary
from engine_forms.dependencies import Dependencies, Hop
from engine_forms.dictionary import Dictionary
from engine_forms.filters import AnyFilter, WrongFilter, compiled
from engine_forms.form import Form
from engine_forms.json_schema import mistakes, record_schema
from engine_forms.plan import Plan
from engine_forms.view_kinds import VIEWS, AnyView
from engine_rules.expression import expression
from tests.engine_forms.sales import (
    APP,
    CUSTOMER,
    OPPORTUNITY,
    PRODUCT,
    QUOTATION,
    TRADES,
    Json,
    app,
    named,
    words,
)


def found(*fields: Json, **settings: Any) -> dict[str, str]:
    """Return the codes that a form with these fields is reported for, by place."""
    form = {"name": "customer", "label": words("x"), "fields": list(fields), **settings}
    return {one.path: one.code for one in check(app(customer=form), "customer")}


def test_a_sound_app_has_nothing_to_report() -> None:
    reported = check_all(APP)
    assert set(reported) == {"customer", "contact", "product", "quotation", "opportunity", "trades"}
    assert [one.text() for all_ in reported.values() for one in all_] == []


def test_a_form_survives_being_written_and_read() -> None:
    for document in (CUSTOMER, QUOTATION, OPPORTUNITY, PRODUCT):
        form = Form.model_validate(document)
        assert Form.model_validate_json(form.model_dump_json(exclude_defaults=True)) == form
        assert form.model_dump(mode="json", exclude_defaults=True) == document | (
            {"fields": form.model_dump(mode="json", exclude_defaults=True)["fields"]}
        )


@pytest.mark.parametrize(
    "wrong", [{"kind": "colours"}, {"kind": "text", "size": 5}, {"kind": "text", "name": "Not ok"}]
)
def test_what_is_no_field_is_no_document(wrong: Json) -> None:
    with pytest.raises(ValidationError):
        Form.model_validate({"name": "x", "label": words("x"), "fields": [{"name": "a", "label": words("a"), **wrong}]})


# --- what is reported -------------------------------------------------------------------------------------------------


def test_expressions_are_checked_at_their_place() -> None:
    reported = found(
        named("number", "a", visible="b > 1", default='"text"', validations=[{"check": "a", "message": words("x")}]),
        named("formula", "c", expression="a + missing"),
        named("text", "d", default="a"),
        named("date_time", "e", default="today()"),
    )
    assert reported == {
        "/fields/0/visible": "unknown-name",
        "/fields/0/default": "wrong-result",
        "/fields/0/validations/0/check": "wrong-result",
        "/fields/1/expression": "unknown-name",
        "/fields/2/default": "wrong-result",
    }


def test_names_are_different_and_free() -> None:
    reported = found(named("text", "a"), named("number", "a"), named("text", "owner"))
    assert reported == {"/fields/1/name": "field-twice", "/fields/2/name": "reserved-name"}


def test_relations_lead_somewhere() -> None:
    reported = found(
        named("reference", "a", to="nowhere"),
        named("lookup", "b", through="c", field="x"),
        named("text", "c"),
        named("lookup", "d", through="e", field="nothing"),
        named("reference", "e", to="product"),
        named("rollup", "f", over="rows", aggregate="sum", field="x"),
        named("subtable", "g"),
        named("subtable", "h", form="contact", reference="mobile"),
        named("rollup", "i", over="k", aggregate="sum", field="t"),
        named("subtable", "k", fields=[named("text", "t"), named("formula", "u", expression="parent.zero")]),
        named("dictionary", "m", dictionary="nothing"),
    )
    assert reported == {
        "/fields/0/to": "no-such-form",
        "/fields/1/through": "wrong-field-kind",
        "/fields/3/field": "no-such-field",
        "/fields/5/over": "no-such-field",
        "/fields/6": "needs-one-of",
        "/fields/7/reference": "no-such-field",
        "/fields/8/field": "wrong-field-kind",
        "/fields/9/fields/1/expression": "unknown-member",
        "/fields/10/dictionary": "no-such-dictionary",
    }


def test_circles_are_found() -> None:
    reported = found(
        named("formula", "a", expression="b + 1"),
        named("formula", "b", expression="c.x"),
        named("json", "c", computed={"expression": "{x: a}"}),
    )
    assert reported == {"/fields/0": "computed-in-a-circle"}
    rows = [named("formula", "x", expression="parent.t")]
    reported = found(named("subtable", "r", fields=rows), named("rollup", "t", over="r", aggregate="sum", field="x"))
    assert "computed-in-a-circle" in reported.values()


def test_a_circle_through_several_forms_is_found() -> None:
    total = named("rollup", "t", over="opportunities", aggregate="sum", field="share")
    share = named("formula", "share", expression="customer.t / 2")
    first = {**CUSTOMER, "fields": [*CUSTOMER["fields"], total]}
    second = {**OPPORTUNITY, "fields": [*OPPORTUNITY["fields"], share]}
    reported = check_all(app(customer=first, opportunity=second))
    assert [one.code for all_ in reported.values() for one in all_] == ["computed-in-a-circle"]


def test_a_share_of_the_total_is_no_circle() -> None:
    plan = Plan(APP, "quotation")
    order = [step.node for step in plan.steps]
    assert plan.cycle == ()
    assert order.index(("lines", "amount")) < order.index(("total",)) < order.index(("lines", "share"))
    assert order.index(("lines", "price")) < order.index(("lines", "amount"))


def test_stages_are_drawn_right() -> None:
    states = [
        {"name": "a", "label": words("a")},
        {"name": "b", "label": words("b"), "outcome": "won"},
        {"name": "c", "label": words("c")},
        {"name": "a", "label": words("a")},
    ]
    ways = [
        {"source": "a", "target": "b", "required": ["nothing"]},
        {"source": "b", "target": "a"},
        {"source": "a", "target": "z", "guard": "1 + 1"},
    ]
    assert found(named("stage", "s", states=states, transitions=ways)) == {
        "/fields/0/states/3/name": "state-twice",
        "/fields/0/transitions/0/required/0": "no-such-field",
        "/fields/0/transitions/1/source": "final-state-left",
        "/fields/0/transitions/2/target": "no-such-state",
        "/fields/0/transitions/2/guard": "wrong-result",
        "/fields/0/states/2": "state-unreached",
    }


def test_settings_fit_each_other() -> None:
    reported = found(
        named("number", "a", minimum="5", maximum="1"),
        named("text", "b", pattern="(("),
        named("choice", "c", options=[]),
        named("money", "d", currency="XXX", computed={"expression": "1"}, required=True),
        named("serial_number", "e", parts=[{"kind": "date"}]),
        named("json", "f", structure={"type": "nothing"}),
    )
    assert reported == {
        "/fields/0/minimum": "least-above-most",
        "/fields/1/pattern": "bad-pattern",
        "/fields/2/options": "no-options",
        "/fields/3/currency": "unknown-currency",
        "/fields/3/computed": "conflicting-settings",
        "/fields/4/parts": "no-counter",
        "/fields/5/structure": "bad-json-schema",
    }


def test_a_layout_shows_each_field_once() -> None:
    place = {"kind": "field", "field": "a"}
    layout = [
        {"kind": "section", "label": words("s"), "items": [{"kind": "columns", "columns": [{"items": [place]}]}]},
        {"kind": "tabs", "tabs": [{"label": words("t"), "items": [place, {"kind": "field", "field": "z"}]}]},
        {"kind": "help", "text": words("h"), "visible": "a > 1"},
        {"kind": "related", "name": "nothing"},
    ]
    assert found(named("text", "a"), named("text", "b"), named("text", "c", required=True), layout=layout) == {
        "/layout/1/tabs/0/items/0/field": "field-shown-twice",
        "/layout/1/tabs/0/items/1/field": "no-such-field",
        "/layout/2/visible": "impossible-comparison",
        "/layout/3/name": "no-such-field",
        "/fields/1": "field-not-shown",
        "/fields/2": "required-not-shown",
    }


def test_rules_name_fields() -> None:
    rules = {"unique": [{"fields": ["a", "z"]}], "duplicates": [{"field": "n"}]}
    assert found(named("text", "a"), named("number", "n"), **rules) == {
        "/unique/0/fields/1": "no-such-field",
        "/duplicates/0/field": "wrong-field-kind",
    }


def test_keys_of_a_dictionary_are_different_throughout() -> None:
    twice = {**TRADES, "entries": [*TRADES["entries"], {"key": "cars", "label": words("Cars")}]}
    assert [one.path for one in check_dictionary(Dictionary.model_validate(twice))] == ["/entries/2/key"]
    known = Dictionary.model_validate(TRADES)
    assert known.find("Industry/Cars") == "cars"
    assert known.find("Space") is None


# --- dependencies -----------------------------------------------------------------------------------------------------


def test_what_depends_on_other_records_is_known_with_the_way_to_it() -> None:
    between = Dependencies(APP)
    (won,) = between.affected("opportunity", ["stage"])
    assert (won.form, won.node) == ("customer", ("opportunities_won",))
    assert won.way == (Hop("inverse", "opportunity", None, "customer", "customer"),)
    assert between.affected("opportunity", ["customer"])[0].node == ("opportunities_won",)
    assert between.affected("customer", ["level"]) == []
    line = QUOTATION["fields"][11]
    lines = {**line, "fields": [*line["fields"], named("formula", "margin", expression="price - product.list_price")]}
    fields = [lines if one is line else one for one in QUOTATION["fields"]]
    between = Dependencies(app(quotation={**QUOTATION, "fields": fields}))
    (margin,) = between.affected("product", ["list_price", "name"])
    assert margin.node == ("lines", "margin")
    assert margin.way == (Hop("reference", "quotation", "lines", "product", "product"),)


def test_a_live_formula_passes_dependencies_on() -> None:
    fields = [*OPPORTUNITY["fields"], named("formula", "big", expression="customer.is_large", result="switch")]
    between = Dependencies(app(opportunity={**OPPORTUNITY, "fields": fields}))
    assert [one.node for one in between.affected("customer", ["credit"])] == [("big",)]


def test_what_has_to_be_fetched_is_known() -> None:
    tree = Plan(APP, "quotation").tree
    assert set(tree["customer"]) >= {"level", "name"}
    assert set(tree["lines"]["product"]) >= {"list_price", "name"}


# --- schemas, filters and views ---------------------------------------------------------------------------------------


def test_the_schema_of_a_record_names_each_mistake() -> None:
    schema = record_schema(APP, "quotation", whole=True)
    Draft202012Validator.check_schema(schema)
    assert schema["required"] == ["customer", "lines"]
    assert schema["properties"]["total"]["readOnly"] is True
    wrong = {"customer": "x" * 5, "lines": [{"quantity": {}}], "colour": 1, "discount": None}
    assert [one.path for one in mistakes(schema, wrong)] == ["", "/lines"]
    assert mistakes(record_schema(APP, "quotation"), {"discount": "0.1"}) == []


def test_a_filter_becomes_an_expression() -> None:
    given = {
        "kind": "all",
        "filters": [
            {"kind": "field", "field": "customer.level", "operator": "in", "value": ["A", "B"]},
            {"kind": "field", "field": "created at", "operator": "period", "value": "this_month"},
            {
                "kind": "any",
                "filters": [
                    {"kind": "field", "field": "total", "operator": "between", "value": ["-5", "20"]},
                    {"kind": "field", "field": "owner", "operator": "me"},
                ],
            },
            {"kind": "expression", "expression": "total > freight"},
        ],
    }
    text = compiled(TypeAdapter[AnyFilter](AnyFilter).validate_python(given), APP, "quotation")
    made = expression(text, APP.scope("quotation"))
    assert made.errors == ()
    assert made.type.name == "boolean"
    assert {("customer", "level"), ("owner", "id"), ("total",)} <= made.reads


@pytest.mark.parametrize(
    ("given", "path", "code"),
    [
        ({"field": "nothing", "operator": "equals", "value": 1}, "/field", "no-such-field"),
        ({"field": "customer.nothing", "operator": "equals", "value": 1}, "/field", "no-such-field"),
        ({"field": "total.x", "operator": "equals", "value": 1}, "/field", "no-such-field"),
        ({"field": "total", "operator": "contains", "value": "1"}, "/operator", "no-such-operator"),
        ({"field": "total", "operator": "equals", "value": "one"}, "/value", "not-a-number"),
        ({"field": "total", "operator": "equals"}, "/value", "wrong-operands"),
        ({"field": "total", "operator": "between", "value": ["1"]}, "/value", "wrong-operands"),
        ({"field": "valid_until", "operator": "period", "value": "someday"}, "/value", "no-such-period"),
        ({"field": "valid_until", "operator": "last_days", "value": "7 or true"}, "/value", "wrong-operands"),
    ],
)
def test_a_wrong_filter_is_refused_at_its_place(given: Json, path: str, code: str) -> None:
    nested = {"kind": "all", "filters": [{"kind": "field", **given}]}
    with pytest.raises(WrongFilter) as wrong:
        compiled(TypeAdapter[AnyFilter](AnyFilter).validate_python(nested), APP, "quotation")
    assert [(one.path, one.code) for one in wrong.value.diagnostics] == [(f"/filters/0{path}", code)]


def test_a_hostile_value_stays_a_value() -> None:
    hostile = 'x") or true or contains("'
    given = {"kind": "field", "field": "name", "operator": "contains", "value": hostile}
    text = compiled(TypeAdapter[AnyFilter](AnyFilter).validate_python(given), APP, "customer")
    made = expression(text, APP.scope("customer"))
    assert made.evaluate({"name": "anything"}) is False
    assert made.evaluate({"name": f"a {hostile} b"}) is True


VIEW_SETTINGS: dict[str, Json] = {
    "list": {"group": ["stage"], "columns": [{"field": "customer.level"}, {"field": "amount", "total": "sum"}]},
    "kanban": {"by": "stage", "total": "amount"},
    "calendar": {"start": "created at", "colour": "stage"},
    "gantt": {"start": "created at"},
    "tree": {"parent": "customer"},
    "gallery": {"cover": "proposal"},
}


@pytest.mark.parametrize("kind", list(VIEWS))
def test_a_view_is_checked(kind: str) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(AnyView)
    given = {"kind": kind, "name": "v", "label": words("v"), "form": "opportunity", **VIEW_SETTINGS[kind]}
    view = adapter.validate_python(given)
    assert [one.text() for one in view.problems(APP)] == []
    assert adapter.validate_json(adapter.dump_json(view)) == view
    sort = [{"field": "nothing"}]
    colours = [{"when": "amount", "colour": "#f00"}]
    wrong = adapter.validate_python({**given, "sort": sort, "colours": colours})
    assert [one.path for one in wrong.problems(APP)] == ["/sort/0/field", "/colours/0/when"]
    lost = adapter.validate_python({**given, "form": "nothing"})
    assert [one.code for one in lost.problems(APP)] == ["no-such-form"]


def test_a_view_takes_only_fields_that_fit() -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(AnyView)
    given = {"kind": "kanban", "name": "v", "label": words("v"), "form": "opportunity", "by": "amount"}
    assert [one.code for one in adapter.validate_python(given).problems(APP)] == ["wrong-field-kind"]
