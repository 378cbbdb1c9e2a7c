"""Shows that sample records are the same everywhere, and that an app's tests find what is wrong."""

from collections import Counter
from datetime import date
from itertools import pairwise

from lowcode.bundle.parsing import parsed
from lowcode.bundle.sampling import Extent, drawn
from lowcode.bundle.trial import failures
from tests.bundle import crm

TODAY = date(2026, 6, 1)


def test_the_tests_of_the_shipped_app_pass() -> None:
    assert [each.text() for each in failures(crm.bundle())] == []


def test_a_form_that_is_changed_for_the_worse_is_found_by_its_tests() -> None:
    document = crm.document()
    lines = next(each for each in document["forms"]["quotation"]["fields"] if each["name"] == "lines")
    amount = next(each for each in lines["fields"] if each["name"] == "amount")
    amount["expression"] = "coalesce(quantity, 0) * coalesce(price, 0) * 2"
    opportunity = next(each for each in document["forms"]["opportunity"]["fields"] if each["name"] == "stage")
    opportunity["transitions"] = []
    made = parsed(document).bundle
    assert made is not None
    told = [(each.code, each.path) for each in failures(made)]
    assert ("test-value-differs", "tests/prices_follow_the_policy.json/cases/0/expect/values/total") in told
    assert ("test-refusals-differ", "tests/stages_demand_what_they_need.json/cases/0/expect/refused") in told


def test_samples_are_the_same_for_the_same_seed_and_day() -> None:
    bundle = crm.bundle()
    first = list(drawn(bundle, TODAY, Extent(few=True)))
    assert first == list(drawn(bundle, TODAY, Extent(few=True)))
    assert first != list(drawn(bundle, TODAY, Extent(seed=2, few=True)))
    counts = Counter(each.form for each in drawn(bundle, TODAY))
    assert (counts["product"], counts["customer"], counts["opportunity"]) == (300, 500, 3000)
    few = Counter(each.form for each in first)
    assert (few["product"], few["customer"], few["opportunity"]) == (30, 40, 110)


def test_samples_refer_to_records_that_were_drawn_before_and_fit_together() -> None:
    customers: dict[str, str] = {}
    seen: set[str] = set()
    names: set[str] = set()
    for each in drawn(crm.bundle(), TODAY, Extent(few=True)):
        customer = each.values.get("customer")
        if customer is not None:
            assert customer in seen
        for reference in ("contact", "opportunity", "quotation"):
            if other := each.values.get(reference):
                assert customers[other] == customer
        if each.form == "customer":
            assert each.values["name"] not in names
            names.add(each.values["name"])
        if isinstance(customer, str):
            customers[each.id] = customer
        seen.add(each.id)


def test_samples_follow_what_they_go_by_wherever_it_stands_in_the_file() -> None:
    opportunities = [each for each in drawn(crm.bundle(), TODAY, Extent(few=True)) if each.form == "opportunity"]
    deals = [each.values for each in opportunities]
    won = [each for each in deals if each["stage"] == "won"]
    assert won
    assert all(each["closed_on"] < TODAY.isoformat() for each in won)
    assert all(each.path[-1][0] == each.values["stage"] for each in opportunities)
    assert all(each.path[0][1] == each.created_at for each in opportunities)
    assert all(former[1] <= later[1] for each in opportunities for former, later in pairwise(each.path))
    assert all("lost_reason" in each for each in deals if each["stage"] == "lost")
    assert not any("closed_on" in each for each in deals if each["stage"] not in {"won", "lost"})


def test_samples_are_values_that_their_fields_take() -> None:
    bundle = crm.bundle()
    for each in list(drawn(bundle, TODAY, Extent(few=True)))[::10]:
        known = bundle.form_set.vocabulary(each.form)
        fields = bundle.forms[each.form].by_name
        for name, value in each.values.items():
            assert fields[name].shape(known).clean(value) is not None
