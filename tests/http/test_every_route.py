"""Every route asks who is there and what they may: all of them are called by those who may not."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from tests.http import vault as vaults
from tests.http.browsers import PASSWORD, appoint, browser
from tests.http.vault import METHODS, Vault

OPEN: Final = {
    "/api/sign-in",
    "/api/login",
    "/api/logout",
    "/api/health",
    "/api/invitation/read",
    "/api/invitation/accept",
    "/api/oidc/start",
    "/api/oidc/callback",
    "/api/hooks/{token}",
}
"""What takes nobody: it lets people in, or its address is the secret."""
WORKBENCH: Final = "/api/language"
"""Where expressions are tried that read no record: for everybody who is signed in."""
OWN: Final = {
    ("get", "/api/live"),
    ("get", "/api/me"),
    ("put", "/api/me"),
    ("post", "/api/me/password"),
    ("get", "/api/me/sessions"),
    ("delete", "/api/me/sessions"),
    ("delete", "/api/me/sessions/{session_id}"),
    ("get", "/api/me/tokens"),
    ("post", "/api/me/tokens"),
    ("delete", "/api/me/tokens/{token_id}"),
    ("get", "/api/workplace"),
    ("get", "/api/regions"),
    ("get", "/api/overviews"),
    ("get", "/api/search"),
    ("get", "/api/jobs"),
    ("get", "/api/flows"),
    ("get", "/api/calendars"),
    ("get", "/api/people"),
    ("get", "/api/departments"),
    ("get", "/api/departments/{department_id}/members"),
    ("get", "/api/people/{account_id}"),
    ("get", "/api/people/{account_id}/departments"),
    ("get", "/api/people/{account_id}/superiors"),
    ("get", "/api/notifications"),
    ("get", "/api/notifications/unread"),
    ("post", "/api/notifications/read"),
    ("get", "/api/todos"),
    ("get", "/api/tasks"),
    ("get", "/api/tasks/counts"),
    ("post", "/api/tasks/approve"),
    ("get", "/api/instances"),
    ("get", "/api/substitutions"),
    ("post", "/api/substitutions"),
    ("post", "/api/files"),
    ("get", "/api/apps/{app}/ledgers"),
    ("get", "/api/apps/{app}/scorecards"),
    ("get", "/api/apps/{app}/flows"),
    ("delete", "/api/apps/{app}/forms/{form}/unfinished"),
    ("get", "/api/apps/{app}/reports/datasets"),
    ("get", "/api/apps/{app}/reports/metrics"),
    ("get", "/api/apps/{app}/reports/dashboards"),
    ("get", "/api/apps/{app}/reports/schedules"),
    ("get", "/api/apps/{app}/reports/alerts"),
    ("delete", "/api/apps/{app}/reports/runs/{key}"),
}
"""What everybody has who is signed in, without any role: what is their own, and who works in the company."""
REFUSED: Final = {401, 403, 404, 422}
"""What is not understood does nothing either."""


@pytest.fixture
async def vault(app: FastAPI) -> Vault:
    """The app with its records."""
    return await vaults.filled(app)


def operations(vault: Vault) -> Iterator[tuple[str, str, Any]]:
    """Iterate over all routes that are not open: the method, the path, and a body that the route understands."""
    described = vault.app.openapi()
    for path, methods in described["paths"].items():
        if path in OPEN:
            continue
        for method in METHODS:
            if method in methods:
                content = methods[method].get("requestBody", {}).get("content", {})
                schema = content.get("application/json", {}).get("schema")
                yield method, path, None if schema is None else sample(schema, described["components"]["schemas"])


def sample(schema: dict[str, Any], known: dict[str, Any]) -> Any:
    """Return a small value of a JSON Schema: only what has to be there."""
    if "$ref" in schema:
        return sample(known[schema["$ref"].rpartition("/")[2]], known)
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return sample(schema[several][0], known)
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    match schema.get("type"):
        case "object":
            named = schema.get("properties", {})
            return {name: sample(named.get(name, {}), known) for name in schema.get("required", ())}
        case "array":
            return [sample(schema.get("items", {}), known)] * schema.get("minItems", 0)
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return False
        case "null":
            return None
    formats = {"uuid": str(UUID(int=7)), "date": "2026-05-05", "date-time": "2026-05-05T00:00:00Z"}
    return formats.get(schema.get("format", ""), "client" * (schema.get("minLength", 1) // 6 + 1))


async def asked(client: httpx.AsyncClient, vault: Vault, method: str, path: str, body: Any) -> list[httpx.Response]:
    """Return the answers of a route for some of what there is."""
    tried = list(vault.paths(path))
    # A few of each will do: the open ones, then the closed.
    some = tried if len(tried) < 9 else tried[:: max(1, len(tried) // 8)]
    return [await client.request(method, one, json=body) for one in some]


async def test_nothing_is_open_but_what_lets_people_in(vault: Vault) -> None:
    wrong = []
    async with browser(vault.app) as anybody:
        for method, path, body in operations(vault):
            answers = await asked(anybody, vault, method, path, body)
            wrong += [(method, path, one.status_code) for one in answers if one.status_code != 401]
    assert not wrong


REPORTS = "/api/apps/{app}/reports/"
ASKED = ("/members", "/query", "/behind", "/metrics/{metric}", "/runs/{key}", "/tiles/{tile}")


async def test_a_token_does_nothing_beyond_its_scopes(vault: Vault) -> None:
    wrong = []
    mine = vault.administrator
    tokens = {}
    for scopes in (["read"], ["write"], ["read", "write"]):
        made = await vault.say(mine, "/api/me/tokens", name="t", scopes=scopes)
        tokens[" ".join(scopes)] = {"Authorization": f"Bearer {made['token']}"}
    async with browser(vault.app) as program:
        for method, path, body in operations(vault):
            for filled in list(vault.paths(path))[:1]:
                # Questions come as documents, and change nothing.
                asks = path.startswith(REPORTS) and path.endswith(ASKED)
                lacking = "write" if method == "get" or asks else "read"
                answer = await program.request(method, filled, json=body, headers=tokens[lacking])
                if answer.status_code != 403:
                    wrong.append((method, path, lacking, answer.status_code))
        for method, path in (
            ("get", "/api/audit"),
            ("get", "/api/grants"),
            ("post", "/api/people"),
            ("get", "/api/me/tokens"),
            ("get", "/api/rules"),
            ("delete", "/api/apps/vault"),
            ("get", "/api/apps/vault/draft"),
            ("get", "/api/connections"),
            ("get", "/api/flow-admin/incidents"),
        ):
            answer = await program.request(
                method, path, json={"name": "x", "display_name": "X"}, headers=tokens["read write"]
            )
            if answer.status_code != 403:
                wrong.append((method, path, "read write", answer.status_code))
    assert not wrong


async def test_who_has_no_role_is_refused(vault: Vault) -> None:
    wrong, refused = [], Counter[int]()
    for method, path, body in operations(vault):
        if (method, path) in OWN or path.startswith(WORKBENCH):
            continue
        for answer in await asked(vault.stranger, vault, method, path, body):
            refused[answer.status_code] += 1
            if answer.status_code not in REFUSED and not (method == "get" and nothing(answer)):
                wrong.append((method, path, answer.status_code, answer.text[:200]))
    assert not wrong, "\n".join(map(str, wrong))
    assert refused[403] + refused[404] > 4 * refused[422]


def nothing(answer: httpx.Response) -> bool:
    """Return whether an answer holds nothing at all, as the empty list of what one has does."""

    def empty(value: Any) -> bool:
        if isinstance(value, dict | list):
            return all(map(empty, value.values() if isinstance(value, dict) else value))
        return not value

    return answer.status_code == 200 and empty(answer.json())


async def test_every_change_needs_the_token_of_the_page(vault: Vault) -> None:
    """Another site can send the cookies of a browser, and even plant one: both change nothing."""
    right = vault.boss.headers.pop("X-CSRF-Token")
    wrong = []
    for method, path, body in operations(vault):
        filled = next(iter(vault.paths(path)))
        planted = {"X-CSRF-Token": "planted", "Cookie": f"{cookies(vault.boss)}; lowcode_csrf=planted"}
        for headers in ({}, planted, {"X-CSRF-Token": right, "Origin": "https://evil.example"}):
            if method == "get" or path.startswith(WORKBENCH):
                continue
            answer = await vault.boss.request(method, filled, json=body, headers=headers)
            if answer.status_code != 403:
                wrong.append((method, path, headers, answer.status_code))
    assert not wrong


def cookies(client: httpx.AsyncClient) -> str:
    """Return the session of a browser as it sends it."""
    return "; ".join(f"{one.name}={one.value}" for one in client.cookies.jar if one.name != "lowcode_csrf")


async def test_a_session_that_was_planted_does_not_become_that_of_who_signs_in(app: FastAPI) -> None:
    async with browser(app) as attacker, browser(app) as victim:
        await appoint(app, attacker)
        (planted,) = [one.value for one in attacker.cookies.jar if one.name == "lowcode_session"]
        victim.headers["Cookie"] = f"lowcode_session={planted}"
        answer = await victim.post("/api/login", json={"name": "admin", "password": PASSWORD})
        assert answer.status_code == 200
        del victim.headers["Cookie"]
        (own,) = [one.value for one in victim.cookies.jar if one.name == "lowcode_session"]
        assert own != planted
        assert (await victim.post("/api/logout", headers={"X-CSRF-Token": answer.json()["csrf"]})).is_success
        assert (await victim.get("/api/me")).status_code == 401
        # What was never given out is nobody's session.
        async with browser(app) as nobody:
            nobody.headers["Cookie"] = "lowcode_session=made-up"
            assert (await nobody.get("/api/me")).status_code == 401
