"""What people were told and have not read goes out by mail, to a real mail server, once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from lowcode.kernel import clock
from lowcode.store.jobs import NewJob, enqueue
from tests.services.effects.receivers import Mails, mail_server
from tests.services.flows.office import END, START, Office, flow, person


@pytest.fixture
def mails() -> Iterator[Mails]:
    """A mail server."""
    with mail_server() as found:
        yield found


async def publish(office: Office) -> None:
    """Let Bob and then Cid be asked, and give people addresses."""
    nodes = [START, person("first", office.id("bob")), person("second", office.id("cid")), END]
    await office.publish(flow("talk", nodes, [("start", "first"), ("first", "second"), ("second", "end")]))
    async with office.tools.database.connection() as connection:
        await connection.execute("UPDATE account SET email = name || '@acme.cn', language = 'en', mail_notices = true")
        await connection.execute("UPDATE account SET language = 'zh-CN' WHERE id = $1", office.actors["ann"].account)


async def later(office: Office, minutes: float) -> None:
    """Look for notices to mail some minutes later, and send the mails."""
    with clock.held(clock.now() + timedelta(minutes=minutes)):
        async with office.tools.database.connection() as connection:
            await enqueue(connection, NewJob("notice_mails", {}))
        await office.work()


async def test_what_is_unread_after_a_while_is_mailed_once(office: Office, mails: Mails) -> None:
    office.tools.workspace.settings = replace(
        office.tools.workspace.settings, smtp_url=mails.url, public_url="https://low.acme.cn/"
    )
    await publish(office)
    first = await office.start("ann", "talk", await office.order("ann", title="Chairs {1}"))
    await office.start("ann", "talk", await office.order("ann", title="Tables"))
    await later(office, 1)
    assert not mails.found
    await later(office, 3)
    (mail,) = mails.found
    assert (mail["To"], mail["Subject"]) == ("bob@acme.cn", "2 new notices: talk · first: Chairs {1}")
    text = mail.get_content()
    assert f"https://low.acme.cn/#/tasks/{await office.task_of(first, 'bob')}" in text
    assert "talk · first: Tables" in text
    await later(office, 30)
    assert len(mails.found) == 1
    # What is read, or decided, needs no mail any more; the one who began it reads Chinese.
    await office.act("bob", first, "approve")
    await office.act("cid", first, "approve")
    await later(office, 40)
    assert [(one["To"], one["Subject"]) for one in mails.found[1:]] == [("ann@acme.cn", "[已完成] talk: Chairs {1}")]


async def test_nobody_gets_mail_who_does_not_want_it_or_has_read(office: Office, mails: Mails) -> None:
    office.tools.workspace.settings = replace(office.tools.workspace.settings, smtp_url=mails.url)
    await publish(office)
    await office.start("ann", "talk", await office.order("ann", title="Chairs"))
    async with office.tools.database.connection() as connection:
        await connection.execute("UPDATE account SET mail_notices = false WHERE id = $1", office.actors["bob"].account)
    await later(office, 3)
    async with office.tools.database.connection() as connection:
        await connection.execute("UPDATE account SET mail_notices = true")
        await connection.execute("UPDATE notification SET read_at = now()")
    await later(office, 6)
    assert not mails.found


async def test_without_a_mail_server_notices_wait_for_nothing(office: Office) -> None:
    await publish(office)
    await office.start("ann", "talk", await office.order("ann", title="Chairs"))
    await later(office, 3)
    async with office.tools.database.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM job WHERE kind = 'effect'") == 0
        assert await connection.fetchval("SELECT count(*) FROM notification WHERE mailed_at IS NOT NULL") == 0
