"""Shows that only those who are signed in get in, from pages of the product, and what each of them may do."""

import re
from typing import Any
from uuid import uuid4

import httpx

from tests.http.browsers import PASSWORD, appoint, browser


async def test_the_first_administrator_comes_in_by_a_link(app: Any, visitor: httpx.AsyncClient) -> None:
    assert (await visitor.get("/api/sign-in")).json() == {"oidc": None, "empty": True}
    assert (await visitor.get("/api/me")).status_code == 401
    signed_in = await appoint(app, visitor)
    assert signed_in["account"]["roles"] == ["platform.admin"]
    me = await visitor.get("/api/me")
    assert (me.status_code, me.json()) == (200, signed_in)
    assert (await visitor.get("/api/sign-in")).json()["empty"] is False


async def test_cookies_are_kept_from_scripts_and_other_sites(app: Any) -> None:
    async with browser(app) as client:
        await appoint(app, client)
        client.cookies.clear()
        answer = await client.post("/api/login", json={"name": "ADMIN", "password": PASSWORD})
        assert answer.status_code == 200
        session, csrf = sorted(answer.headers.get_list("set-cookie"), key=lambda each: "csrf" in each)
        assert session.startswith("lowcode_session=")
        assert all(each in session for each in ("HttpOnly", "SameSite=lax", "Path=/", "Max-Age="))
        assert "HttpOnly" not in csrf
        assert "SameSite=strict" in csrf
    async with browser(app, "https://lowcode.test") as client:
        answer = await client.post("/api/login", json={"name": "admin", "password": PASSWORD})
        session, csrf = sorted(answer.headers.get_list("set-cookie"), key=lambda each: "csrf" in each)
        assert session.startswith("__Host-lowcode_session=")
        assert "Secure" in session
        assert "Secure" in csrf
        assert (await client.get("/api/me")).status_code == 200


async def test_a_change_needs_the_token_of_the_page(app: Any, visitor: httpx.AsyncClient) -> None:
    await appoint(app, visitor)
    draft = {"display_name": "Ada L."}
    right = visitor.headers.pop("X-CSRF-Token")
    for headers in ({}, {"X-CSRF-Token": "0" * 64}, {"X-CSRF-Token": right, "Origin": "https://evil.test"}):
        answer = await visitor.put("/api/me", json=draft, headers=headers)
        assert answer.status_code == 403
        assert answer.json()["diagnostics"][0]["code"] == "csrf-token-wrong"
    answer = await visitor.put("/api/me", json=draft, headers={"X-CSRF-Token": right, "Origin": "http://lowcode.test"})
    assert answer.status_code == 200
    assert answer.json()["display_name"] == "Ada L."
    foreign = await visitor.post(
        "/api/login", json={"name": "admin", "password": PASSWORD}, headers={"Origin": "https://evil.test"}
    )
    assert foreign.status_code == 403


async def test_signing_out_ends_the_session_for_good(app: Any, visitor: httpx.AsyncClient) -> None:
    await appoint(app, visitor)
    kept = dict(visitor.cookies)
    assert (await visitor.post("/api/logout")).status_code == 200
    assert dict(visitor.cookies) == {}
    visitor.cookies.update(kept)
    assert (await visitor.get("/api/me")).status_code == 401


async def test_guessing_is_answered_with_the_time_to_wait(app: Any, visitor: httpx.AsyncClient) -> None:
    await appoint(app, visitor)
    async with browser(app) as stranger:
        guess = {"name": "admin", "password": "guess"}
        answers = [await stranger.post("/api/login", json=guess) for _ in range(7)]
        assert [each.status_code for each in answers] == [403] * 5 + [429] * 2
        assert int(answers[-1].headers["retry-after"]) >= 1
        assert answers[-1].json()["diagnostics"][0]["code"] == "too-many-attempts"


async def test_an_api_token_acts_within_its_scopes(app: Any, visitor: httpx.AsyncClient) -> None:
    await appoint(app, visitor)

    async def token(*scopes: str) -> dict[str, str]:
        answer = await visitor.post("/api/me/tokens", json={"name": "t", "scopes": scopes})
        assert answer.status_code == 200, answer.text
        return {"Authorization": f"Bearer {answer.json()['token']}"}

    async with browser(app) as program:
        read, admin = await token("read"), await token("read", "write", "admin")
        assert (await program.get("/api/me", headers=read)).status_code == 200
        assert (await program.get("/api/audit", headers=read)).status_code == 403
        assert (await program.post("/api/departments", json={"name": "a"}, headers=read)).status_code == 403
        assert (await program.get("/api/audit", headers=admin)).status_code == 200
        assert (await program.post("/api/departments", json={"name": "a"}, headers=admin)).status_code == 200
        assert (await program.get("/api/me/tokens", headers=admin)).status_code == 403
        assert (await program.get("/api/me", headers={"Authorization": "Bearer lc_guess"})).status_code == 401
    tokens = (await visitor.get("/api/me/tokens")).json()
    assert all("token" not in each for each in tokens)
    for each in tokens:
        assert (await visitor.delete(f"/api/me/tokens/{each['id']}")).status_code == 200
    async with browser(app) as program:
        assert (await program.get("/api/me", headers=admin)).status_code == 401


async def test_an_administrator_runs_the_house(app: Any, visitor: httpx.AsyncClient) -> None:
    me = (await appoint(app, visitor))["account"]["id"]
    invited = (await visitor.post("/api/people", json={"name": "zhang", "display_name": "张三"})).json()
    zhang = invited["account"]["id"]
    top = (await visitor.post("/api/departments", json={"name": "公司"})).json()["id"]
    sales = (await visitor.post("/api/departments", json={"name": "销售", "parent_id": top})).json()["id"]
    for department, account, head in ((top, me, True), (sales, zhang, False)):
        path = f"/api/departments/{department}/members/{account}"
        assert (await visitor.put(path, json={"head": head})).status_code == 200
    assert (await visitor.get(f"/api/people/{zhang}/superiors")).json() == [[me]]
    found = (await visitor.get(f"/api/departments/{top}/members", params={"below": True})).json()
    assert [each["name"] for each in found] == ["admin", "zhang"]
    grant = {"role": "platform.admin", "department_id": sales}
    assert (await visitor.post("/api/grants", json=grant)).status_code == 200
    (given,) = (await visitor.get("/api/grants", params={"department_id": sales})).json()
    assert (await visitor.get(f"/api/people/{zhang}")).json()["roles"] == ["platform.admin"]
    assert (await visitor.delete(f"/api/grants/{given['id']}")).status_code == 200
    assert (await visitor.post("/api/grants", json={"role": "platform.admin"})).status_code == 422
    assert [each["name"] for each in (await visitor.get("/api/roles")).json()] == ["admin"]
    async with browser(app) as person:
        token = invited["ticket"]["token"]
        holder = (await person.post("/api/invitation/read", json={"token": token})).json()
        assert holder == {"name": "zhang", "display_name": "张三"}
        accepted = await person.post("/api/invitation/accept", json={"token": token, "password": PASSWORD})
        person.headers["X-CSRF-Token"] = accepted.json()["csrf"]
        assert (await person.get("/api/people")).status_code == 200
        assert (await person.post("/api/people", json={"name": "x2", "display_name": "X"})).status_code == 403
        assert (await person.get("/api/audit")).status_code == 403
        assert [each["present"] for each in (await person.get("/api/me/sessions")).json()] == [True]
        assert len((await visitor.get(f"/api/people/{zhang}/sessions")).json()) == 1
        assert (await visitor.post(f"/api/people/{zhang}/disable")).json()["status"] == "disabled"
        assert (await person.get("/api/people")).status_code == 401
    assert (await visitor.delete(f"/api/departments/{top}")).status_code == 409
    (entry,) = (await visitor.get("/api/audit", params={"action": "account.disabled"})).json()
    assert (entry["subject"], entry["account_name"]) == (f"account:{zhang}", "admin")
    assert entry["request"]


async def test_nothing_about_people_is_open(app: Any, visitor: httpx.AsyncClient) -> None:
    described = app.openapi()["paths"]
    anybody = {"/api/sign-in", "/api/login", "/api/health", "/api/invitation/read", "/api/invitation/accept"}
    # Who knows the token of a hook may call it.
    anybody.add("/api/hooks/{token}")
    tried = 0
    for path, methods in described.items():
        if path in anybody:
            continue
        for method in methods:
            somewhere = re.sub(r"\{\w*id\}", str(uuid4()), path)
            somewhere = re.sub(r"\{(\w+)\}", r"\1", somewhere)
            answer = await visitor.request(method, somewhere, json={})
            assert answer.status_code == 401, (method, path, answer.text)
            tried += 1
    assert tried > 25


async def test_what_postgresql_does_not_keep_is_told(administrator: httpx.AsyncClient) -> None:
    for method, path, body in (
        ("POST", "/api/login", {"name": "a\0b", "password": PASSWORD}),
        ("POST", "/api/people", {"name": "ab", "display_name": "a\0b"}),
        ("POST", "/api/departments", {"name": "a\0b"}),
        ("POST", "/api/me/tokens", {"name": "a\0b", "scopes": ["read"]}),
        ("GET", "/api/people?search=a%00b", None),
        ("GET", "/api/apps/a%00b/versions", None),
        ("GET", "/api/apps/crm/versions/99999999999", None),
    ):
        answer = await administrator.request(method, path, json=body)
        assert answer.status_code == 422, (path, answer.text)
        assert answer.json()["diagnostics"]
