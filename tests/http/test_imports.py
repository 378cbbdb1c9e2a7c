"""S58: a file goes in and records come out, over HTTP and by a worker, and go into a file again."""

import asyncio
import io
from pathlib import Path
from typing import Any

import httpx
import pytest
import xlsxwriter
from fastapi import FastAPI

from lowcode.bundle.archive import packed
from lowcode.bundle.folder import files_of
from lowcode.services.import_sheets import read_sheets
from lowcode.worker.loop import working
from tests.http.browsers import browser

CRM = Path(__file__).parents[2] / "apps_catalog" / "crm"
CUSTOMER = "/api/apps/crm/forms/customer"


@pytest.fixture
async def client(administrator: httpx.AsyncClient) -> httpx.AsyncClient:
    """The administrator, who is a director of sales too."""
    answer = await administrator.post("/api/apps/import", content=packed(files_of(CRM)))
    assert answer.status_code == 200, answer.text
    me = (await administrator.get("/api/me")).json()
    answer = await administrator.post("/api/grants", json={"role": "crm.director", "account_id": me["account"]["id"]})
    assert answer.is_success, answer.text
    return administrator


def customers(*rows: tuple[Any, ...]) -> bytes:
    """Return a workbook with customers."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("客户名称", "行业", "客户分级", "信用额度", "电话"))
        for at, row in enumerate(rows, 1):
            sheet.write_row(at, 0, row)
    return content.getvalue()


async def handed(client: httpx.AsyncClient, content: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a file holds, and the mapping that is proposed."""
    file = await client.post("/api/files", params={"name": "客户.xlsx"}, content=content)
    assert file.status_code == 200, file.text
    answer = await client.post(f"{CUSTOMER}/imports", json={"file": file.json()["id"]})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    columns = {str(one["at"]): one["field"] for one in found["columns"] if one["field"]}
    return found, {"columns": columns, "header": found["header"], "sheet": found["sheet"]}


async def ended(client: httpx.AsyncClient, id_: str) -> dict[str, Any]:
    """Return a run when a worker has done it."""
    async with asyncio.timeout(60):
        while True:
            run: dict[str, Any] = (await client.get(f"{CUSTOMER}/imports/{id_}")).json()
            if run["state"] != "running":
                return run
            await asyncio.sleep(0.05)


async def test_s58_import_correct_and_take_back(app: FastAPI, client: httpx.AsyncClient) -> None:
    async with working(app.state.workshop, at_once=2):
        wrong = customers(("甲公司", "电子", "A类", 1000, "021-55550000"), ("", "电子", "Z", 1, ""))
        found, mapping = await handed(client, wrong)
        assert list(mapping["columns"].values()) == ["name", "industry", "grade", "credit_limit", "phone"]
        preview = (await client.post(f"{CUSTOMER}/imports/{found['id']}/preview", json=mapping)).json()
        assert [one["action"] for one in preview["rows"]] == ["create", "refused"]
        await client.post(f"{CUSTOMER}/imports/{found['id']}/start", json=mapping)
        run = await ended(client, found["id"])
        assert (run["state"], run["outcome"]["refused"], run["outcome"]["created"]) == ("refused", 1, 0)
        report = await client.get(f"{CUSTOMER}/imports/{found['id']}/report")
        assert report.headers["content-disposition"].startswith("attachment")
        assert len(read_sheets(report.content).rows) == 2
        found, mapping = await handed(client, customers(("甲公司", "电子", "A类", 1000, "021-55550000")))
        await client.post(f"{CUSTOMER}/imports/{found['id']}/start", json=mapping)
        run = await ended(client, found["id"])
        assert (run["state"], run["outcome"]["created"]) == ("done", 1)
    exported = await client.post(f"{CUSTOMER}/export", json={"format": "xlsx", "columns": ["name", "grade"]})
    assert read_sheets(exported.content).rows[1] == ["甲公司", "A类"]
    undone = (await client.post(f"{CUSTOMER}/imports/{found['id']}/undo")).json()
    assert (undone["trashed"], undone["kept"]) == (1, 0)
    listed = (await client.get(f"{CUSTOMER}/imports")).json()
    assert [one["state"] for one in listed] == ["undone", "refused"]


async def test_what_is_wrong_is_said(app: FastAPI, client: httpx.AsyncClient) -> None:
    async with browser(app) as stranger:
        assert (await stranger.get(f"{CUSTOMER}/imports")).status_code == 401
        assert (await stranger.post(f"{CUSTOMER}/export", json={})).status_code == 401
    file = await client.post("/api/files", params={"name": "empty.csv"}, content=b"\n")
    answer = await client.post(f"{CUSTOMER}/imports", json={"file": file.json()["id"]})
    assert answer.status_code == 422
    assert answer.json()["diagnostics"][0]["code"] == "import-file-empty"
    found, mapping = await handed(client, customers(("甲公司",)))
    answer = await client.post(f"{CUSTOMER}/imports/{found['id']}/start", json=mapping | {"mode": "update"})
    assert [one["code"] for one in answer.json()["diagnostics"]] == ["import-key-needed"]
