"""Shows what becomes of a record that people hand in: defaults, formulas, linkage, rules, rows and references."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine_forms.check import check_all
from engine_forms.submission import FormLogic, Submission, Submitted
from lowcode.kernel import clock
from tests.engine_forms.sales import (
    ACME,
    ALICE,
    APP,
    CUSTOMER,
    FILE,
    MOTOR,
    NOW,
    OTHER,
    QUOTATION,
    VALVE,
    Json,
    Store,
    app,
    named,
    words,
)

QUOTATIONS = FormLogic(APP, "quotation")
LINE: Json = {"product": MOTOR, "quantity": "2"}


def submit(store: Store, changes: Json, stored: Json | None = None, logic: FormLogic = QUOTATIONS) -> Submitted:
    user = store.record("user", ALICE)
    return logic.submit(Submission(logic.form.name, changes, stored, user), store)


def codes(found: Submitted) -> dict[str, str]:
    """Return the code reported at each place."""
    return {one.path: one.code for one in found.diagnostics}


def saved(found: Submitted) -> Json:
    """Return what a store would hold after saving."""
    assert not found.refused, [one.text() for one in found.diagnostics]
    rows = [
        {**row, "id": row["id"] or f"00000000-0000-4000-8000-00000000000{at}"}
        for at, row in enumerate(found.values["lines"])
    ]
    return {**found.values, "id": FILE, "lines": rows}


# --- new records ------------------------------------------------------------------------------------------------------


def test_a_new_record_is_filled_in_and_computed(store: Store) -> None:
    found = submit(store, {"customer": ACME, "lines": [LINE, {"product": VALVE, "quantity": 10, "price": "5"}]})
    assert codes(found) == {}
    values = found.values
    assert values["discount"] == Decimal("0.05")
    assert str(values["valid_until"]) == "2026-06-19"
    assert (values["level"], values["level_then"]) == ("A", "A")
    first, second = values["lines"]
    assert (first["text"], first["price"], first["amount"]) == ("Motor", Decimal(100), Decimal("190.00"))
    assert (second["text"], second["price"], second["amount"]) == ("Valve", Decimal(5), Decimal("47.50"))
    assert values["total"] == values["grand_total"] == Decimal("237.50")
    assert values["many"] == 1
    assert first["share"] == Decimal("0.8000")
    assert found.unnumbered == {"number"}
    assert "level" not in found.changed
    assert {"total", "lines", "discount"} <= found.changed


def test_what_is_missing_is_named_at_its_place(store: Store) -> None:
    found = submit(store, {"lines": [{"quantity": "0"}, {"product": MOTOR, "quantity": None}]})
    assert codes(found) == {
        "/customer": "required-field",
        "/lines/0/quantity": "number-too-small",
        "/lines/0/product": "required-field",
        "/lines/1/quantity": "required-field",
    }
    assert codes(submit(store, {"customer": ACME}))["/lines"] == "too-few-values"


def test_unknown_fields_and_wrong_rows_are_refused(store: Store) -> None:
    found = submit(store, {"customer": ACME, "colour": "red", "lines": [{**LINE, "size": 1}, 5]})
    assert codes(found) == {"/colour": "unknown-field", "/lines/0/size": "unknown-field", "/lines/1": "not-rows"}
    reported = submit(store, {"customer": ACME, "lines": "all"}).diagnostics
    assert "a-list-is-expected" in [one.code for one in reported if one.path == "/lines"]


def test_a_value_that_is_given_is_not_filled_in(store: Store) -> None:
    found = submit(store, {"customer": ACME, "discount": "0", "lines": [{**LINE, "text": "Special motor"}]})
    assert found.values["discount"] == 0
    assert found.values["lines"][0]["text"] == "Special motor"


def test_null_can_be_given_against_a_default(store: Store) -> None:
    found = submit(store, {"customer": ACME, "valid_until": None, "lines": [LINE]})
    assert found.values["valid_until"] is None


# --- linkage ----------------------------------------------------------------------------------------------------------


def test_hidden_fields_are_not_required_and_take_no_input(store: Store) -> None:
    found = submit(store, {"customer": ACME, "special_reason": "hidden", "lines": [LINE]})
    assert "special_reason" in found.hidden
    assert found.values["special_reason"] is None
    assert codes(found) == {}
    shown = submit(store, {"customer": ACME, "special": True, "lines": [LINE]})
    assert codes(shown) == {"/special_reason": "required-field"}


def test_a_hidden_field_keeps_what_is_stored(store: Store) -> None:
    new = {"customer": ACME, "special": True, "special_reason": "old customer", "lines": [LINE]}
    stored = saved(submit(store, new))
    found = submit(store, {"special": False, "special_reason": "changed"}, stored)
    assert found.values["special_reason"] == "old customer"
    assert found.changed == {"special"}


def test_hiding_one_field_can_hide_another(store: Store) -> None:
    form = {
        "name": "customer",
        "label": words("x"),
        "fields": [
            named("switch", "a"),
            named("switch", "b", visible="a = true"),
            named("text", "c", visible="b = true", required=True),
        ],
    }
    logic = FormLogic(app(customer=form), "customer")
    found = submit(store, {"a": False, "b": True, "c": "x"}, logic=logic)
    assert found.hidden == {"b", "c"}
    assert (found.values["b"], found.values["c"]) == (None, None)


def test_read_only_fields_refuse_a_change(store: Store) -> None:
    new = {"customer": ACME, "freight": "10", "locked": True, "lines": [LINE]}
    assert codes(submit(store, new)) == {"/freight": "read-only-field"}
    stored = {**saved(submit(store, {**new, "locked": False})), "locked": True}
    found = submit(store, {"freight": "20"}, stored)
    assert codes(found) == {"/freight": "read-only-field"}
    assert found.values["freight"] == 10
    assert codes(submit(store, {"freight": "10.00"}, stored)) == {}


def test_a_field_may_be_changed_together_with_what_locks_it(store: Store) -> None:
    stored = saved(submit(store, {"customer": ACME, "freight": "10", "lines": [LINE]}))
    found = submit(store, {"freight": "20", "locked": True}, stored)
    assert codes(found) == {}
    assert found.values["freight"] == 20
    again = submit(store, {"freight": "30", "locked": False}, saved(found))
    assert codes(again) == {"/freight": "read-only-field"}


def test_options_are_offered_by_condition(store: Store) -> None:
    options = [{"value": "a", "label": words("a")}, {"value": "b", "label": words("b"), "when": "credit > 100"}]
    fields = [*CUSTOMER["fields"], named("choice", "terms", options=options)]
    logic = FormLogic(app(customer={**CUSTOMER, "fields": fields}), "customer")
    found = submit(store, {"name": "x", "terms": "b", "credit": "5"}, logic=logic)
    assert codes(found) == {"/terms": "option-not-offered"}
    assert codes(submit(store, {"name": "x", "terms": "b", "credit": "500"}, logic=logic)) == {}


def test_entries_of_a_dictionary_have_to_exist(store: Store) -> None:
    logic = FormLogic(APP, "customer")
    assert codes(submit(store, {"name": "x", "trade": "machines"}, logic=logic)) == {}
    assert codes(submit(store, {"name": "x", "trade": "space"}, logic=logic)) == {"/trade": "no-dictionary-entry"}
    assert codes(submit(store, {"name": "x", "trade": "industry"}, logic=logic)) == {"/trade": "not-a-leaf"}


def test_a_reference_offers_only_what_its_filter_lets_through(store: Store) -> None:
    store.all["contact"][VALVE] = {"id": VALVE, "name": "Li", "customer": OTHER}
    found = submit(store, {"customer": ACME, "contact": VALVE, "lines": [LINE]})
    assert codes(found) == {"/contact": "option-not-offered"}
    assert codes(submit(store, {"customer": OTHER, "contact": VALVE, "lines": [LINE]})) == {}


# --- computed values --------------------------------------------------------------------------------------------------


def test_what_is_sent_for_a_computed_field_is_ignored_with_a_warning(store: Store) -> None:
    found = submit(store, {"customer": ACME, "total": "1", "lines": [{**LINE, "amount": "190.00"}]})
    assert codes(found) == {"/total": "computed-field"}
    assert not found.refused
    assert found.values["total"] == Decimal("190.00")


def test_a_copied_value_stays_and_a_live_one_follows(store: Store) -> None:
    stored = saved(submit(store, {"customer": ACME, "lines": [LINE]}))
    store.all["customer"][ACME]["level"] = "C"
    found = submit(store, {"freight": "1"}, stored)
    assert (found.values["level"], found.values["level_then"]) == ("C", "A")
    other = submit(store, {"customer": OTHER}, stored)
    assert (other.values["level"], other.values["level_then"]) == ("B", "B")


def test_prices_are_filled_in_anew_only_when_another_product_is_chosen(store: Store) -> None:
    stored = saved(submit(store, {"customer": ACME, "lines": [{**LINE, "price": "80"}]}))
    row = stored["lines"][0]
    same = submit(store, {"lines": [{"id": row["id"], "product": MOTOR, "quantity": "3"}]}, stored)
    assert same.values["lines"][0]["price"] == 80
    other = submit(store, {"lines": [{"id": row["id"], "product": VALVE}]}, stored)
    assert other.values["lines"][0]["price"] == Decimal("9.90")
    assert other.values["lines"][0]["quantity"] == 2


def test_a_computed_value_that_does_not_fit_is_reported(store: Store) -> None:
    fields = [named("number", "a"), named("number", "b", maximum="10", computed={"expression": "a * 2"})]
    logic = FormLogic(app(customer={"name": "customer", "label": words("x"), "fields": fields}), "customer")
    assert submit(store, {"a": 5}, logic=logic).values["b"] == 10
    found = submit(store, {"a": 6}, logic=logic)
    assert codes(found) == {"/b": "computed-does-not-fit"}
    assert found.values["b"] is None


def test_a_figure_over_other_records_counts_them(store: Store) -> None:
    for at, stage in enumerate(("won", "lost", "won")):
        store.all["opportunity"][str(at)] = {"id": str(at), "customer": ACME, "stage": stage}
    found = submit(store, {"name": "ACME"}, {"id": ACME, "name": "ACME"}, FormLogic(APP, "customer"))
    assert found.values["opportunities_won"] == 2


def test_what_a_chosen_record_fills_in_goes_over_a_default(store: Store) -> None:
    fields = [
        named("reference", "product", to="product", fill=[{"source": "list_price", "target": "price"}]),
        named("money", "price", default="7"),
    ]
    logic = FormLogic(app(customer={"name": "customer", "label": words("x"), "fields": fields}), "customer")
    assert submit(store, {}, logic=logic).values["price"] == 7
    assert submit(store, {"product": MOTOR}, logic=logic).values["price"] == 100
    store.all["product"][MOTOR]["list_price"] = None
    assert submit(store, {"product": MOTOR}, logic=logic).values["price"] == 7


def test_a_field_can_be_locked_by_a_formula_that_is_not_stored(store: Store) -> None:
    fields = [
        named("number", "a"),
        named("text", "b", read_only="big"),
        named("formula", "big", expression="a > 5", result="switch", stored=False),
    ]
    logic = FormLogic(app(customer={"name": "customer", "label": words("x"), "fields": fields}), "customer")
    assert codes(submit(store, {"b": "y"}, {"id": ACME, "a": Decimal(9), "b": "x"}, logic)) == {"/b": "read-only-field"}
    assert codes(submit(store, {"b": "y"}, {"id": ACME, "a": Decimal(1), "b": "x"}, logic)) == {}


def test_an_option_that_is_given_up_stays_where_it_is(store: Store) -> None:
    options = [{"value": "old", "label": words("old"), "active": False}, {"value": "new", "label": words("new")}]
    fields = [named("choices", "tags", options=options)]
    logic = FormLogic(app(customer={"name": "customer", "label": words("x"), "fields": fields}), "customer")
    assert codes(submit(store, {"tags": ["old"]}, logic=logic)) == {"/tags": "option-not-offered"}
    assert codes(submit(store, {"tags": ["old", "new"]}, {"id": ACME, "tags": ["old"]}, logic)) == {}


def test_figures_in_a_circle_of_forms_end() -> None:
    first = {
        "name": "customer",
        "label": words("x"),
        "fields": [
            named("reference", "other", to="contact", inverse="customers"),
            named("rollup", "sum", over="contacts", aggregate="max", field="most"),
        ],
    }
    second = {
        "name": "contact",
        "label": words("x"),
        "fields": [
            named("reference", "customer", to="customer", inverse="contacts"),
            named("rollup", "most", over="customers", aggregate="max", field="sum"),
        ],
    }
    forms = app(customer=first, contact=second)
    assert "computed-in-a-circle" in [one.code for all_ in check_all(forms).values() for one in all_]
    assert FormLogic(forms, "customer").submit(Submission("customer")).values["sum"] is None


# --- rows and rules ---------------------------------------------------------------------------------------------------


def test_rows_are_changed_added_and_removed(store: Store) -> None:
    stored = saved(submit(store, {"customer": ACME, "lines": [LINE, {"product": VALVE}]}))
    second = stored["lines"][1]["id"]
    found = submit(store, {"lines": [{"id": second, "quantity": "7"}, LINE]}, stored)
    assert codes(found) == {}
    assert [(row["id"], row["quantity"]) for row in found.values["lines"]] == [(second, 7), (None, 2)]
    assert submit(store, {"freight": None}, stored).changed == frozenset()
    assert codes(submit(store, {"lines": [{**LINE, "id": ACME}]}, stored)) == {"/lines/0/id": "no-such-row"}


def test_rules_stop_or_warn(store: Store) -> None:
    found = submit(store, {"customer": OTHER, "lines": [{**LINE, "price": "1"}, {**LINE, "quantity": "100000"}]})
    assert codes(found) == {"/lines/0/price": "validation", "": "validation"}
    assert {one.path: one.severity for one in found.diagnostics} == {"/lines/0/price": "warning", "": "error"}
    assert found.refused


@pytest.mark.parametrize(
    "changes", [{"lines": None}, {"lines": []}, {"lines": [None]}, {"customer": {}}, {"customer": 5}]
)
def test_no_input_breaks_a_submission(store: Store, changes: Json) -> None:
    assert submit(store, changes).refused


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from([ACME, MOTOR, "2026-05-01", "12.5"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "product", "quantity", "price", "text", "amount"]), inner, max_size=4)
    ),
    max_leaves=10,
)
NAMES = [one["name"] for one in QUOTATION["fields"]]


@given(changes=st.dictionaries(st.sampled_from([*NAMES, "other"]), ANYTHING, max_size=6))
def test_whatever_is_handed_in_is_answered_and_answered_alike_again(changes: Json) -> None:
    with clock.held(NOW):
        store = Store()
        found = submit(store, changes)
        assert all(one.path.count("/") <= 4 for one in found.diagnostics)
        if not found.refused:
            stored = saved(found)
            again = submit(store, {}, stored)
            assert codes(again) == {} or not again.refused
            assert again.changed == frozenset()


def test_a_form_without_records_around_still_answers() -> None:
    found = QUOTATIONS.submit(Submission("quotation", {"customer": ACME, "lines": [{**LINE, "price": "10"}]}))
    values: Any = found.values
    assert values["lines"][0]["amount"] == 20
    assert QUOTATION["name"] == "quotation"
