"""`ReportAlerts`: metrics that are watched: whoever is named is told once, until it stops being true."""

from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from engine_reports.query import ReportStretch
from engine_reports.stretch import STRETCHES
from lowcode.kernel import clock
from lowcode.kernel.errors import Invalid, LowcodeError, NotFound
from lowcode.kernel.names import Language, label
from lowcode.services.actor import Actor
from lowcode.services.dispatch_codes import NO_ALERT, STRETCH_UNKNOWN, STRETCH_WITHOUT_TIME
from lowcode.services.dispatch_desk import DispatchDesk, people_of
from lowcode.services.dispatch_messages import AlertDraft, AlertEvent, AlertHistory, AlertList, AlertView
from lowcode.services.effect_order import EffectOrder
from lowcode.services.notifications import tell
from lowcode.services.record_app import RecordApp
from lowcode.services.report_asking import Asker
from lowcode.services.report_codes import NO_METRIC
from lowcode.services.report_messages import MetricQuery
from lowcode.services.report_words import number_of, number_text
from lowcode.services.reports import Reports
from lowcode.services.workshop import Workshop
from lowcode.store import dispatches
from lowcode.store.database import Database
from lowcode.store.dispatches import ALERTS
from lowcode.store.ids import new_id
from lowcode.store.jobs import NewJob, enqueue
from lowcode.store.statement import Connection

_WORDS: Final = {
    "above": label("above", "高于"),
    "at_least": label("at least", "不低于"),
    "below": label("below", "低于"),
    "at_most": label("at most", "不高于"),
}
_SUBJECT: Final = label("Alert: {label}", "预警：{label}")
_TEXT: Final = label("{metric} is {value}, {word} {threshold}.", "{metric}当前为 {value}，{word}阈值 {threshold}。")
_ONCE: Final = label("You are told once, until it stops being true.", "在恢复正常之前不会重复提醒。")


class _Watch(DispatchDesk):
    """The alerts as they are kept; a changed one begins anew."""

    async def changed(self, connection: Connection, id_: UUID) -> None:
        """Forget for whom it held."""
        await dispatches.FORGET.run(connection, alert_id=id_)


class ReportAlerts:
    """The use cases of alerts in one workspace; everybody has their own."""

    def __init__(self, database: Database, reports: Reports) -> None:
        """Take the workspace, and the use cases of reports."""
        self._reports = reports
        self._desk = _Watch(database, ALERTS, NO_ALERT)

    async def page(self, app: RecordApp, actor: Actor) -> AlertList:
        """Return the alerts of somebody."""
        asker = await self._reports.asking.asker(app, actor)
        rows = await self._desk.rows(asker)
        async with self._desk.database.connection() as connection:
            states = await dispatches.STATES.rows(connection, ids=[row["id"] for row in rows])
        mine = {one["alert_id"]: one for one in states if one["account_id"] == actor.account_id}
        return AlertList(alerts=tuple(_view(row, mine.get(row["id"])) for row in rows))

    async def add(self, app: RecordApp, actor: Actor, draft: AlertDraft) -> AlertView:
        """Keep a new one. Raises `Invalid`, `NotFound`, `Forbidden`."""
        asker = await self._checked(app, actor, draft)
        return _view(await self._desk.row(asker, await self._desk.add(asker, draft)), None)

    async def change(self, app: RecordApp, actor: Actor, id_: UUID, draft: AlertDraft) -> AlertView:
        """Change one, or let it pause. Raises `NotFound`, `Invalid`, `Forbidden`, `Conflict`."""
        asker = await self._checked(app, actor, draft)
        await self._desk.change(asker, id_, draft)
        return _view(await self._desk.row(asker, id_), None)

    async def remove(self, app: RecordApp, actor: Actor, id_: UUID) -> None:
        """Remove one. Raises `NotFound`."""
        await self._desk.remove(await self._reports.asking.asker(app, actor), id_)

    async def history(self, app: RecordApp, actor: Actor, id_: UUID) -> AlertHistory:
        """Return when one began to hold and stopped. Raises `NotFound`."""
        row = await self._desk.row(await self._reports.asking.asker(app, actor), id_)
        async with self._desk.database.connection() as connection:
            rows = await dispatches.EVENTS.rows(connection, alert_id=row["id"])
        return AlertHistory(events=tuple(AlertEvent.model_validate(dict(one)) for one in rows))

    async def look(self, tools: Workshop, app: RecordApp, id_: UUID) -> int:
        """Look at one for everybody whom it tells, and return for how many it began to hold. Raises `NotFound`.

        Everybody sees a number of their own: the value of what they may see. Who may not see the metric is told
        nothing.
        """
        async with self._desk.database.connection() as connection:
            row = await ALERTS.any.row(connection, id=id_)
            if row is None:
                raise self._desk.missing()
            draft = AlertDraft.model_validate(row["content"])
            people = await people_of(connection, row["account_id"], draft.receivers)
        began = 0
        failure: Any = None
        for one in people:
            try:
                value = await self._value(app, await tools.actor(one["id"]), draft)
            except LowcodeError as error:
                if one["id"] == row["account_id"] and not isinstance(error, NotFound):
                    shown = error.diagnostics[0].message if error.diagnostics else label(str(error), str(error))
                    failure = shown.model_dump(mode="json", by_alias=True)
                continue
            began += await self._noted(tools, app, row, draft, one, value)
        async with self._desk.database.connection() as connection:
            await dispatches.FAILED_LOOK.run(connection, id=id_, error=failure)
        return began

    async def _noted(
        self, tools: Workshop, app: RecordApp, row: Any, draft: AlertDraft, person: Any, value: Decimal | None
    ) -> bool:
        """Note what somebody sees, and tell them when it has become true; return whether it has."""
        holds = value is not None and _holds(draft, value)
        async with self._desk.database.transaction() as connection:
            if await dispatches.HOLD.row(connection, id=row["id"]) is None:
                return False
            states = await dispatches.STATES.rows(connection, ids=[row["id"]])
            before = any(one["firing"] for one in states if one["account_id"] == person["id"])
            await dispatches.PUT_STATE.run(
                connection, alert_id=row["id"], account_id=person["id"], firing=holds, value=value, at=clock.now()
            )
            if holds != before:
                key = new_id()
                await dispatches.ADD_EVENT.run(
                    connection, id=key, alert_id=row["id"], account_id=person["id"], at=clock.now(), value=value,
                    kind="fired" if holds else "ended",
                )  # fmt: skip
                if holds:
                    await self._tell(tools, connection, app, draft, person, value, key)
        return holds and not before

    async def _tell(  # noqa: PLR0917 - who is told of what
        self, tools: Workshop, connection: Connection, app: RecordApp, draft: AlertDraft, person: Any,
        value: Decimal | None, key: UUID,
    ) -> None:  # fmt: skip
        """Tell somebody in the product, and by mail if that is wanted."""
        language: Language = "en" if person["language"] == "en" else "zh-CN"
        metric = app.reports.metrics[draft.metric]
        text = _TEXT.text(language).format(
            metric=metric.label.text(language), value=number_text(value, metric.format, language),
            word=_WORDS[draft.comparison].text(language),
            threshold=number_text(draft.threshold, metric.format, language),
        )  # fmt: skip
        subject = _SUBJECT.text(language).format(label=draft.label)
        link = f"/app/{app.name}/alerts"
        await tell(connection, [person["id"]], "notice", {"title": subject, "text": text}, link)
        settings = tools.workspace.settings
        if not draft.mail or settings.smtp_url is None or not person["email"]:
            return
        public = (settings.public_url or "http://127.0.0.1:8000").rstrip("/")
        mail = {
            "to": person["email"],
            "subject": subject,
            "text": f"{text}\n{_ONCE.text(language)}\n\n{public}/#{link}",
        }
        order = EffectOrder(key=f"alert/{key}", kind="send_mail", arguments=mail, app=app.name, cause={"kind": "alert"})
        await enqueue(connection, NewJob("effect", order.model_dump(mode="json"), key=order.key))

    async def _value(self, app: RecordApp, actor: Actor, draft: AlertDraft) -> Decimal | None:
        """Return the value of the metric as somebody may see it. Raises `Invalid`, `NotFound`."""
        answer = await self._reports.metric(app, actor, draft.metric, _question(app, draft))
        return number_of(answer.rows[0].values[0]) if answer.rows else None

    async def _checked(self, app: RecordApp, actor: Actor, draft: AlertDraft) -> Asker:
        """Return who wants to watch something, when they may. Raises `NotFound`, `Invalid`, `Forbidden`."""
        asker = await self._reports.asking.asker(app, actor)
        metric = asker.reports.metrics.get(draft.metric)
        found = None if metric is None else asker.reports.seen(asker.reader, metric.dataset)
        if found is None:
            message = f"there is no metric {draft.metric}"
            raise NotFound(message, [NO_METRIC.report(name=draft.metric)])
        await self._value(app, actor, draft)
        await self._desk.check_receivers(asker, draft.receivers, found.dataset.forms)
        return asker


def _question(app: RecordApp, draft: AlertDraft) -> MetricQuery:
    """Return what is asked. Raises `Invalid`, `NotFound`."""
    metric = app.reports.metrics.get(draft.metric)
    if metric is None:
        message = f"there is no metric {draft.metric}"
        raise NotFound(message, [NO_METRIC.report(name=draft.metric)])
    if draft.stretch is None:
        return MetricQuery(filter=draft.filter)
    if draft.stretch not in STRETCHES:
        message = "the stretch is unknown"
        raise Invalid(
            message, [STRETCH_UNKNOWN.report(None, "/stretch", word=draft.stretch, known=", ".join(STRETCHES))]
        )
    if metric.time is None:
        message = "the metric goes along no time"
        raise Invalid(message, [STRETCH_WITHOUT_TIME.report(None, "/stretch", word=draft.stretch)])
    stretch = ReportStretch.model_validate({"time": metric.time, "word": draft.stretch})
    return MetricQuery(filter=draft.filter, stretch=stretch)


def _holds(draft: AlertDraft, value: Decimal) -> bool:
    """Return whether a value is what the alert is about."""
    match draft.comparison:
        case "above":
            return value > draft.threshold
        case "at_least":
            return value >= draft.threshold
        case "below":
            return value < draft.threshold
    return value <= draft.threshold


def _view(row: Any, state: Any) -> AlertView:
    """Return an alert as its maker sees it."""
    kept = {name: row[name] for name in ("id", "paused", "version", "next_at", "last_at", "error")}
    seen = {} if state is None else {name: state[name] for name in ("firing", "value", "since")}
    return AlertView.model_validate({**row["content"], **kept, **seen})
