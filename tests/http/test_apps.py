"""Shows apps over HTTP: bundles in and out, versions, and drafts."""

import copy
import json
from typing import Any

import httpx
from fastapi import FastAPI

from lowcode.bundle.app import LAYOUT
from lowcode.bundle.archive import packed, unpacked
from lowcode.bundle.folder import write

CRM: dict[str, Any] = {
    "app": {"format": 1, "name": "crm", "label": {"en": "Sales", "zh-CN": "销售"}},
    "roles": {"seller": {"name": "seller", "label": {"en": "Seller", "zh-CN": "销售员"}}},
    "forms": {
        "lead": {
            "name": "lead",
            "label": {"en": "Lead", "zh-CN": "线索"},
            "fields": [{"kind": "text", "name": "company", "label": {"en": "Company", "zh-CN": "公司"}}],
        }
    },
}


def zipped(document: dict[str, Any]) -> bytes:
    """Return an app as the file that people send."""
    return packed(write(document, LAYOUT))


def named(label: str) -> dict[str, Any]:
    """Return the app with another English label."""
    document = copy.deepcopy(CRM)
    document["app"]["label"]["en"] = label
    return document


async def test_a_bundle_comes_in_whole_and_goes_out_as_it_came(administrator: httpx.AsyncClient) -> None:
    for path, key in (("check", None), ("plan", "steps"), ("import", "published")):
        answer = await administrator.post(f"/api/apps/{path}", content=zipped(CRM))
        assert answer.status_code == 200, answer.text
        assert answer.json() == [] if key is None else key in answer.json()
    again = await administrator.post("/api/apps/import", content=zipped(CRM))
    assert again.json()["published"]["fresh"] is False
    exported = await administrator.get("/api/apps/crm/export")
    assert exported.headers["content-type"] == "application/zip"
    assert unpacked(exported.content) == write(CRM, LAYOUT)
    (entry,) = (await administrator.get("/api/apps")).json()
    assert (entry["name"], entry["current_version"], entry["author"]) == ("crm", 1, "Ada")
    assert [each["name"] for each in (await administrator.get("/api/roles")).json()] == ["seller", "admin"]


async def test_a_broken_bundle_is_refused_with_its_places(administrator: httpx.AsyncClient) -> None:
    broken = copy.deepcopy(CRM)
    broken["forms"]["lead"]["fields"][0]["kind"] = "nonsense"
    answer = await administrator.post("/api/apps/import", content=zipped(broken))
    assert answer.status_code == 422
    assert any(each["path"].startswith("forms/lead.json") for each in answer.json()["diagnostics"])
    assert (await administrator.post("/api/apps/import", content=b"no zip")).status_code == 422
    assert (await administrator.get("/api/apps")).json() == []
    published = await administrator.post("/api/apps/crm/publish", json={"content": broken})
    assert published.status_code == 422


async def test_drafts_are_saved_rebased_published_and_rolled_back(administrator: httpx.AsyncClient) -> None:
    client = administrator
    assert (await client.get("/api/apps/crm/draft")).status_code == 404
    saved = (await client.put("/api/apps/crm/draft", json={"content": CRM})).json()
    assert (saved["revision"], saved["current_version"]) == (1, None)
    stale = await client.put("/api/apps/crm/draft", json={"content": named("Other")})
    assert stale.status_code == 409
    assert stale.json()["diagnostics"][0]["path"] == "/app/label/en"
    assert len((await client.get("/api/apps/crm/workers")).json()) == 1
    first = await client.post("/api/apps/crm/publish", json={"content": CRM, "note": "first"})
    assert first.json()["number"] == 1
    await client.put("/api/apps/crm/draft", json={"content": named("Draft"), "base_version": 1})
    second = await client.post("/api/apps/import", content=zipped(named("Imported")))
    assert second.json()["published"]["number"] == 2
    await client.put("/api/apps/crm/draft", json={"content": named("Draft"), "base_version": 1})
    rebased = (await client.post("/api/apps/crm/draft/rebase")).json()
    assert rebased["draft"]["base_version"] == 2
    assert [each["path"] for each in rebased["clashes"]] == ["/app/label/en"]
    late = await client.post("/api/apps/crm/publish", json={"content": named("Late"), "base_version": 1})
    assert late.status_code == 409
    (change,) = (await client.get("/api/apps/crm/versions/1/compare", params={"to": 2})).json()
    assert (change["kind"], change["path"], change["after"]) == ("changed", "/app/label/en", "Imported")
    back = await client.post("/api/apps/crm/roll-back", json={"number": 1, "note": "too early"})
    assert back.json()["number"] == 3
    versions = (await client.get("/api/apps/crm/versions")).json()
    assert [(each["number"], each["restores"], each["note"]) for each in versions] == [
        (3, 1, "too early"),
        (2, None, ""),
        (1, None, "first"),
    ]
    assert (await client.get("/api/apps/crm/versions/1")).json()["content"] == json.loads(json.dumps(CRM))
    assert (await client.delete("/api/apps/crm/draft")).status_code == 200
    assert (await client.get("/api/apps/crm/draft")).json()["revision"] == 0
    assert (await client.delete("/api/apps/crm")).json() == []
    assert (await client.get("/api/apps/crm/export")).status_code == 404


async def test_who_publishes_meets_it_in_the_next_request(app: FastAPI, administrator: httpx.AsyncClient) -> None:
    for number in (1, 2, 3):
        answer = await administrator.post("/api/apps/import", content=zipped(named(f"Sales {number}")))
        assert answer.status_code == 200, answer.text
        # Read before this process has heard of it: nothing is awaited since the answer.
        assert app.state.record_apps["crm"].number == number
        assert app.state.work_apps["crm"].number == number
    await administrator.delete("/api/apps/crm")
    assert app.state.record_apps.names() == ()
