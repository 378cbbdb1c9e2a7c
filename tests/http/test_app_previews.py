"""Shows over HTTP what would be done to apps before it is done, and how deliveries meet what was changed here."""

import copy
from typing import Any

import httpx

from tests.http.test_apps import CRM, named, zipped


async def import_(client: httpx.AsyncClient, document: dict[str, Any], **query: Any) -> dict[str, Any]:
    """Import a bundle."""
    answer = await client.post("/api/apps/import", content=zipped(document), params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def publish(client: httpx.AsyncClient, document: dict[str, Any], base: int) -> None:
    """Publish what somebody changed here."""
    answer = await client.post("/api/apps/crm/publish", json={"content": document, "base_version": base})
    assert answer.status_code == 200, answer.text


def with_field(document: dict[str, Any], name: str) -> dict[str, Any]:
    """Return an app with one more field of leads."""
    changed = copy.deepcopy(document)
    field = {"kind": "text", "name": name, "label": {"en": name, "zh-CN": name}}
    changed["forms"]["lead"]["fields"].append(field)
    return changed


async def present(client: httpx.AsyncClient) -> dict[str, Any]:
    """Return what is published."""
    return dict((await client.get("/api/apps/crm/draft")).json()["content"])


async def test_a_preview_tells_tables_changes_and_problems_and_changes_nothing(
    administrator: httpx.AsyncClient,
) -> None:
    fresh = (await administrator.post("/api/apps/preview", content=zipped(CRM))).json()
    assert (fresh["app"], fresh["current_version"]) == ("crm", None)
    assert fresh["plan"]["steps"][0]["kind"] == "add_form"
    assert (await administrator.get("/api/apps")).json() == []
    await import_(administrator, CRM)
    wider = (await administrator.post("/api/apps/preview", content=zipped(with_field(CRM, "city")))).json()
    assert [one["kind"] for one in wider["plan"]["steps"]] == ["add_field"]
    assert [one["place"] for one in wider["changes"]] == [["forms", "lead", "fields", "city"]]
    broken = copy.deepcopy(CRM)
    broken["forms"]["lead"]["fields"][0]["kind"] = "nonsense"
    wrong = (await administrator.post("/api/apps/preview", content=zipped(broken))).json()
    assert wrong["plan"] is None
    assert wrong["diagnostics"][0]["path"].startswith("forms/lead.json")
    told = await administrator.post("/api/apps/crm/preview", json={"content": broken})
    assert told.json()["diagnostics"]
    assert (await administrator.post("/api/apps/preview", content=b"no zip")).status_code == 422


async def test_a_delivery_keeps_what_was_changed_here_also_when_it_comes_again(
    administrator: httpx.AsyncClient,
) -> None:
    await import_(administrator, CRM)
    await publish(administrator, with_field(CRM, "own"), 1)
    for number, field in ((1, "theirs"), (2, "later")):
        delivery = CRM if number == 1 else with_field(CRM, "theirs")
        delivery = with_field(delivery, field)
        seen = (await administrator.post("/api/apps/preview?merge=true", content=zipped(delivery))).json()
        assert seen["clashes"] == []
        assert [one["kind"] for one in seen["changes"]] == ["added"]
        await import_(administrator, delivery, merge=True)
    names = [one["name"] for one in (await present(administrator))["forms"]["lead"]["fields"]]
    assert set(names) == {"company", "own", "theirs", "later"}


async def test_a_clash_is_shown_before_and_decided_by_people(administrator: httpx.AsyncClient) -> None:
    await import_(administrator, CRM)
    await publish(administrator, named("Ours"), 1)
    theirs = named("Theirs")
    seen = (await administrator.post("/api/apps/preview?merge=true", content=zipped(theirs))).json()
    (clash,) = seen["clashes"]
    assert clash["path"] == "/app/label/en"
    assert [clash[side]["value"] for side in ("base", "mine", "theirs")] == ["Sales", "Ours", "Theirs"]
    assert seen["changes"] == []
    await import_(administrator, theirs, merge=True)
    assert (await present(administrator))["app"]["label"]["en"] == "Ours"
    await import_(administrator, named("Newer"), merge=True, take=["/app/label/en"])
    assert (await present(administrator))["app"]["label"]["en"] == "Newer"


async def test_going_back_and_removing_tell_before_what_they_cost(administrator: httpx.AsyncClient) -> None:
    await import_(administrator, CRM)
    await import_(administrator, with_field(CRM, "city"))
    back = (await administrator.get("/api/apps/crm/versions/1/preview")).json()
    assert [one["kind"] for one in back["plan"]["steps"]] == ["hide_field"]
    record = await administrator.get("/api/apps/crm/removal")
    assert [(one["place"], one["records"]) for one in record.json()["tables"]] == [("crm.lead", 0)]
    assert (await administrator.get("/api/apps/none/removal")).status_code == 404
    gone = await administrator.delete("/api/apps/crm", params={"purge": True})
    assert gone.json() == ["crm__lead"]


async def test_previews_are_for_administrators(visitor: httpx.AsyncClient) -> None:
    assert (await visitor.post("/api/apps/preview", content=zipped(CRM))).status_code == 401
    assert (await visitor.get("/api/apps/crm/removal")).status_code == 401
