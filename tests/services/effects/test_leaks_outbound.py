"""Shows that what leaves the product goes where it should, and takes no secret and no line of its own elsewhere."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from pydantic import SecretStr

from lowcode.services.actor import PRODUCT
from lowcode.services.connections import Connections, NewConnection, Opened
from lowcode.services.effect_order import EffectOrder
from lowcode.services.effect_work import Effects
from lowcode.services.live import Live
from lowcode.services.notifications import tell_pages
from lowcode.services.outbound import Guard
from lowcode.services.workshop import Workshop, workshop
from lowcode.services.workspace import Workspace
from lowcode.worker.loop import Pace, working
from tests.services.effects.receivers import Calls, Mails, mail_server, web_server

FAST = Pace(beat=0.2, silent=5, poll=0.2, grace=2)


@pytest.fixture
def mails() -> Iterator[Mails]:
    """A mail server."""
    with mail_server() as found:
        yield found


@pytest.fixture
async def calls() -> AsyncIterator[Calls]:
    """A web server."""
    async with web_server() as found:
        yield found


@pytest.fixture
async def tools(workspace: Workspace, mails: Mails) -> AsyncIterator[Workshop]:
    """What effects work with; they may call this machine."""
    settings = replace(workspace.settings, smtp_url=mails.url, http_allowed="127.0.0.1, localhost")
    async with workshop(Workspace(workspace.database, settings)) as made:
        yield made


async def done(tools: Workshop, kind: str, **arguments: Any) -> None:
    """Have an effect carried out by a worker."""
    wanted = EffectOrder(key=uuid4().hex, kind=kind, arguments=arguments, app="shop", cause={"kind": "test"})
    async with tools.database.transaction() as connection:
        await Effects(tools).carry_out(connection, wanted)
    async with working(tools, at_once=2, pace=FAST):
        await _ended(tools)


async def _ended(tools: Workshop) -> None:
    """Wait until there is nothing to do."""
    for _ in range(600):
        async with tools.database.connection() as connection:
            if not await connection.fetchval("SELECT count(*) FROM job WHERE finished_at IS NULL AND attempts = 0"):
                running = await connection.fetchval("SELECT count(*) FROM job WHERE finished_at IS NULL")
                if not running:
                    return
            await connection.fetchval("SELECT pg_sleep(0.05)")
    raise AssertionError


@pytest.mark.parametrize(
    "address",
    [
        "::7f00:1", "::ffff:0:7f00:1", "fec0::1", "64:ff9b:1::7f00:1", "192.0.0.8", "192.88.99.1", "5f00::1", "::",
        "2001:0:1::", "ff02::1", "198.18.0.1", "255.255.255.255",
    ],
)  # fmt: skip
def test_no_way_of_writing_an_address_leads_into_the_own_network(address: str) -> None:
    assert not Guard("").allows("somewhere", address)


def test_the_internet_is_called_by_both_versions() -> None:
    assert Guard("").allows("x", "2606:4700::1111")
    assert Guard("").allows("x", "8.8.8.8")


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("https://api.acme.cn/v1/orders", True),
        ("https://API.acme.cn/v1", True),
        ("https://api.acme.cn.evil.example/v1/orders", False),
        ("https://api.acme.cn@evil.example/v1/orders", False),
        ("https://api.acme.cn:8443/v1/orders", False),
        ("http://api.acme.cn/v1/orders", False),
        ("https://api.acme.cn/v10/orders", False),
        ("https://api.acme.cn/v1/../admin", False),
        ("https://api.acme.cn/v1/%2e%2e/admin", False),
    ],
)
def test_credentials_belong_to_one_system(url: str, own: bool) -> None:
    assert Opened(name="x", url="https://api.acme.cn/v1", secret="s").owns(url) is own


async def test_credentials_go_nowhere_else(tools: Workshop, calls: Calls) -> None:
    connections = Connections(tools.database, tools.workspace.settings)
    new = NewConnection(kind="http", url=calls.url, auth="bearer", secret=SecretStr("very-secret"))
    await connections.put(PRODUCT, "erp", new)
    other = calls.url.replace("127.0.0.1", "localhost")
    await done(tools, "http_call", connection="erp", url=f"{calls.url}/orders")
    await done(tools, "http_call", connection="erp", url=f"{other}/orders")
    await done(tools, "webhook", connection="erp", url=f"{calls.url}/hook", event="paid")
    await done(tools, "webhook", connection="erp", url=f"{other}/hook", event="paid")
    shown = [
        ("authorization" in one["headers"] or "x-lowcode-signature" in one["headers"], one["headers"]["host"][:9])
        for one in calls.found
    ]
    assert shown == [(True, "127.0.0.1"), (False, "localhost"), (True, "127.0.0.1"), (False, "localhost")]


async def test_no_value_brings_lines_of_its_own_into_the_head_of_a_mail(tools: Workshop, mails: Mails) -> None:
    await done(
        tools,
        "send_mail",
        to=["ann@acme.cn", "eve@acme.cn\r\nBcc: all@acme.cn"],
        subject="Offer\r\nBcc: everybody@acme.cn\r\n\r\nbody",
        text="Hello",
        reply_to="bob@acme.cn\r\nX-Other: yes",
    )
    (mail,) = mails.found
    assert mail["To"] == "ann@acme.cn"
    assert mail["Bcc"] is None
    assert mail["X-Other"] is None
    assert "everybody@acme.cn" in mail["Subject"]
    assert mail.get_content().strip() == "Hello"


async def test_what_is_told_to_nobody_reaches_nobody(workspace: Workspace) -> None:
    account = uuid4()
    async with Live(workspace.database) as live:
        with live.page(account) as queue:
            async with workspace.database.transaction() as connection:
                await tell_pages(connection, [], "todo")
            async with workspace.database.transaction() as connection:
                await tell_pages(connection, [account], "notification")
            found = []
            while "notification" not in found:
                found.append((await queue.get())["kind"])
            assert "todo" not in found
