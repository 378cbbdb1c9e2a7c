"""Shows how the pages are served, built or not."""

from pathlib import Path

import httpx

from lowcode.http.app import application
from lowcode.settings import Settings


def client(folder: Path) -> httpx.AsyncClient:
    """Return a client of an application whose pages are in a folder; it needs no database."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(application(Settings(folder), folder)), base_url="http://lowcode.test"
    )


async def test_pages_that_are_not_built_say_how_to_build_them(tmp_path: Path) -> None:
    async with client(tmp_path) as asking:
        answer = await asking.get("/")
    assert answer.status_code == 503
    assert "make run" in answer.text


async def test_assets_are_kept_and_the_page_is_asked_for_again(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html>")
    (tmp_path / "assets" / "index-1234.js").write_text("0;" * 1000)
    async with client(tmp_path) as asking:
        page = await asking.get("/")
        asset = await asking.get("/assets/index-1234.js")
        missing = await asking.get("/assets/index-5678.js")
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-cache")
    assert "script-src" not in page.headers["content-security-policy"]
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert "immutable" in asset.headers["cache-control"]
    assert asset.headers["content-encoding"] == "gzip"
    assert missing.status_code == 404


async def test_links_that_people_are_sent_lead_to_the_page(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<!doctype html>")
    async with client(tmp_path) as asking:
        assert (await asking.get("/invitation")).status_code == 200
        assert (await asking.get("/elsewhere")).status_code == 404


async def test_no_file_outside_of_the_folder_is_served(tmp_path: Path) -> None:
    folder = tmp_path / "app"
    folder.mkdir()
    (folder / "index.html").write_text("<!doctype html>")
    (tmp_path / "secret").write_text("secret")
    async with client(folder) as asking:
        assert (await asking.get("/..%2fsecret")).status_code == 404


async def test_links_to_records_lead_to_their_pages(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<!doctype html>")
    record = "01a20096-4a3f-724e-ad77-2aab1ed8a9c4"
    async with client(tmp_path) as asking:
        answer = await asking.get(f"/apps/crm/lead/{record}")
        other = await asking.get("/apps/crm/lead/..%2f..%2fetc")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/#/app/crm/form/lead/{record}")
    assert other.status_code == 404
