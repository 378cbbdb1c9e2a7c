"""Shows signing in with a real provider, in a process of its own, and that no forged sign-in gets in."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit
from uuid import uuid4

import httpx
import pytest
from pydantic import SecretStr

from lowcode.http.app import application
from lowcode.services.accounts import NewAccount
from lowcode.services.actor import PRODUCT
from lowcode.services.workspace import Workspace
from lowcode.settings import Settings

PUBLIC = "http://lowcode.test"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The address of a provider that runs."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}/realm"
    process = subprocess.Popen([sys.executable, str(Path(__file__).with_name("oidc_provider.py")), str(port)])
    try:
        until = time.monotonic() + 60
        while True:
            try:
                httpx.get(f"{url}/keys")
                break
            except httpx.TransportError:
                assert process.poll() is None
                assert time.monotonic() < until
                time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.wait()


@pytest.fixture
def settings(postgres_url: str, tmp_path: Path, issuer: str) -> Settings:
    return Settings(
        tmp_path,
        postgres_url,
        workspace=f"o{uuid4().hex[:12]}",
        public_url=PUBLIC,
        oidc_issuer=issuer,
        oidc_client_id="lowcode",
        oidc_client_secret=SecretStr("the secret of the client"),
        oidc_name="公司账号",
    )


@pytest.fixture
async def app(settings: Settings, tmp_path: Path) -> AsyncIterator[Any]:
    """An application that knows the provider."""
    app = application(settings, tmp_path / "app")
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def browser(app: Any) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who is not signed in."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=PUBLIC) as client:
        yield client


async def begin(browser: httpx.AsyncClient, to: str = "/") -> str:
    """Begin to sign in, and return where the product sends the browser."""
    answer = await browser.get("/api/oidc/start", params={"to": to})
    assert answer.status_code == 303
    return answer.headers["location"]


async def at_provider(url: str, person: str, **more: str) -> str:
    """Sign in at the provider, and return the way back to the product."""
    extra = "".join(f"&{key}={quote(value)}" for key, value in {"person": person, **more}.items())
    async with httpx.AsyncClient() as outside:
        answer = await outside.get(url + extra)
    back = answer.headers["location"]
    assert back.startswith(f"{PUBLIC}/api/oidc/callback?")
    return str(back)


async def sign_in(browser: httpx.AsyncClient, person: str, to: str = "/", **more: str) -> str:
    """Walk the whole way, and return where it ends."""
    answer = await browser.get(await at_provider(await begin(browser, to), person, **more))
    assert answer.status_code == 303
    return str(answer.headers["location"])


async def hire(app: Any, name: str, email: str) -> None:
    workspace: Workspace = app.state.workspace
    await workspace.accounts.create(PRODUCT, NewAccount(name=name, display_name=name, email=email))


async def test_who_has_an_account_signs_in_by_the_verified_address(app: Any, browser: httpx.AsyncClient) -> None:
    await hire(app, "zhang", "zhang@example.com")
    assert (await browser.get("/api/sign-in")).json()["oidc"] == "公司账号"
    assert await sign_in(browser, "zhang", "/app/crm?view=1") == "/app/crm?view=1"
    me = (await browser.get("/api/me")).json()
    assert (me["account"]["name"], me["account"]["status"]) == ("zhang", "active")
    draft = {"display_name": "张三", "email": "zhang@example.com"}
    changed = await browser.put("/api/me", json=draft, headers={"X-CSRF-Token": me["csrf"]})
    assert changed.status_code == 200
    assert await sign_in(browser, "zhang", claims=json.dumps({"email": "moved@example.com"})) == "/"
    workspace: Workspace = app.state.workspace
    entries = await workspace.audit.page(PRODUCT, subject=f"account:{me['account']['id']}")
    assert [each.action for each in entries].count("account.linked") == 1
    assert [each.details["by"] for each in entries if each.action == "session.begun"] == ["oidc", "oidc"]


async def test_an_address_that_is_not_verified_opens_nothing(app: Any, browser: httpx.AsyncClient) -> None:
    await hire(app, "zhang", "zhang@example.com")
    assert await sign_in(browser, "li") == "/?problem=oidc-account-unknown"
    assert (await browser.get("/api/me")).status_code == 401


async def test_who_is_disabled_stays_out(app: Any, browser: httpx.AsyncClient) -> None:
    await hire(app, "zhang", "zhang@example.com")
    assert await sign_in(browser, "zhang") == "/"
    me = (await browser.get("/api/me")).json()["account"]["id"]
    await app.state.workspace.accounts.disable(PRODUCT, me)
    assert await sign_in(browser, "zhang") == "/?problem=oidc-account-unknown"


async def test_accounts_are_made_only_where_it_is_wanted(settings: Settings, tmp_path: Path) -> None:
    for create, end in ((False, "/?problem=oidc-account-unknown"), (True, "/")):
        chosen = Settings.of(
            {
                "LOWCODE_HOME": str(tmp_path),
                "LOWCODE_DATABASE_URL": settings.database_url or "",
                "LOWCODE_WORKSPACE": settings.workspace,
                "LOWCODE_PUBLIC_URL": PUBLIC,
                "LOWCODE_OIDC_ISSUER": settings.oidc_issuer or "",
                "LOWCODE_OIDC_CLIENT_ID": "lowcode",
                "LOWCODE_OIDC_CLIENT_SECRET": "the secret of the client",
                "LOWCODE_OIDC_CREATE": str(create),
            }
        )
        app = application(chosen, tmp_path / "app")
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=PUBLIC) as browser,
        ):
            if create:
                await hire(app, "wang-wu", "other@example.com")
            assert await sign_in(browser, "wang") == end
            if create:
                found = (await browser.get("/api/me")).json()["account"]
                assert found["name"].startswith("wang-wu-")
                assert (found["display_name"], found["email"], found["roles"]) == ("王五", "w@example.com", [])


@pytest.mark.parametrize(
    ("wrong", "claims"),
    [
        ("forged", {}),
        ("unsigned", {}),
        ("shared", {}),
        ("", {"aud": "another program"}),
        ("", {"azp": "another program"}),
        ("", {"iss": "https://elsewhere.test"}),
        ("", {"nonce": "of another sign-in"}),
        ("", {"exp": 1}),
    ],
)
async def test_a_token_that_does_not_hold_opens_nothing(
    app: Any, browser: httpx.AsyncClient, wrong: str, claims: dict[str, Any]
) -> None:
    await hire(app, "zhang", "zhang@example.com")
    end = await sign_in(browser, "zhang", wrong=wrong, claims=json.dumps(claims))
    assert end == "/?problem=oidc-sign-in-broken"
    assert (await browser.get("/api/me")).status_code == 401


async def test_a_way_back_holds_once_and_in_its_own_browser(app: Any, browser: httpx.AsyncClient) -> None:
    await hire(app, "zhang", "zhang@example.com")
    back = await at_provider(await begin(browser), "zhang")
    kept = browser.cookies.get("lowcode_oidc")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=PUBLIC) as victim:
        assert (await victim.get(back)).headers["location"] == "/?problem=oidc-sign-in-broken"
        await begin(victim)
        assert (await victim.get(back)).headers["location"] == "/?problem=oidc-sign-in-broken"
    assert (await browser.get(back)).headers["location"] == "/"
    assert "lowcode_oidc" not in browser.cookies
    browser.cookies.set("lowcode_oidc", kept or "", domain="lowcode.test", path="/api/oidc")
    assert (await browser.get(back)).headers["location"] == "/?problem=oidc-sign-in-broken"


async def test_the_provider_may_change_its_keys(app: Any, browser: httpx.AsyncClient, issuer: str) -> None:
    await hire(app, "zhang", "zhang@example.com")
    assert await sign_in(browser, "zhang") == "/"
    async with httpx.AsyncClient() as outside:
        await outside.post(f"{issuer}/rotate")
    assert await sign_in(browser, "zhang") == "/"


@pytest.mark.parametrize("to", ["https://evil.test/", "//evil.test", "/\\evil.test", "/\t/evil.test", "evil", ""])
async def test_nobody_is_sent_elsewhere(app: Any, browser: httpx.AsyncClient, to: str) -> None:
    await hire(app, "zhang", "zhang@example.com")
    assert await sign_in(browser, "zhang", to) == "/"


async def test_a_provider_that_is_silent_or_not_set_up_is_told(postgres_url: str, tmp_path: Path) -> None:
    for more, problem in (
        ({}, "oidc-not-set-up"),
        ({"oidc_issuer": "http://127.0.0.1:1/x", "oidc_client_id": "c"}, "oidc-provider-not-reached"),
        ({"oidc_issuer": "http://id.example.com", "oidc_client_id": "c"}, "oidc-not-set-up"),
    ):
        settings = Settings(tmp_path, postgres_url, workspace="o_silent", public_url=PUBLIC, **more)  # type: ignore[arg-type]
        app = application(settings, tmp_path / "app")
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=PUBLIC) as browser,
        ):
            assert await begin(browser) == f"/?problem={problem}"


async def test_what_is_sent_to_the_provider_tells_it_no_secret(browser: httpx.AsyncClient, issuer: str) -> None:
    url = await begin(browser)
    assert url.startswith(f"{issuer}/authorize?realm=1&")
    sent = parse_qs(urlsplit(url).query)
    assert sent["redirect_uri"] == [f"{PUBLIC}/api/oidc/callback"]
    assert "secret" not in url
    assert "verifier" not in url
