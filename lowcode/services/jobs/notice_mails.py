"""Mail what people were told and have not read after a while, one mail for each person."""

from datetime import timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from lowcode.kernel import clock
from lowcode.services.effect_order import EffectOrder
from lowcode.services.job_kind import JobKind, Running
from lowcode.services.message import Message
from lowcode.services.notice_mails import letters
from lowcode.services.schedules import PLATFORM
from lowcode.store import jobs, notifications
from lowcode.store.jobs import NewJob, enqueue

_MOST: Final = 5_000
"""How many notices one run takes."""
_OLDEST: Final = timedelta(days=1)
"""What is older is not mailed any more, as after a mail server was named for the first time."""


class NoticeMailsArguments(Message):
    """How long people have to read what they were told."""

    minutes: float = 2
    """Minutes after which a notice that is unread is mailed."""


class NoticeMailsJob(JobKind[NoticeMailsArguments]):
    """Takes notices and puts down the jobs that send the mails in one transaction, so that each is mailed once."""

    kind = "notice_mails"
    arguments = NoticeMailsArguments
    priority: ClassVar[int] = jobs.LOW
    timeout: ClassVar[float] = 300

    async def run(self, running: Running, arguments: NoticeMailsArguments) -> dict[str, Any]:
        """Return how many mails go out."""
        settings = running.tools.workspace.settings
        if settings.smtp_url is None:
            return {"mails": 0}
        now = clock.now()
        public = settings.public_url or "http://127.0.0.1:8000"
        async with running.tools.database.transaction() as connection:
            rows = await notifications.TAKE_FOR_MAIL.rows(
                connection,
                since=UUID(int=int((now - _OLDEST).timestamp() * 1_000) << 80),
                until=now - timedelta(minutes=arguments.minutes),
                most=_MOST,
                now=now,
            )
            found = list(letters(map(dict, rows), public))
            for one in found:
                mail = {"to": one.to, "subject": one.subject, "text": one.text}
                order = EffectOrder(
                    key=one.key, kind="send_mail", arguments=mail, app=PLATFORM, cause={"kind": "notice"}
                )
                await enqueue(connection, NewJob("effect", order.model_dump(mode="json"), key=one.key))
            result = {"mails": len(found), "notices": len(rows)}
            await running.done(connection, result)
        return result


NOTICE_MAILS: Final = NoticeMailsJob()
"""The kind."""
