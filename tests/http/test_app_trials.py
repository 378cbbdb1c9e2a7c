"""Shows over HTTP that the tests of an app are run on request, before it comes in and when it is there."""

import copy
from typing import Any

import httpx

from tests.http.test_apps import CRM, zipped


def with_test(expected: str) -> dict[str, Any]:
    """Return an app with a formula and a test of what it comes to."""
    document = copy.deepcopy(CRM)
    title = {"en": "Loud", "zh-CN": "大写"}
    formula = {"kind": "formula", "name": "loud", "label": title, "expression": "upper case(company)", "result": "text"}
    document["forms"]["lead"]["fields"].append(formula)
    case = {"about": "in capitals", "changes": {"company": "acme"}, "expect": {"values": {"loud": expected}}}
    document["tests"] = {
        "names_are_loud": {
            "name": "names_are_loud",
            "label": {"en": "Names are loud", "zh-CN": "名称大写"},
            "form": "lead",
            "scenarios": ["A1"],
            "cases": [case],
        }
    }
    return document


async def test_the_tests_of_an_app_run_before_it_comes_in_and_afterwards(administrator: httpx.AsyncClient) -> None:
    wrong = await administrator.post("/api/apps/trial", content=zipped(with_test("acme")))
    assert wrong.status_code == 200, wrong.text
    told = wrong.json()
    assert (told["app"], told["passed"]) == ("crm", False)
    (one,) = told["tests"]
    assert (one["name"], one["scenarios"], one["tried"]) == ("names_are_loud", ["A1"], 1)
    assert one["problems"][0]["path"].startswith("tests/names_are_loud.json/cases/0")
    assert (await administrator.get("/api/apps")).json() == []
    assert (await administrator.post("/api/apps/trial", content=b"no zip")).status_code == 422
    assert (await administrator.post("/api/apps/crm/trial")).status_code == 404
    brought = await administrator.post("/api/apps/import", content=zipped(with_test("ACME")))
    assert brought.status_code == 200, brought.text
    right = (await administrator.post("/api/apps/crm/trial")).json()
    assert right["passed"]
    assert [each["problems"] for each in right["tests"]] == [[]]


async def test_only_administrators_run_the_tests_of_apps(program: httpx.AsyncClient) -> None:
    assert (await program.post("/api/apps/trial", content=zipped(CRM))).status_code == 403
    assert (await program.post("/api/apps/crm/trial")).status_code == 403
