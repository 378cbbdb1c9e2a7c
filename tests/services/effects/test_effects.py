"""Shows that effects are carried out once, that what leaves the product arrives, and that nothing goes where it may
not."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from pydantic import SecretStr
from pypdfium2 import PdfDocument

from engine_rules.effect_kinds import EFFECTS
from lowcode.kernel.errors import Forbidden, Invalid, LowcodeError
from lowcode.services.actor import PRODUCT, Actor
from lowcode.services.connections import NewConnection
from lowcode.services.effect_order import EffectOrder
from lowcode.services.effect_work import EFFECT_WORK, Effects
from lowcode.services.effects.webhook import signed
from lowcode.services.hooks import NewHook
from lowcode.services.notifications import tell
from lowcode.services.outbound import Guard, call
from lowcode.services.print_page import pdf_of
from lowcode.services.workshop import Workshop, workshop
from lowcode.services.workspace import Workspace
from lowcode.store import jobs
from lowcode.worker.loop import Pace, working
from tests.services.effects.receivers import Calls, Mails, mail_server, web_server
from tests.services.people import Hire

CALL = {"en": "Call Acme", "zh-CN": "致电 Acme"}
FAST = Pace(beat=0.2, silent=5, poll=0.2, grace=2)


@pytest.fixture
def mails() -> Any:
    with mail_server() as found:
        yield found


@pytest.fixture
async def calls() -> AsyncIterator[Calls]:
    async with web_server() as found:
        yield found


@pytest.fixture
async def tools(workspace: Workspace, mails: Mails) -> AsyncIterator[Workshop]:
    settings = replace(workspace.settings, smtp_url=mails.url, http_allowed="127.0.0.1", mail_from="CRM <crm@acme.cn>")
    async with workshop(Workspace(workspace.database, settings)) as made:
        yield made


async def order(tools: Workshop, kind: str, key: str = "k1", **arguments: Any) -> Any:
    wanted = EffectOrder(key=key, kind=kind, arguments=arguments, app="shop", cause={"kind": "test"})
    async with tools.database.transaction() as connection:
        return await Effects(tools).carry_out(connection, wanted)


async def ended(tools: Workshop, kind: str = "effect") -> list[dict[str, Any]]:
    """Have all jobs of a kind done, and return them."""
    async with working(tools, at_once=4, pace=FAST), asyncio.timeout(30):
        while True:
            async with tools.database.connection() as connection:
                rows = await connection.fetch("SELECT * FROM job WHERE kind = $1 ORDER BY id", kind)
            if all(one["finished_at"] for one in rows):
                return [dict(one) for one in rows]
            await asyncio.sleep(0.05)


async def told(actor: Actor, tools: Workshop) -> list[Any]:
    return list((await tools.workspace.notifications.page(actor)).notifications)


def test_every_effect_that_can_be_written_down_is_carried_out() -> None:
    assert set(EFFECTS) == set(EFFECT_WORK)
    for one in EFFECTS.values():
        assert one.about.label.en
        assert one.about.doc.zh_cn


async def test_people_are_told_once_for_a_key(tools: Workshop, hire: Hire) -> None:
    ada = await hire("ada")
    first = await order(tools, "notify", people=[str(ada)], title="Hello")
    again = await order(tools, "notify", people=[str(ada)], title="Hello")
    assert (first.state, first.again, again.again, again.result) == ("done", False, True, {"count": 1})
    (one,) = await told(Actor(ada), tools)
    assert (one.kind, one.content["title"]) == ("notice", "Hello")
    assert (await tools.workspace.notifications.unread(Actor(ada))).unread == 1
    assert (await tools.workspace.notifications.read(Actor(ada), [one.id])).unread == 0


async def test_everybody_is_told_in_their_language(tools: Workshop, hire: Hire) -> None:
    ada = await hire("ada")
    late = {"en": "Late", "zh-CN": "逾期"}
    await order(tools, "notify", people=[str(ada)], title=late, text={"en": "by 2 days"})
    await order(tools, "notify", "k2", people=[str(ada)], title="x", text={"days": 2})
    other, one = await told(Actor(ada), tools)
    assert (one.content["title"], one.content["text"]) == (late, {"en": "by 2 days", "zh-CN": "by 2 days"})
    assert other.content["text"] == "{'days': 2}"


async def test_an_effect_that_fails_leaves_its_key_free(tools: Workshop, hire: Hire) -> None:
    ada = await hire("ada")
    with pytest.raises(Invalid):
        await order(tools, "notify", people=[str(ada)])
    assert (await order(tools, "notify", people=[str(ada)], title="x")).state == "done"


async def test_a_to_do_stands_in_the_list_until_it_is_ticked_off(tools: Workshop, hire: Hire) -> None:
    ada, bob = await hire("ada"), await hire("bob")
    await order(tools, "create_task", people={"id": str(ada)}, title=CALL, details="by noon", due="2026-12-01")
    desk = tools.workspace.notifications
    (one,) = (await desk.todos(Actor(ada))).todos
    assert (one.title, one.details) == ({"en": "Call Acme", "zh-CN": "致电 Acme"}, "by noon")
    with pytest.raises(LowcodeError):
        await desk.check(Actor(bob), one.id, done=True)
    await desk.check(Actor(ada), one.id, done=True)
    assert (await desk.todos(Actor(ada))).todos == ()
    assert len((await desk.todos(Actor(ada), done=True)).todos) == 1


async def test_a_mail_arrives_and_the_same_one_keeps_its_id(tools: Workshop, mails: Mails) -> None:
    mails.refuse.append("451 later, please")
    assert (await order(tools, "send_mail", to="li@acme.cn", subject="报价单", text="您好")).state == "queued"
    assert (await order(tools, "send_mail", to="li@acme.cn", subject="报价单", text="您好")).again
    (one,) = await ended(tools)
    assert (one["state"], one["attempts"]) == ("done", 2)
    (mail,) = mails.found
    assert (mail["to"], mail["subject"], mail["from"]) == ("li@acme.cn", "报价单", "CRM <crm@acme.cn>")
    assert mail.get_content().strip() == "您好"
    assert mail["message-id"] == one["result"]["message_id"]


async def test_everybody_gets_mail_in_their_language(tools: Workshop, mails: Mails, hire: Hire) -> None:
    ada, bob = await hire("ada"), await hire("bob")
    async with tools.database.connection() as connection:
        await connection.execute("UPDATE account SET email = name || '@own.cn', language = 'en' WHERE id = $1", ada)
        await connection.execute("UPDATE account SET email = name || '@own.cn' WHERE id = $1", bob)
    to = [str(ada), "li@acme.cn", str(bob)]
    subject, text = {"en": "Late", "zh-CN": "逾期"}, {"en": "by 2 days", "zh-CN": "2 天"}
    await order(tools, "send_mail", to=to, cc="boss@own.cn", subject=subject, text=text)
    await order(tools, "send_mail", "k2", to="jo@acme.com", subject=subject, text="42", language="en")
    await ended(tools)
    found = sorted((one["to"], one["cc"], one["subject"], one.get_content().strip()) for one in mails.found)
    assert found == [
        ("ada@own.cn", None, "Late", "by 2 days"),
        ("jo@acme.com", None, "Late", "42"),
        ("li@acme.cn, bob@own.cn", "boss@own.cn", "逾期", "2 天"),
    ]
    assert len({one["message-id"] for one in mails.found}) == 3


async def test_a_mail_that_is_refused_for_good_is_a_dead_job(tools: Workshop, mails: Mails) -> None:
    mails.refuse.append("550 no such box")
    await order(tools, "send_mail", to="li@acme.cn", subject="x", text="y")
    (one,) = await ended(tools)
    assert (one["state"], one["attempts"], one["error"]["code"]) == ("dead", 1, "mail-refused")
    async with tools.database.connection() as connection:
        row = await connection.fetchrow("SELECT state, error FROM effect_run")
    assert row is not None
    assert row["state"] == "failed"


async def test_s62_a_webhook_is_signed_and_sent_until_it_is_taken(tools: Workshop, calls: Calls) -> None:
    new = NewConnection(kind="webhook", url=f"{calls.url}/erp", secret=SecretStr("topsecret"))
    await tools.workspace.connections.put(PRODUCT, "erp", new)
    calls.answers += [(503, {}, b"busy")]
    await order(tools, "webhook", connection="erp", event="contract.signed", payload={"amount": 7})
    (one,) = await ended(tools)
    assert (one["state"], one["attempts"]) == ("done", 2)
    first, second = calls.found
    assert first["headers"]["idempotency-key"] == second["headers"]["idempotency-key"]
    stamp, body = second["headers"]["x-lowcode-timestamp"], second["body"]
    wanted = hmac.new(b"topsecret", stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    assert second["headers"]["x-lowcode-signature"] == f"sha256={wanted}"
    assert json.loads(body)["data"] == {"amount": 7}
    async with tools.database.connection() as connection:
        secret = await connection.fetchval("SELECT secret FROM connection")
    assert b"topsecret" not in secret


async def test_a_call_takes_what_is_wanted_of_the_answer(tools: Workshop, calls: Calls) -> None:
    answer = json.dumps({"order": {"id": 77, "lines": [{"price": 1.5}, {"price": 2}]}}).encode()
    calls.answers.append((201, {"Content-Type": "application/json"}, answer))
    take = {"order_id": "body.order.id", "total": "sum(body.order.lines.price)"}
    arguments: dict[str, Any] = {
        "method": "POST",
        "url": f"{calls.url}/orders",
        "body": {"a": 1},
        "query": {"dry": True},
        "take": take,
    }
    await order(tools, "http_call", **arguments)
    (one,) = await ended(tools)
    assert (one["state"], one["result"]["status"]) == ("done", 201), one["error"]
    assert (one["result"]["order_id"], one["result"]["total"]) == (77, 3.5)
    (asked,) = calls.found
    assert (asked["method"], asked["path"], json.loads(asked["body"])) == ("POST", "/orders?dry=true", {"a": 1})


async def test_what_waits_is_told_to_the_flow_that_asked(tools: Workshop, calls: Calls) -> None:
    wanted = EffectOrder(
        key="f1",
        kind="http_call",
        arguments={"url": calls.url},
        app="shop",
        on_done={"instance": "00000000-0000-0000-0000-000000000001", "lane": "flow/1"},
    )
    async with tools.database.transaction() as connection:
        await Effects(tools).carry_out(connection, wanted)
    await ended(tools)
    async with tools.database.connection() as connection:
        row = await connection.fetchrow("SELECT arguments, lane FROM job WHERE kind = 'flow_event'")
    assert row is not None
    assert row["lane"] == "flow/1"
    assert (row["arguments"]["event"], row["arguments"]["key"]) == ("effect_done", "f1")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.7", "172.16.3.4", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
        "::1", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
    ],
)  # fmt: skip
def test_addresses_of_the_own_network_are_not_called(address: str) -> None:
    assert not Guard("").allows("somewhere", address)
    assert Guard("somewhere").allows("somewhere", address)


def test_the_internet_is_called_and_what_the_settings_allow() -> None:
    assert Guard("").allows("example.com", "93.184.216.34")
    assert Guard("10.1.0.0/16, erp.internal").allows("x", "10.1.2.3")
    assert not Guard("10.1.0.0/16").allows("x", "10.2.2.3")
    assert Guard("10.1.0.0/16, erp.internal").allows("ERP.internal", "10.9.9.9")


async def test_neither_a_name_nor_a_redirect_leads_into_the_own_network(tools: Workshop, calls: Calls) -> None:
    closed = replace(tools.workspace.settings, http_allowed="")
    for url in (calls.url, calls.url.replace("127.0.0.1", "localhost")):
        with pytest.raises(Forbidden):
            await call(closed, "GET", url)
    assert calls.found == []
    port = calls.url.rpartition(":")[2]
    calls.answers.append((302, {"Location": f"http://127.0.0.2:{port}/inside"}, b""))
    with pytest.raises(Forbidden):
        await call(tools.workspace.settings, "GET", calls.url, follow=True)
    assert [one["path"] for one in calls.found] == ["/"]
    with pytest.raises(Invalid):
        await call(closed, "GET", "file:///etc/passwd")


async def test_an_answer_without_end_is_not_taken(tools: Workshop, calls: Calls) -> None:
    calls.answers.append((200, {}, b"x" * 2_100_000))
    with pytest.raises(Invalid):
        await call(tools.workspace.settings, "GET", calls.url)


async def test_a_robot_that_says_no_inside_of_a_yes_is_heard(tools: Workshop, calls: Calls) -> None:
    calls.answers.append((200, {}, b'{"errcode": 40008, "errmsg": "invalid message type"}'))
    await order(tools, "robot_message", service="wecom", url=calls.url, title="新线索", text="请跟进")
    (one,) = await ended(tools)
    assert (one["state"], one["error"]["code"]) == ("dead", "call-refused")
    told = json.loads(calls.found[0]["body"])
    assert told == {"msgtype": "markdown", "markdown": {"content": "**新线索**\n请跟进"}}


async def test_other_systems_call_and_the_flows_hear_of_it(workspace: Workspace) -> None:
    hooks = workspace.hooks
    made = await hooks.make(PRODUCT, NewHook(app="shop", name="paid", secret=SecretStr("hush")))
    token = made.url.rpartition("/")[2]
    content = b'{"order": 7}'
    with pytest.raises(Forbidden):
        await hooks.take(token, content, {"order": 7}, {})
    with pytest.raises(LowcodeError):
        await hooks.take("lch_wrong", content, {}, {})
    headers = {name.lower(): one for name, one in signed(content, "hush").items()} | {"idempotency-key": "n1"}
    first = await hooks.take(token, content, {"order": 7}, headers)
    assert (await hooks.take(token, content, {"order": 7}, headers)).job == first.job
    async with workspace.database.connection() as connection:
        row = await jobs.JOB.row(connection, id=first.job)
    assert row is not None
    assert row["arguments"]["body"] == {"order": 7}


def test_chinese_text_is_printed() -> None:
    body = "<h1>报价单 Q202611-7</h1><p>客户：<b>苏州恒远</b></p>"
    body += "<table><tr><th>产品</th></tr><tr><td>加工中心</td></tr></table>"
    made = pdf_of(body + "<script>alert(1)</script>", title="报价单")
    assert made.startswith(b"%PDF-")
    assert b"STSong-Light" in made
    # What the font needs to find the letters: they are told by their numbers in Unicode.
    assert b"UniGB-UCS2-H" in made


def test_tables_stay_between_the_margins() -> None:
    cells = "".join(f"<td align='right'>{number:,}.00</td>" for number in range(1_000_000, 1_000_006))
    page = PdfDocument(pdf_of(f"<p>x</p><hr/><table><tr>{cells}</tr></table>"))[0]
    sides = [(left, right) for one in page.get_objects() for left, _, right, _ in [one.get_bounds()]]
    margin = 18 / 25.4 * 72
    assert min(left for left, _ in sides) >= margin
    assert max(right for _, right in sides) <= page.get_width() - margin


async def test_who_is_disabled_is_told_nothing(workspace: Workspace, hire: Hire) -> None:
    ada = await hire("ada")
    await workspace.accounts.disable(PRODUCT, ada)
    async with workspace.database.transaction() as connection:
        assert await tell(connection, [ada], "notice", {"title": "x"}) == 0
