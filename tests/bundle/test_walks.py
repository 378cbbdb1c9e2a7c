"""Shows that tests of apps run their flows, and find what is not as it should be."""

from typing import Any

from lowcode.bundle.parsing import parsed
from lowcode.bundle.references import check
from lowcode.bundle.trial import failures
from tests.bundle import crm


def found(document: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what the tests of an app find: code and place."""
    bundle = parsed(document).bundle
    assert bundle is not None
    return [(one.code, one.path) for one in failures(bundle)]


def test_the_flows_of_the_app_do_what_its_tests_say() -> None:
    assert not found(crm.document())
    assert sum(len(one.walks) for one in crm.bundle().tests.values()) >= 11


def test_another_approver_is_found() -> None:
    document = crm.document()
    flow = document["flows"]["contract_approval"]
    next(one for one in flow["nodes"] if one["name"] == "legal")["assignees"][0]["role"] = "finance"
    first = found(document)[0]
    assert first == ("test-flow-elsewhere", "tests/contracts_are_approved.json/walks/0/steps/0/expect/asked")


def test_another_effect_is_found() -> None:
    document = crm.document()
    flow = document["flows"]["special_price"]
    agree = next(one for one in flow["nodes"] if one["name"] == "agree")
    agree["effect"]["arguments"]["values"] = '{status: "sent"}'
    places = [path for code, path in found(document) if code == "test-flow-elsewhere"]
    assert "tests/special_prices_are_approved.json/walks/0/expect/effects" in places


def test_a_verb_that_is_refused_is_found() -> None:
    document = crm.document()
    walk = document["tests"]["special_prices_are_approved"]["walks"][4]
    del walk["steps"][0]["verb"]["opinion"]
    assert ("test-flow-refused", "tests/special_prices_are_approved.json/walks/4/steps/0") in found(document)


def test_flows_and_fields_that_are_not_there_are_found() -> None:
    document = crm.document()
    walk = document["tests"]["leads_are_assigned"]["walks"][0]
    walk |= {"flow": "nowhere", "record": {"colour": "red"}}
    paths = {one.path for one in check(document)}
    assert {f"tests/leads_are_assigned.json/walks/0/{each}" for each in ("flow", "record/colour")} <= paths
