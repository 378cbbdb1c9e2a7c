"""Send a dashboard to somebody, as they see it; or into a group that chats, as whoever has made the schedule does."""

import asyncio
from typing import Any, ClassVar, Final
from uuid import UUID

from engine_reports.metric import NumberFormat
from lowcode.kernel import clock
from lowcode.kernel.errors import Invalid, NotFound
from lowcode.kernel.names import Language, label
from lowcode.services.dispatch_codes import NO_ADDRESS
from lowcode.services.dispatch_messages import ScheduleDraft
from lowcode.services.effect_order import EffectOrder
from lowcode.services.job_kind import JobKind, Running
from lowcode.services.mail import Attached, Mail, send
from lowcode.services.message import Message
from lowcode.services.report_desk import report_desk
from lowcode.services.report_exports import BoardFile, board_of, files_of
from lowcode.services.report_messages import Answer
from lowcode.services.report_paper import BoardOnPaper, TileOnPaper
from lowcode.services.report_words import number_of, number_text
from lowcode.store import dispatches, jobs
from lowcode.store.jobs import NewJob, enqueue
from lowcode.store.statement import Connection

_END: Final = label(
    "You get this because {maker} has scheduled it; it shows what you may see.",
    "此邮件由 {maker} 设置的定时订阅发送，内容仅包含您有权查看的数据。",
)
_OPEN: Final = label("Open the dashboard: {link}", "打开仪表盘：{link}")


class ReportSendArguments(Message):
    """What is to be sent to whom."""

    delivery: UUID
    """The delivery."""


class ReportSendJob(JobKind[ReportSendArguments]):
    """Computes it under the rights of who gets it; sent again after a crash the mail has the same Message-ID."""

    kind = "report_send"
    arguments = ReportSendArguments
    max_attempts: ClassVar[int] = 5
    timeout: ClassVar[float] = 300
    priority: ClassVar[int] = jobs.LOW

    async def run(self, running: Running, arguments: ReportSendArguments) -> dict[str, Any]:
        """Return whether it was sent. Raises `Invalid`, `NotFound`, `Unavailable`."""
        tools = running.tools
        async with tools.database.connection() as connection:
            delivery = await dispatches.DELIVERY.row(connection, id=arguments.delivery)
            row = delivery and await dispatches.SCHEDULES.any.row(connection, id=delivery["schedule_id"])
            if delivery is None or row is None or delivery["state"] == "sent":
                return {"sent": False}
            accounts = [one for one in (delivery["account_id"], row["account_id"]) if one is not None]
            people = await dispatches.PEOPLE.rows(connection, accounts=accounts, roles=[])
        known = {one["id"]: one for one in people}
        draft = ScheduleDraft.model_validate(row["content"])
        receiver = known.get(delivery["account_id"] or row["account_id"])
        if receiver is None:
            message = "whoever should get it has left"
            raise NotFound(message)
        language: Language = "en" if receiver["language"] == "en" else "zh-CN"
        actor = await tools.actor(receiver["id"])
        app = await tools.record_app(row["app"])
        async with report_desk(tools) as reports:
            board = await board_of(reports, app, actor, draft.dashboard, draft.choices, language)
        settings = tools.workspace.settings
        link = f"{(settings.public_url or 'http://127.0.0.1:8000').rstrip('/')}/#/app/{app.name}/dashboard/"
        text = [draft.message, _figures(board), _OPEN.text(language).format(link=f"{link}{draft.dashboard}")]
        if delivery["account_id"] is None:
            await self._chat(running, arguments.delivery, draft, board, row, "\n\n".join(one for one in text if one))
            return {"sent": True}
        maker = known[row["account_id"]]["name"] if row["account_id"] in known else ""
        text.append("-- \n" + _END.text(language).format(maker=maker))
        files = await asyncio.to_thread(files_of, board, draft.formats, settings)
        mail = self._mail(arguments.delivery, receiver, draft, "\n\n".join(one for one in text if one), files)
        await send(settings, mail)
        async with tools.database.transaction() as connection:
            await self._note(connection, arguments.delivery, "sent")
            await running.done(connection, {"sent": True})
        return {"sent": True}

    def _mail(self, key: UUID, receiver: Any, draft: ScheduleDraft, text: str, files: list[BoardFile]) -> Mail:
        """Return the mail. Raises `Invalid` for somebody without an address."""
        if not receiver["email"]:
            message = "the receiver has no address"
            raise Invalid(message, [NO_ADDRESS.report(name=receiver["name"])])
        attached = [Attached(one.name, one.media_type, one.content) for one in files]
        return Mail(f"report/{key}", [receiver["email"]], draft.label, text, attached=attached)

    async def _chat(
        self, running: Running, key: UUID, draft: ScheduleDraft, board: BoardOnPaper, row: Any, text: str
    ) -> None:
        """Have the robot write the figures into the group: pictures are not for every robot, texts are."""
        assert draft.chat is not None
        told = {"service": draft.chat.service, "connection": draft.chat.connection, "title": draft.label, "text": text}
        order = EffectOrder(
            key=f"report/{key}", kind="robot_message", arguments=told, app=row["app"],
            cause={"kind": "report", "dashboard": board.title},
        )  # fmt: skip
        async with running.tools.database.transaction() as connection:
            await enqueue(connection, NewJob("effect", order.model_dump(mode="json"), key=order.key))
            await self._note(connection, key, "sent")
            await running.done(connection, {"sent": True})

    async def given_up(
        self, connection: Connection, running: Running, arguments: ReportSendArguments, error: dict[str, Any]
    ) -> None:
        """Note why it was not sent, so that whoever has made the schedule sees it."""
        _ = running
        told = error["problems"][0]["message"] if error.get("problems") else {"en": error["message"], "zh-CN": ""}
        await self._note(connection, arguments.delivery, "failed", told)

    async def _note(self, connection: Connection, key: UUID, state: str, error: Any = None) -> None:
        """Note what came of a delivery."""
        at = clock.now() if state == "sent" else None
        await dispatches.DELIVERED.run(connection, id=key, state=state, error=error, at=at)


def _figures(board: BoardOnPaper) -> str:
    """Return the figures of a dashboard as lines."""
    found = [(tile, tile.answer) for tile in board.tiles if tile.chart.kind == "kpi"]
    return "\n".join(f"{tile.title}: {_figure(tile, one, board.language)}" for tile, one in found if one is not None)


def _figure(tile: TileOnPaper, answer: Answer, language: Language) -> str:
    """Return the number of a figure."""
    names = [one.name for one in answer.columns]
    at = names.index(str(getattr(tile.chart, "value", ""))) if getattr(tile.chart, "value", "") in names else -1
    column = answer.columns[at]
    style = tile.formats.get(column.name) or column.format or NumberFormat()
    value = number_of(answer.rows[-1].values[at]) if answer.rows else None
    return number_text(value, style, language)


REPORT_SEND: Final = ReportSendJob()
"""The kind."""
