"""Files over HTTP, in the app of the catalog that sells."""

import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from PIL import Image

from lowcode.bundle.archive import packed
from lowcode.bundle.folder import files_of
from lowcode.http.app import application
from lowcode.settings import Settings
from tests.http.browsers import appoint, browser

CRM = Path(__file__).parents[2] / "apps_catalog" / "crm"
OPPORTUNITIES = "/api/apps/crm/forms/opportunity/records"
PROPOSAL: dict[str, Any] = {"app": "crm", "form": "opportunity", "field": "proposal_file"}
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40


@pytest.fixture
async def client(administrator: httpx.AsyncClient) -> httpx.AsyncClient:
    """The administrator, who is a director of sales too."""
    answer = await administrator.post("/api/apps/import", content=packed(files_of(CRM)))
    assert answer.status_code == 200, answer.text
    me = (await administrator.get("/api/me")).json()
    answer = await administrator.post("/api/grants", json={"role": "crm.director", "account_id": me["account"]["id"]})
    assert answer.is_success, answer.text
    return administrator


async def upload(client: httpx.AsyncClient, content: bytes = PDF, name: str = "方案 1.pdf", **place: Any) -> Any:
    answer = await client.post("/api/files", params={"name": name, **place}, content=content)
    assert answer.status_code == 200, answer.text
    return answer.json()


def problems(answer: httpx.Response) -> list[tuple[str, str]]:
    assert answer.headers["content-type"] == "application/problem+json"
    return [(one["path"], one["code"]) for one in answer.json()["diagnostics"]]


async def opportunity(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.post("/api/apps/crm/forms/customer/records", json={"values": {"name": "鼎盛机械"}})
    assert answer.status_code == 200, answer.text
    values = {"name": "产线改造", "customer": answer.json()["id"]}
    answer = await client.post(OPPORTUNITIES, json={"values": values})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@pytest.mark.scenario("S03")
async def test_s03_an_opportunity_gets_no_proposal_without_its_file(client: httpx.AsyncClient) -> None:
    made = await opportunity(client)
    path = f"{OPPORTUNITIES}/{made['id']}"
    refused = await client.patch(path, json={"version": 1, "values": {"stage": "proposal"}})
    assert refused.status_code == 422
    assert [path for path, _ in problems(refused)] == ["/proposal_file"]
    file = await upload(client, **PROPOSAL)
    change = {"stage": "proposal", "proposal_file": [file["id"]]}
    moved = await client.patch(path, json={"version": 1, "values": change})
    assert moved.status_code == 200, moved.text
    record = (await client.get(path)).json()
    assert record["values"]["stage"] == "proposal"
    assert record["files"] == [{"id": file["id"], "name": "方案 1.pdf", "size": len(PDF), "type": "application/pdf"}]


async def test_a_download_is_safe_and_asked_for_in_parts(client: httpx.AsyncClient) -> None:
    file = await upload(client)
    path = f"/api/files/{file['id']}"
    whole = await client.get(path)
    assert whole.content == PDF
    assert whole.headers["content-type"] == "application/pdf"
    told = whole.headers["content-disposition"]
    assert told == "attachment; filename=\"__ 1.pdf\"; filename*=UTF-8''%E6%96%B9%E6%A1%88%201.pdf"
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in whole.headers["content-security-policy"]
    assert whole.headers["cache-control"] == "private, no-cache"
    etag = whole.headers["etag"]
    assert (await client.get(path, headers={"If-None-Match": f'"x", {etag}'})).status_code == 304
    for wanted, start, end in (("bytes=0-3", 0, 4), ("bytes=10240-", 10240, None), ("bytes=-5", -5, None)):
        part = await client.get(path, headers={"Range": wanted})
        assert part.status_code == 206
        assert part.content == PDF[start:end]
        assert part.headers["content-range"].endswith(f"/{len(PDF)}")
    assert (await client.get(path, headers={"Range": "bytes=0-3", "If-Range": '"other"'})).content == PDF
    assert (await client.get(path, headers={"Range": "bytes=0-1,4-5"})).content == PDF
    beyond = await client.get(path, headers={"Range": "bytes=999999-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{len(PDF)}")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "application/octet-stream"),
        ("a.html", b"<script>alert(1)</script>", "application/octet-stream"),
        ("a.txt", b"<script>alert(1)</script>", "text/plain"),
    ],
)
async def test_what_a_browser_could_run_is_only_downloaded(
    client: httpx.AsyncClient, name: str, content: bytes, kind: str
) -> None:
    file = await upload(client, content, name)
    answer = await client.get(f"/api/files/{file['id']}")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-type"].partition(";")[0] == kind
    assert (await client.get(f"/api/files/{file['id']}/thumbnail")).status_code == 404


async def test_pictures_have_thumbnails(client: httpx.AsyncClient) -> None:
    written = io.BytesIO()
    Image.new("RGB", (900, 300), (10, 90, 200)).save(written, "PNG")
    file = await upload(client, written.getvalue(), "photo.png")
    answer = await client.get(f"/api/files/{file['id']}/thumbnail", params={"size": 300})
    assert answer.headers["content-type"] == "image/webp"
    assert Image.open(io.BytesIO(answer.content)).size == (320, 107)
    again = {"If-None-Match": answer.headers["etag"]}
    assert (await client.get(f"/api/files/{file['id']}/thumbnail?size=300", headers=again)).status_code == 304
    assert (await client.get(f"/api/files/{file['id']}")).headers["content-disposition"].startswith("inline")


async def test_others_see_no_file_that_they_may_not_see(app: FastAPI, client: httpx.AsyncClient) -> None:
    file = await upload(client)
    async with browser(app) as stranger:
        for path in (f"/api/files/{file['id']}", f"/api/files/{file['id']}/thumbnail"):
            assert (await stranger.get(path)).status_code == 401
        assert (await stranger.post("/api/files?name=a.pdf", content=PDF)).status_code == 401
    csrf = client.headers.pop("X-CSRF-Token")
    assert (await client.post("/api/files?name=a.pdf", content=PDF)).status_code == 403
    client.headers["X-CSRF-Token"] = csrf
    assert (await client.get("/api/files/00000000-0000-7000-8000-000000000000")).status_code == 404


@pytest.mark.parametrize("path", ["/api/files/..%2f..%2fetc%2fpasswd", "/api/files/../../etc/passwd", "/api/files/%00"])
async def test_addresses_are_no_paths(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code in {404, 422, 503}


async def test_a_field_refuses_at_once_what_it_does_not_take(client: httpx.AsyncClient) -> None:
    params = {"name": "a.csv", **PROPOSAL}
    refused = await client.post("/api/files", params=params, content=b"a;b")
    assert problems(refused) == [("", "file-type-refused")]
    refused = await client.post("/api/files", params={"name": "a.pdf", "app": "crm"}, content=PDF)
    assert problems(refused) == [("", "file-place-unfinished")]
    refused = await client.post("/api/files", params={"name": "a.pdf", **PROPOSAL, "app": "none"}, content=PDF)
    assert refused.status_code == 404


async def test_each_path_has_its_limit(postgres_url: str, tmp_path: Path) -> None:
    settings = Settings(tmp_path, postgres_url, workspace="limits", file_megabytes=6, bundle_megabytes=5)
    app = application(settings, tmp_path / "app")
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 1_000_000
            yield bytes(1_000_000)

    async with app.router.lifespan_context(app), browser(app) as client:
        await appoint(app, client)
        refused = await client.post("/api/files?name=a.bin", content=endless())
        assert problems(refused) == [("", "file-too-large")]
        assert read == 7_000_000
        refused = await client.post("/api/files?name=a.bin", content=bytes(6_500_000))
        assert problems(refused) == [("", "file-too-large")]
        for path, most in (("/api/apps/check", 5), ("/api/grants", 4)):
            read = 0
            assert (await client.post(path, content=endless())).status_code == 413
            assert read == (most + 1) * 1_000_000
        answer = await client.post("/api/apps/check", content=bytes(4_500_000))
        assert problems(answer) == [("", "bundle-not-a-zip")]
        assert (await client.post("/api/files?name=a.bin", content=bytes(6_000_000))).json()["size"] == 6_000_000
