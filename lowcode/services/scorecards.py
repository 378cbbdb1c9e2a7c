"""`Scorecards`: the use cases of scorecards: computed every day, explained down to the records, set by managers."""

import json
from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from pydantic import Field

from engine_rules.expression import expression
from engine_rules.scorecard import Measure, Scorecard, Standard, score, standards
from lowcode.kernel import clock
from lowcode.kernel.errors import Conflict, Forbidden, NotFound
from lowcode.kernel.names import Label
from lowcode.services.actor import Actor
from lowcode.services.message import Message
from lowcode.services.reader import Reader
from lowcode.services.record_app import RecordApp
from lowcode.services.record_query import Where
from lowcode.services.record_reading import Reading
from lowcode.services.rule_codes import NO_MEASURE, NO_SCORECARD, SET_MEANWHILE, SETTING_NOT_ALLOWED
from lowcode.services.rule_sql import PATIENCE, figures_of
from lowcode.services.workshop import Workshop
from lowcode.store import rules
from lowcode.store.bound import Bound
from lowcode.store.statement import Connection

_FEW: Final = 5
"""Of fewer records nobody is told the mean who may not see them all: with one's own it would tell those of others."""
_MOST_BEHIND: Final = 500
"""How many records behind a figure are told."""
_MOST_RANKED: Final = 1_000
"""How many records are ranked."""
_SHOWN_FOR: Final = 31
"""For how many days a record is ranked that is scored no more."""


class PartView(Message):
    """What one measure brings: a corner of the radar."""

    name: str
    """The measure."""
    label: Label
    """What people read."""
    percent: bool = False
    """Whether the figure is a part of a whole, 1 being all of it."""
    value: Decimal | None = None
    """The figure."""
    points: Decimal | None = None
    """Between 0 and 100."""
    mean: Decimal | None = None
    """The mean points of all."""
    weight: Decimal
    """How much it counts."""
    target: Decimal
    """The value that brings all points."""
    threshold: Decimal
    """The value that brings none."""
    share: Decimal | None = None
    """Which part of the total it brings, in points."""


class DayScore(Message):
    """The score of a day."""

    day: date
    """The day."""
    total: Decimal | None
    """Between 0 and 100."""


class ScoreView(Message):
    """How well a record does."""

    scorecard: str
    """The scorecard, by its name in the app."""
    label: Label
    """What it is called."""
    record_id: UUID
    """The record."""
    day: date | None = None
    """The day of the score; None before it is computed for the first time."""
    total: Decimal | None = None
    """Between 0 and 100."""
    computed_at: datetime | None = None
    """When it was computed."""
    parts: tuple[PartView, ...] = ()
    """The measures, in order: radar data."""
    history: tuple[DayScore, ...] = ()
    """The totals of the days before, the oldest first."""


class Ranked(Message):
    """A record among others."""

    record_id: UUID
    """The record."""
    title: str = ""
    """What it is called."""
    rank: int | None = None
    """Its place by the total, the best first; those with the same total share one."""
    total: Decimal | None = None
    """Between 0 and 100."""
    day: date
    """The day of the score."""
    parts: tuple[PartView, ...] = ()
    """The measures, in order."""


class Ranking(Message):
    """How well all records do that a reader may see."""

    scorecard: str
    """The scorecard, by its name in the app."""
    label: Label
    """What it is called."""
    description: Label | None = None
    """What it is good for."""
    form: str
    """The form whose records are scored."""
    may_set: bool = False
    """Whether the reader may set how measures count, and have them computed."""
    measures: tuple[PartView, ...] = ()
    """How the measures count, with the mean points of those that are shown."""
    rows: tuple[Ranked, ...] = ()
    """The records, the best first."""


class CardView(Message):
    """A scorecard that there is."""

    name: str
    """Its name in the app."""
    label: Label
    """What it is called."""
    description: Label | None = None
    """What it is good for."""
    form: str
    """The form whose records are scored."""


class CardList(Message):
    """The scorecards of an app."""

    items: tuple[CardView, ...]
    """Those whose records the reader may see."""


class Setting(Message):
    """How the measures of a scorecard count."""

    revision: int = Field(default=0, ge=0)
    """The revision that a change started from."""
    measures: dict[str, Standard]
    """Weight, target and threshold by measure."""


class PastSetting(Message):
    """How the measures have counted."""

    revision: int
    """The revision; 0 is what the app says."""
    measures: dict[str, Standard]
    """Weight, target and threshold by measure."""
    by: str = ""
    """Who has set it."""
    at: datetime | None = None
    """When."""


class SettingHistory(Message):
    """How the measures have counted, the newest first."""

    items: tuple[PastSetting, ...]
    """The revisions."""


class Behind(Message):
    """The records behind a figure."""

    form: str
    """Their form."""
    ids: tuple[UUID, ...]
    """The records that the reader may see, the newest first."""
    titles: dict[str, str] = Field(default_factory=dict)
    """What they are called, by id."""
    count: int
    """How many there are in all; those that the reader may see when there are others."""


class Scorecards:
    """The use cases of the scorecards of one workspace."""

    def __init__(self, tools: Workshop) -> None:
        """Take what they work with."""
        self._tools = tools
        self._reading = Reading(tools.database)

    async def compute(self, connection: Connection, app: RecordApp, name: str) -> int:
        """Compute the scores of today in the caller's transaction, and return how many have changed."""
        card = self._card(app, name)
        sql = figures_of(app, card)
        counting = standards(card, await self._changed(connection, app, card))
        bound = Bound()
        listed = ", ".join(f'r."m_{one.name}"' for one in card.measures)
        text = f"SELECT r.id, {listed} FROM {sql.origin(bound)} WHERE r.trashed_at IS NULL"
        rows = await connection.fetch(*bound.over(text), timeout=PATIENCE)
        ids, totals, parts = [], [], []
        for row in rows:
            found = score(counting, {one.name: row[f"m_{one.name}"] for one in card.measures})
            told = {
                each: {
                    "value": _plain(part.value),
                    "points": _plain(part.points),
                    "standard": counting[each].model_dump(mode="json"),
                }
                for each, part in found.parts.items()
            }
            ids.append(row["id"])
            totals.append(_plain(found.total))
            parts.append(json.dumps(told))
        return await rules.PUT_SCORES.run(
            connection,
            scorecard=f"{app.name}.{name}",
            day=_today(),
            ids=ids,
            totals=totals,
            parts=parts,
            now=clock.now(),
        )

    async def page(self, app: RecordApp, actor: Actor) -> CardList:
        """Return the scorecards whose records the actor may see."""
        async with self._tools.database.connection() as connection:
            reader = await self._reading.reader(connection, actor)
        seen = [one for one in app.scorecards.values() if app.access.of(reader, one.form).allowed("see")]
        return CardList(
            items=tuple(
                CardView(name=one.name, label=one.label, description=one.description, form=one.form) for one in seen
            )
        )

    async def ranking(self, app: RecordApp, actor: Actor, name: str) -> Ranking:
        """Return how well the records do that the actor may see, the best first. Raises `NotFound`, `Forbidden`."""
        card = self._card(app, name)
        async with self._tools.database.connection() as connection:
            reader = await self._reading.reader(connection, actor)
            where = Where(app, self._reading.access(app, reader, card.form))
            where.permitted("see")
            since = _today() - timedelta(days=_SHOWN_FOR)
            key = f"{app.name}.{name}"
            rows = {row["record_id"]: row for row in await rules.LATEST.rows(connection, scorecard=key, since=since)}
            listed = where.bound.put(list(rows))
            table = app.tables.shape(card.form).name
            text = f"SELECT r.id FROM {table} AS r WHERE r.id = ANY ({listed}::uuid[]) AND {where.sql}"
            ids = [row["id"] for row in await connection.fetch(*where.bound.over(text))][:_MOST_RANKED]
            titles = await self._reading.titles_of(connection, app, reader, card.form, ids)
            closed = {} if reader.everything else await self._closed(connection, app, reader, card, ids)
            counting = standards(card, await self._changed(connection, app, card))
        ranked = [_ranked(card, rows[id_], titles.get(str(id_), ""), closed.get(id_, frozenset())) for id_ in ids]
        ranked.sort(key=lambda one: (one.total is None, -(one.total or 0), one.title))
        return Ranking(
            scorecard=name,
            label=card.label,
            description=card.description,
            form=card.form,
            may_set=_may_set(app, card, actor),
            measures=tuple(_summed(one, counting[one.name], ranked) for one in card.measures),
            rows=tuple(_placed(ranked)),
        )

    async def compute_now(self, app: RecordApp, actor: Actor, name: str) -> Ranking:
        """Compute the scores of today anew, and return them; for those who may set how measures count.

        Raises `NotFound`, `Forbidden`.
        """
        card = self._card(app, name)
        actor.require_scope("write")
        _require(app, card, actor)
        async with self._tools.database.transaction() as connection:
            await self.compute(connection, app, name)
        return await self.ranking(app, actor, name)

    async def of_record(self, app: RecordApp, actor: Actor, name: str, id_: UUID) -> ScoreView:
        """Return how well a record does, for whoever may see it. Raises `NotFound`, `Forbidden`."""
        card = self._card(app, name)
        await self._reading.get(app, actor, card.form, id_)
        async with self._tools.database.connection() as connection:
            reader = await self._reading.reader(connection, actor)
            shut = {} if reader.everything else await self._closed(connection, app, reader, card, [id_])
            closed = shut.get(id_, frozenset())
            key = f"{app.name}.{name}"
            rows = await rules.SCORES.rows(connection, scorecard=key, record_id=id_, most=400)
            if not rows:
                return ScoreView(scorecard=name, label=card.label, record_id=id_)
            sees_all = app.access.of(reader, card.form).always("see")
            means = {
                row["name"]: row["points"]
                for row in await rules.MEANS.rows(connection, scorecard=key, day=rows[0]["day"])
                if row["name"] not in closed and (sees_all or row["count"] >= _FEW)
            }
        last = rows[0]
        return ScoreView(
            scorecard=name,
            label=card.label,
            record_id=id_,
            day=last["day"],
            total=None if closed else last["total"],
            computed_at=last["computed_at"],
            parts=_parts(card, last["parts"], means, closed),
            history=tuple(DayScore(day=row["day"], total=row["total"]) for row in reversed(rows) if not closed),
        )

    async def _closed(
        self, connection: Connection, app: RecordApp, reader: Reader, card: Scorecard, ids: Sequence[UUID]
    ) -> dict[UUID, frozenset[str]]:
        """Return, by record, the measures whose figures would tell of records or fields that are not for a reader."""
        sql = figures_of(app, card)
        closed: dict[UUID, set[str]] = {id_: set() for id_ in ids}
        for one in card.measures:
            metric = one.metric.model_copy(update={"name": one.name})
            where = Where(app, app.access.of(reader, metric.form))
            where.permitted("see")
            scope = app.forms.scope(metric.form)
            texts = (metric.value, metric.per, metric.where, metric.belongs, metric.at)
            reads = {route for text in texts if text is not None for route in expression(str(text), scope).reads}
            if not where.access.allowed("see") or not where.may_read(reads, ""):
                for names in closed.values():
                    names.add(one.name)
                continue
            whose = sql.belonging(metric, where.bound, "w.id")
            table = app.tables.shape(metric.form).name
            text = (
                f"SELECT w.id FROM unnest({where.bound.put(list(ids))}::uuid[]) AS w (id) WHERE EXISTS "
                f"(SELECT FROM {table} AS c WHERE {sql.counted(metric, where.bound)} AND {whose} "
                f"AND NOT EXISTS (SELECT FROM {table} AS r WHERE r.id = c.id AND {where.sql}))"
            )
            for row in await connection.fetch(*where.bound.over(text)):
                closed[row["id"]].add(one.name)
        return {id_: frozenset(names) for id_, names in closed.items()}

    async def behind(self, app: RecordApp, actor: Actor, name: str, id_: UUID, measure: str) -> Behind:
        """Return the records behind a figure of a record, as far as the reader may see them.

        Raises `NotFound`, `Forbidden`.
        """
        card = self._card(app, name)
        found = next((one for one in card.measures if one.name == measure), None)
        if found is None:
            message = f"the scorecard has no measure {measure}"
            known = ", ".join(one.name for one in card.measures)
            raise NotFound(message, [NO_MEASURE.report(name=measure[:60], known=known)])
        await self._reading.get(app, actor, card.form, id_)
        sql, metric = figures_of(app, card), found.metric
        async with self._tools.database.connection() as connection:
            bound = Bound()
            whose = sql.belonging(metric, bound, bound.put(id_))
            table = app.tables.shape(metric.form).name
            text = f"SELECT c.id FROM {table} AS c WHERE {sql.counted(metric, bound)} AND {whose} ORDER BY c.id DESC"
            ids = [row["id"] for row in await connection.fetch(*bound.over(text))]
            reader = await self._reading.reader(connection, actor)
            where = Where(app, self._reading.access(app, reader, metric.form))
            listed = where.bound.put(ids[:_MOST_BEHIND])
            predicate = where.access.predicate("see", where.bound)
            text = (
                f"SELECT r.id FROM {table} AS r WHERE r.id = ANY ({listed}::uuid[]) AND {predicate} ORDER BY r.id DESC"
            )
            seen = tuple(row["id"] for row in await connection.fetch(*where.bound.over(text)))
            titles = await self._reading.titles_of(connection, app, reader, metric.form, seen)
            shut = {} if reader.everything else await self._closed(connection, app, reader, card, [id_])
            reads_all = found.name not in shut.get(id_, ())
        # How many there are besides would tell of those that the reader may not see.
        return Behind(form=app.place(metric.form), ids=seen, titles=titles, count=len(ids) if reads_all else len(seen))

    # --- how measures count -------------------------------------------------------------------------------------------

    async def setting(self, app: RecordApp, actor: Actor, name: str) -> SettingHistory:
        """Return how the measures have counted, the newest first; for those who may set it."""
        card = self._card(app, name)
        _require(app, card, actor)
        async with self._tools.database.connection() as connection:
            rows = await rules.SETTINGS.rows(connection, scorecard=f"{app.name}.{name}")
        past = [
            PastSetting(revision=row["revision"], measures=row["measures"], by=row["name"] or "", at=row["at"])
            for row in rows
        ]
        return SettingHistory(items=(*past, PastSetting(revision=0, measures=standards(card))))

    async def set(self, app: RecordApp, actor: Actor, name: str, setting: Setting) -> SettingHistory:
        """Set how the measures count, compute anew, and return the history of it.

        Raises `NotFound`, `Forbidden`, `Conflict` when somebody else has set it meanwhile.
        """
        card = self._card(app, name)
        actor.require_scope("write")
        _require(app, card, actor)
        known = standards(card)
        if unknown := setting.measures.keys() - known.keys():
            message = "there are no such measures"
            raise NotFound(message, [NO_MEASURE.report(name=", ".join(unknown)[:60], known=", ".join(known))])
        async with self._tools.database.transaction() as connection:
            key = f"{app.name}.{name}"
            row = await rules.SETTING.row(connection, scorecard=key)
            present = 0 if row is None else row["revision"]
            whole = {**known, **(await self._changed(connection, app, card) or {}), **setting.measures}
            told = {one: standard.model_dump(mode="json") for one, standard in whole.items()}
            done = setting.revision == present and await rules.SET.run(
                connection,
                scorecard=key,
                revision=present + 1,
                measures=told,
                account_id=actor.account_id,
                now=clock.now(),
            )
            if not done:
                message = "somebody else has set it meanwhile"
                raise Conflict(message, [SET_MEANWHILE.report()])
            await self.compute(connection, app, name)
        return await self.setting(app, actor, name)

    def _card(self, app: RecordApp, name: str) -> Scorecard:
        """Return a scorecard. Raises `NotFound`."""
        found = app.scorecards.get(name)
        if found is None:
            message = f"there is no scorecard {name}"
            raise NotFound(
                message,
                [NO_SCORECARD.report(app=app.name, name=name[:60], known=", ".join(app.scorecards) or "–")],
            )
        return found

    async def _changed(self, connection: Connection, app: RecordApp, card: Scorecard) -> dict[str, Standard] | None:
        """Return how the measures count as managers have set it; None when nobody has."""
        row = await rules.SETTING.row(connection, scorecard=f"{app.name}.{card.name}")
        if row is None:
            return None
        return {name: Standard.model_validate(one) for name, one in row["measures"].items()}


def _may_set(app: RecordApp, card: Scorecard, actor: Actor) -> bool:
    """Return whether somebody may set how measures count."""
    try:
        _require(app, card, actor)
    except Forbidden:
        return False
    return True


def _ranked(card: Scorecard, row: Any, title: str, closed: Container[str]) -> Ranked:
    """Return a record with its score, without what is closed to the reader."""
    parts = _parts(card, row["parts"], {}, closed)
    total = None if any(one.name in closed for one in card.measures) else row["total"]
    return Ranked(record_id=row["record_id"], title=title, total=total, day=row["day"], parts=parts)


def _placed(ranked: Sequence[Ranked]) -> Iterator[Ranked]:
    """Iterate over records that are in order with their places."""
    place, last = 0, None
    for at, one in enumerate(ranked, 1):
        if one.total is None:
            yield one
            continue
        if one.total != last:
            place, last = at, one.total
        yield one.model_copy(update={"rank": place})


def _summed(measure: Measure, standard: Standard, ranked: Sequence[Ranked]) -> PartView:
    """Return how a measure counts, with the mean points of those that are shown."""
    shown = [part for one in ranked for part in one.parts if part.name == measure.name]
    points = [part.points for part in shown if part.points is not None]
    mean = round(sum(points, Decimal(0)) / len(points), 2) if points else None
    return PartView(
        name=measure.name,
        label=measure.label,
        percent=measure.metric.aggregate == "share" or measure.metric.percent,
        mean=mean,
        weight=standard.weight,
        target=standard.target,
        threshold=standard.threshold,
    )


def _require(app: RecordApp, card: Scorecard, actor: Actor) -> None:
    """Raise `Forbidden` for whoever may not set how measures count."""
    allowed = {one if "." in one else f"{app.name}.{one}" for one in card.roles}
    if allowed & actor.roles:
        return
    try:
        actor.require()
    except Forbidden as error:
        message = "the actor may not set how measures count"
        raise Forbidden(message, [SETTING_NOT_ALLOWED.report(scorecard=card.label)]) from error


def _parts(
    card: Scorecard, told: Mapping[str, Any], means: Mapping[str, Any], closed: Container[str]
) -> tuple[PartView, ...]:
    """Return the measures of a score; without figures those of which they would tell too much."""
    whole = sum((Decimal(one["standard"]["weight"]) for one in told.values() if one["points"] is not None), Decimal(0))
    found = []
    for one in card.measures:
        part = told.get(one.name)
        if part is None:
            continue
        standard = Standard.model_validate(part["standard"])
        shut = one.name in closed
        points = None if shut or part["points"] is None else Decimal(part["points"])
        found.append(
            PartView(
                name=one.name,
                label=one.label,
                percent=one.metric.aggregate == "share" or one.metric.percent,
                value=None if shut or part["value"] is None else Decimal(part["value"]),
                points=points,
                mean=None if means.get(one.name) is None else round(means[one.name], 2),
                weight=standard.weight,
                target=standard.target,
                threshold=standard.threshold,
                share=None if points is None or not whole else round(points * standard.weight / whole, 2),
            )
        )
    return tuple(found)


def _plain(value: Decimal | None) -> str | None:
    """Return a number as JSON keeps it exactly."""
    return None if value is None else format(value.normalize() if value else Decimal(0), "f")


def _today() -> date:
    """Return the present day, as people here count days."""
    return clock.now().astimezone(clock.zone()).date()
