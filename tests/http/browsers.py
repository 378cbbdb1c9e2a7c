"""Browsers of those who use the application, as the tests of the web server need them."""

from typing import Any, Final

import httpx

from lowcode.services.accounts import NewAccount
from lowcode.services.workspace import Workspace

PASSWORD: Final = "correct horse battery"


def browser(app: Any, url: str = "http://lowcode.test") -> httpx.AsyncClient:
    """Return a browser of its own."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=url)


async def appoint(app: Any, client: httpx.AsyncClient) -> dict[str, Any]:
    """Let the first administrator choose a password, as the first link does."""
    workspace: Workspace = app.state.workspace
    _, ticket = await workspace.appoint(NewAccount(name="admin", display_name="Ada"))
    answer = await client.post("/api/invitation/accept", json={"token": ticket.token, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    client.headers["X-CSRF-Token"] = answer.json()["csrf"]
    return dict(answer.json())
