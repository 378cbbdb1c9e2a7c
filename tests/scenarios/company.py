"""A company whose people work with apps over HTTP, each in a browser of their own."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import httpx
from fastapi import FastAPI

from lowcode.bundle.app import LAYOUT
from lowcode.bundle.archive import packed
from lowcode.bundle.folder import files_of, read, write
from lowcode.services.workshop import Workshop
from lowcode.worker.loop import Pace, working
from tests.http.browsers import PASSWORD, browser

CATALOG: Final = Path(__file__).parents[2] / "apps_catalog"
PACE: Final = Pace(beat=0.2, silent=5, poll=0.1, grace=2)
PDF: Final = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


class Company:
    """People with their browsers, departments and roles."""

    def __init__(self, app: FastAPI, administrator: httpx.AsyncClient) -> None:
        """Take the application and the administrator's browser."""
        self.app = app
        self.administrator = administrator
        self.ids: dict[str, str] = {}
        self.browsers: dict[str, httpx.AsyncClient] = {}
        self.departments: dict[str, str] = {}
        self.installed: set[str] = set()

    @property
    def tools(self) -> Workshop:
        """The tools of the process, for the worker."""
        found: Workshop = self.app.state.workshop
        return found

    async def close(self) -> None:
        """Close all browsers."""
        for one in self.browsers.values():
            await one.aclose()

    async def install(self, name: str, catalog: Path = CATALOG, **parts: Mapping[str, Any]) -> None:
        """Import an app of the catalog and those that it needs; `parts` replace parts of it, by folder and name."""
        document = read(files_of(catalog / name), LAYOUT)
        for folder, changed in parts.items():
            document.setdefault(folder, {}).update(changed)
        for one in document["app"].get("depends", ()):
            if one["app"] not in self.installed:
                await self.install(one["app"])
        self.installed.add(name)
        answer = await self.administrator.post("/api/apps/import", content=packed(write(document, LAYOUT)))
        assert answer.status_code == 200, answer.text

    async def department(self, name: str, above: str | None = None) -> str:
        """Make a department."""
        draft = {"name": name, "parent_id": self.departments.get(above or "")}
        answer = await self.administrator.post("/api/departments", json=draft)
        assert answer.is_success, answer.text
        self.departments[name] = answer.json()["id"]
        return self.departments[name]

    async def hire(
        self, name: str, *roles: str, department: str | None = None, head: bool = False
    ) -> httpx.AsyncClient:
        """Give somebody an account, roles and a department, and return their browser."""
        answer = await self.administrator.post("/api/people", json={"name": name, "display_name": name.title()})
        assert answer.is_success, answer.text
        made = answer.json()
        client = self.browsers[name] = browser(self.app)
        token = {"token": made["ticket"]["token"], "password": PASSWORD}
        answer = await client.post("/api/invitation/accept", json=token)
        assert answer.is_success, answer.text
        client.headers["X-CSRF-Token"] = answer.json()["csrf"]
        self.ids[name] = str(made["account"]["id"])
        if department is not None:
            place = f"/api/departments/{self.departments[department]}/members/{self.ids[name]}"
            answer = await self.administrator.put(place, json={"head": head, "main": True})
            assert answer.is_success, answer.text
        for role in roles:
            answer = await self.administrator.post("/api/grants", json={"role": role, "account_id": self.ids[name]})
            assert answer.is_success, answer.text
        return client

    async def work(self) -> None:
        """Have all jobs done that are due."""
        text = "SELECT count(*) FROM job WHERE finished_at IS NULL AND run_at <= now()"
        async with working(self.tools, at_once=4, pace=PACE), asyncio.timeout(30):
            while True:
                async with self.tools.database.connection() as connection:
                    if not await connection.fetchval(text):
                        return
                await asyncio.sleep(0.05)

    async def rows(self, text: str, *values: Any) -> list[Any]:
        """Return rows of the database."""
        async with self.tools.database.connection() as connection:
            return list(await connection.fetch(text, *values))


async def create(client: httpx.AsyncClient, form: str, /, app: str = "crm", **values: Any) -> dict[str, Any]:
    """Return a new record."""
    answer = await client.post(f"/api/apps/{app}/forms/{form}/records", json={"values": values})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def record(client: httpx.AsyncClient, form: str, id_: str, app: str = "crm") -> dict[str, Any]:
    """Return a record."""
    answer = await client.get(f"/api/apps/{app}/forms/{form}/records/{id_}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def patched(client: httpx.AsyncClient, form: str, id_: str, /, app: str = "crm", **values: Any) -> httpx.Response:
    """Return the answer to a change of a record."""
    version = (await record(client, form, id_, app))["version"]
    change = {"version": version, "values": values}
    return await client.patch(f"/api/apps/{app}/forms/{form}/records/{id_}", json=change)


async def change(client: httpx.AsyncClient, form: str, id_: str, /, app: str = "crm", **values: Any) -> dict[str, Any]:
    """Change a record and return it."""
    answer = await patched(client, form, id_, app, **values)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def upload(client: httpx.AsyncClient, name: str = "合同.pdf") -> str:
    """Return the id of a file."""
    answer = await client.post("/api/files", params={"name": name}, content=PDF)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


async def tasks(client: httpx.AsyncClient, kind: str = "mine") -> list[dict[str, Any]]:
    """Return what stands in somebody's inbox."""
    answer = await client.get("/api/tasks", params={"list": kind})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["tasks"])


async def verb(client: httpx.AsyncClient, task: str, kind: str, **more: Any) -> httpx.Response:
    """Return the answer to something that somebody does with a task; `values` go to the record."""
    values = {key: more.pop(key) for key in ("values", "version") if key in more}
    return await client.post(f"/api/tasks/{task}/verbs", json={"verb": {"kind": kind, **more}, **values})


async def act(client: httpx.AsyncClient, kind: str, **more: Any) -> dict[str, Any]:
    """Let somebody do something with the one task that they have."""
    (task,) = await tasks(client)
    answer = await verb(client, task["id"], kind, **more)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def where(client: httpx.AsyncClient, form: str, id_: str, app: str = "crm") -> list[dict[str, Any]]:
    """Return the flows of a record: where each is, who has it, since when."""
    answer = await client.get(f"/api/apps/{app}/forms/{form}/records/{id_}/flows")
    assert answer.status_code == 200, answer.text
    return list(answer.json())
