"""Shows that apps which need each other are one: what one writes, the other computes, posts, follows and protects."""

from typing import Any

import httpx
import pytest

from lowcode.bundle.app import LAYOUT
from lowcode.bundle.archive import packed
from lowcode.bundle.folder import write
from tests.scenarios.company import Company, change, create, patched, record
from tests.scenarios.connected import register, shop


async def posted(company: Company, document: dict[str, Any]) -> httpx.Response:
    """Return the answer to the import of an app."""
    return await company.administrator.post("/api/apps/import", content=packed(write(document, LAYOUT)))


@pytest.fixture
async def seller(company: Company) -> httpx.AsyncClient:
    """Somebody who works with both apps."""
    for one in (register(), shop()):
        answer = await posted(company, one)
        assert answer.status_code == 200, answer.text
    return await company.hire("su", "register.clerk", "shop.seller")


async def test_a_record_reads_what_another_app_keeps_and_follows_its_changes(seller: httpx.AsyncClient) -> None:
    partner = await create(seller, "partner", "register", name="Acme", factor="2", mark="vip", stage="open")
    sale = await create(seller, "sale", "shop", number="A1", partner=partner["id"], amount="10")
    assert sale["values"]["weighted"] == "20"
    assert (await record(seller, "sale", sale["id"], "shop"))["titles"][partner["id"]] == "Acme"
    await change(seller, "partner", partner["id"], "register", factor="3")
    assert (await record(seller, "sale", sale["id"], "shop"))["values"]["weighted"] == "30"
    answer = await seller.get(f"/api/apps/shop/forms/sale/records/{sale['id']}/history")
    assert "dependency" in answer.text


async def test_candidates_come_from_the_other_app_under_its_rights(seller: httpx.AsyncClient, company: Company) -> None:
    shown = await create(seller, "partner", "register", name="Acme", stage="open")
    await create(seller, "partner", "register", name="Gone", stage="closed")
    place = "/api/apps/shop/forms/sale/candidates"
    answer = await seller.post(place, json={"place": "partner", "search": "", "record": {}})
    assert [one["id"] for one in answer.json()["candidates"]] == [shown["id"]], answer.text
    stranger = await company.hire("xu", "shop.seller")
    answer = await stranger.post(place, json={"place": "partner", "search": "", "record": {}})
    assert answer.status_code == 403 or answer.json()["candidates"] == []


async def test_what_the_other_app_hides_stays_hidden(seller: httpx.AsyncClient, company: Company) -> None:
    partner = await create(seller, "partner", "register", name="Acme", secret="s3cret", stage="open")
    sale = await create(seller, "sale", "shop", number="A1", partner=partner["id"], amount="10")
    viewer = await company.hire("vi", "register.viewer", "shop.seller")
    seen = await viewer.get(f"/api/apps/shop/forms/sale/records/{sale['id']}")
    assert seen.json()["titles"][partner["id"]] == "Acme"
    place = {"place": "partner", "ids": [partner["id"]]}
    chosen = await viewer.post("/api/apps/shop/forms/sale/seen", json=place)
    assert chosen.status_code == 200, chosen.text
    assert "s3cret" not in chosen.text
    asked = {"filter": {"kind": "expression", "expression": 'partner.secret = "s3cret"'}}
    found = await viewer.post("/api/apps/shop/forms/sale/records/query", json=asked)
    assert found.status_code in {403, 422} or found.json()["records"] == []
    stranger = await company.hire("xu", "shop.seller")
    seen = await stranger.get(f"/api/apps/shop/forms/sale/records/{sale['id']}")
    assert seen.status_code == 200
    assert "s3cret" not in seen.text
    assert "Acme" not in seen.text
    found = await stranger.get(f"/api/apps/shop/forms/register.partner/records/{partner['id']}")
    assert found.status_code in {403, 404}


async def test_a_ledger_of_one_app_holds_the_limit_that_another_keeps(seller: httpx.AsyncClient) -> None:
    partner = await create(seller, "partner", "register", name="Acme", limit="100", stage="open")
    sale = await create(seller, "sale", "shop", number="A1", partner=partner["id"], amount="60", stage="confirmed")
    refused = await seller.post(
        "/api/apps/shop/forms/sale/records",
        json={"values": {"number": "A2", "partner": partner["id"], "amount": "50", "stage": "confirmed"}},
    )
    assert refused.status_code == 422, refused.text
    # A change over there moves what is posted here, and is refused when the limit would be passed.
    answer = await patched(seller, "partner", partner["id"], "register", factor="2")
    assert answer.status_code == 422, answer.text
    await change(seller, "partner", partner["id"], "register", factor="1.5")
    (balance,) = (await seller.get("/api/apps/shop/forms/exposure/records")).json()["records"]
    assert balance["values"]["open"] == "90"
    lines = (await seller.get(f"/api/apps/shop/forms/sale/records/{sale['id']}/ledger-lines")).json()
    assert lines


async def test_buttons_and_rules_write_over_there_in_the_same_transaction(seller: httpx.AsyncClient) -> None:
    partner = await create(seller, "partner", "register", name="Acme", stage="open")
    sale = await create(seller, "sale", "shop", number="A1", partner=partner["id"], amount="1")
    answer = await seller.post(f"/api/apps/shop/forms/sale/records/{sale['id']}/actions/greet", json={})
    assert answer.status_code == 403, answer.text
    assert (await record(seller, "partner", partner["id"], "register"))["values"]["mark"] is None
    await change(seller, "partner", partner["id"], "register", stage="closed")
    (visit,) = (await seller.get("/api/apps/shop/forms/visit/records")).json()["records"]
    assert visit["values"]["about"] == "Acme"


async def test_a_record_that_another_app_refers_to_is_not_deleted(seller: httpx.AsyncClient) -> None:
    partner = await create(seller, "partner", "register", name="Acme", stage="open")
    await create(seller, "sale", "shop", number="A1", partner=partner["id"], amount="1")
    answer = await seller.delete(f"/api/apps/register/forms/partner/records/{partner['id']}")
    assert answer.status_code in {409, 422}, answer.text
    assert "A1" in answer.text or "Sale" in answer.text


async def test_a_version_that_breaks_another_app_is_refused_with_the_place(
    seller: httpx.AsyncClient, company: Company
) -> None:
    assert not seller.is_closed
    broken = register()
    fields = broken["forms"]["partner"]["fields"]
    broken["forms"]["partner"]["fields"] = [one for one in fields if one["name"] != "factor"]
    answer = await posted(company, broken)
    assert answer.status_code == 422, answer.text
    (found,) = [one for one in answer.json()["diagnostics"] if one["code"] == "app-breaks-another"]
    assert "shop" in found["message"]["en"]
    assert "forms/sale.json/fields/3" in found["message"]["en"]


async def test_a_new_version_is_seen_by_the_apps_that_need_it(seller: httpx.AsyncClient, company: Company) -> None:
    changed = register()
    changed["forms"]["partner"]["fields"].append(
        {"kind": "text", "name": "town", "label": {"en": "Town", "zh-CN": "城市"}}
    )
    assert (await posted(company, changed)).status_code == 200
    richer = shop()
    richer["forms"]["sale"]["fields"].append(
        {
            "kind": "formula",
            "name": "town",
            "label": {"en": "Town", "zh-CN": "城市"},
            "expression": "partner.town",
            "result": "text",
        }
    )
    answer = await posted(company, richer)
    assert answer.status_code == 200, answer.text
    partner = await create(seller, "partner", "register", name="Acme", town="苏州", stage="open")
    sale = await create(seller, "sale", "shop", number="A1", partner=partner["id"], amount="1")
    assert sale["values"]["town"] == "苏州"


async def test_an_app_that_is_needed_is_not_removed_and_one_that_is_missing_is_named(company: Company) -> None:
    answer = await posted(company, shop())
    assert answer.status_code == 422, answer.text
    assert "app.json/depends/0/app" in answer.text
    for one in (register(), shop()):
        assert (await posted(company, one)).status_code == 200
    answer = await company.administrator.delete("/api/apps/register")
    assert answer.status_code == 409, answer.text
    assert "shop" in answer.text
    circle = register()
    circle["app"]["depends"] = [{"app": "shop"}]
    answer = await posted(company, circle)
    assert answer.status_code == 422
    assert "bundle-apps-in-a-circle" in answer.text
