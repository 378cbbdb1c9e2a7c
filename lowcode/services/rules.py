"""`Rules`: the use cases of rules: what there is, what has fired and why, and why not."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

import pydantic

from engine_rules.effect_kinds import EFFECTS
from engine_rules.trigger_kinds import TRIGGERS
from engine_rules.triggers.schedule import Schedule
from lowcode.kernel import clock
from lowcode.kernel.errors import NotFound
from lowcode.kernel.names import Label
from lowcode.services.actor import ADMINISTRATOR, PRODUCT, Actor
from lowcode.services.job_desk import JobState
from lowcode.services.message import Message
from lowcode.services.reader import Reader
from lowcode.services.record_app import RecordApp
from lowcode.services.record_reading import Reading
from lowcode.services.rights import RANK
from lowcode.services.rule_app import CompiledRule
from lowcode.services.rule_codes import NO_RULE, NO_SCHEDULE
from lowcode.services.rule_replay import ReplayRequest, ReplayResult, replay_job
from lowcode.services.rule_sql import RuleSql
from lowcode.services.rule_switches import TOPIC
from lowcode.services.rule_values import read_by, sight, stored_records, told
from lowcode.services.workshop import Workshop
from lowcode.store import rules
from lowcode.store.jobs import NewJob, enqueue
from lowcode.store.statement import Connection

_DAYS: Final = 30
"""Over how many days firings are counted."""
_EVERYTHING: Final = Reader(PRODUCT, {})


class ReasonView(Message):
    """A part of a condition with its value."""

    text: str
    """The part as it is written."""
    value: Any = None
    """What it came to."""
    kind: str = "value"
    """`and`, `or`, `comparison`, `call` or `value`."""
    parts: tuple["ReasonView", ...] = ()
    """What it is made of."""


class EffectView(Message):
    """What came of one effect."""

    kind: str
    """Its kind."""
    label: Label | None = None
    """What people call that."""
    state: Literal["done", "queued", "skipped"]
    """Whether it is done, a job does it, or it was left out."""
    when: str | None = None
    """The condition by which it was left out."""


class FiringView(Message):
    """A firing of a rule."""

    id: UUID
    """The key."""
    rule: str
    """The rule with its app."""
    label: Label | None = None
    """What the rule is called; nothing when it is gone."""
    form: str
    """The form with its app."""
    record_id: UUID | None = None
    """The record."""
    title: str = ""
    """What the record is called."""
    at: datetime
    """When."""
    branch: Literal["then", "ended", "cut"]
    """Whether it became true, stopped being true, or was cut since rules set each other off in a circle."""
    state: Literal["queued", "done", "failed", "cut"]
    """How far it is."""
    why: tuple[ReasonView, ...] = ()
    """The conditions with the value of each part."""
    read: dict[str, Any] = pydantic.Field(default_factory=dict)
    """The values that were read."""
    effects: tuple[EffectView, ...] = ()
    """What was done."""
    cause: dict[str, Any] = pydantic.Field(default_factory=dict)
    """What led to it."""
    error: dict[str, Any] | None = None
    """What went wrong, or the circle that was cut."""
    account_id: UUID | None = None
    """Whose change it was."""


class FiringPage(Message):
    """Firings, the newest first."""

    items: tuple[FiringView, ...]
    """The firings."""
    more: bool
    """Whether there are older ones."""


class RuleView(Message):
    """A rule and how it does."""

    rule: str
    """Its name with the app."""
    app: str
    """Its app."""
    label: Label
    """What people read."""
    description: Label | None = None
    """What it is good for."""
    form: str
    """The form."""
    form_label: Label
    """What the form is called."""
    trigger: str
    """The kind of its trigger."""
    trigger_label: Label
    """What the trigger is called."""
    timing: str
    """When it works."""
    repeat: str
    """How often it fires for a record."""
    conditions: tuple[str, ...]
    """What has to be true."""
    swept: bool
    """Whether the clock looks at it."""
    active: bool = True
    """Whether it works here."""
    shipped: bool = True
    """Whether it works as the app says."""
    switched_by: str = ""
    """Who has switched it; nothing when nobody did."""
    switched_at: datetime | None = None
    """When."""
    effects: tuple[Label, ...] = ()
    """What it does, in order."""
    definition: dict[str, Any] = pydantic.Field(default_factory=dict)
    """The rule as its app says it."""
    fired: int = 0
    """How often it has fired in thirty days."""
    failed: int = 0
    """How often that failed."""
    cut: int = 0
    """How often it was cut since rules set each other off in a circle."""
    holding: int = 0
    """For how many records it is true now, as far as that is kept."""
    last_at: datetime | None = None
    """When it fired last."""


class RuleSwitch(Message):
    """Whether a rule is to work."""

    active: bool
    """Whether it is."""


class RuleList(Message):
    """The rules of all apps."""

    items: tuple[RuleView, ...]
    """The rules."""


class Standing(Message):
    """How a rule stands with a record."""

    rule: str
    """Its name with the app."""
    label: Label
    """What people read."""
    description: Label | None = None
    """What it is good for."""
    trigger: str
    """The kind of its trigger."""
    trigger_label: Label
    """What the trigger is called."""
    active: bool = True
    """Whether it works here."""
    holds: bool | None
    """Whether all its conditions are true now; None when that would tell of what the reader may not see."""
    since: datetime | None = None
    """Since when it is known to be true, so that it does not fire again."""
    why: tuple[ReasonView, ...]
    """The conditions with the value of each part."""
    read: dict[str, Any] = pydantic.Field(default_factory=dict)
    """The values that are read."""


class RecordRules(Message):
    """What rules have done with a record, and how each stands with it now."""

    rules: tuple[Standing, ...]
    """The rules of the form."""
    firings: tuple[FiringView, ...]
    """What has fired, the newest first."""


class Replay(Message):
    """A replay, or a run, that was put down."""

    job: UUID
    """The job; the result of a replay is a `ReplayResult`."""


class ReplayState(Message):
    """How far a replay is."""

    state: JobState
    """Where its job stands."""
    cancelling: bool = False
    """Whether it is to stop."""
    done: int = 0
    """How many changes are gone through."""
    of: int = 0
    """How many there are."""
    result: ReplayResult | None = None
    """What came of it."""
    message: str = ""
    """Why it was given up."""


class Rules:
    """The use cases of the rules of one workspace."""

    def __init__(self, tools: Workshop) -> None:
        """Take what they work with."""
        self._tools = tools
        self._reading = Reading(tools.database)

    async def page(self, actor: Actor) -> RuleList:
        """Return all rules and how they do; for administrators."""
        actor.require()
        since = clock.now() - timedelta(days=_DAYS)
        found: list[RuleView] = []
        async with self._tools.database.connection() as connection:
            for name in self._tools.record_apps.names():
                app = self._tools.record_apps[name].artefact
                counts = {
                    row["rule"]: row for row in await rules.COUNTS.rows(connection, prefix=f"{name}.", since=since)
                }
                states = {row["rule"]: row["count"] for row in await rules.STATES.rows(connection, prefix=f"{name}.")}
                found += [
                    self._rule_view(app, one, counts.get(one.name), states.get(one.name, 0))
                    for one in app.rules.rules.values()
                ]
        return RuleList(items=tuple(found))

    async def switch(self, actor: Actor, rule: str, wanted: RuleSwitch) -> RuleView:
        """Switch a rule off or on, whatever its app says, until it is switched again; for administrators.

        Upgrades of the app leave it so. While a rule is off, nothing is looked at for it, and what was put down for it
        is left out. When it is on again, it fires for what has become true meanwhile, as far as the clock looks at it.
        Raises `NotFound`.
        """
        actor.require()
        app_name, _, name = rule.partition(".")
        app = self._tools.record_apps[app_name].artefact
        found = self.rule(app, name)
        async with self._tools.database.transaction() as connection:
            done = await rules.SWITCH.run(
                connection, rule=found.name, active=wanted.active, account_id=actor.account_id, now=clock.now()
            )
            if done:
                action = "rule.switched_on" if wanted.active else "rule.switched_off"
                await actor.note(connection, action, f"rule:{found.name}")
                if wanted.active:
                    await _recall(connection, app, found)
                await self._tools.database.notify(connection, TOPIC, found.name)
        await self._tools.switches.refresh()
        return next(one for one in (await self.page(actor)).items if one.rule == found.name)

    async def run(self, actor: Actor, rule: str) -> Replay:
        """Put down a rule by the clock to be looked at now, as it is at its times, and return the job.

        For administrators. Raises `NotFound`, also for rules that the clock does not set off by a schedule.
        """
        actor.require()
        app_name, _, name = rule.partition(".")
        app = self._tools.record_apps[app_name].artefact
        found = self.rule(app, name)
        if not isinstance(found.rule.trigger, Schedule):
            message = f"the rule {rule} has no schedule"
            raise NotFound(message, [NO_SCHEDULE.report(rule=found.rule.label)])
        job = NewJob("rule_sweep", {"app": app_name, "rule": name}, account_id=actor.account_id)
        async with self._tools.database.transaction() as connection:
            (id_,) = await enqueue(connection, job)
            await actor.note(connection, "rule.run", f"rule:{found.name}")
        return Replay(job=id_)

    async def firings(
        self,
        actor: Actor,
        *,
        rule: str | None = None,
        record: UUID | None = None,
        before: UUID | None = None,
        most: int = 50,
    ) -> FiringPage:
        """Return what has fired, the newest first; for administrators."""
        actor.require()
        async with self._tools.database.connection() as connection:
            rows = await rules.FIRINGS.rows(connection, rule=rule, record_id=record, before=before, most=most + 1)
            titles: dict[str, str] = {}
            by_form: dict[str, list[UUID]] = {}
            for row in rows[:most]:
                if row["record_id"] is not None:
                    by_form.setdefault(row["form"], []).append(row["record_id"])
            for form, ids in by_form.items():
                app = self._app(form.partition(".")[0])
                inner = form.partition(".")[2]
                if app is not None and inner in app.forms.forms and app.keeps(inner):
                    titles |= await self._reading.titles_of(connection, app, _EVERYTHING, inner, sorted(set(ids)))
        items = tuple(self._firing(row, titles.get(str(row["record_id"]), "")) for row in rows[:most])
        return FiringPage(items=items, more=len(rows) > most)

    async def of_record(self, app: RecordApp, actor: Actor, form: str, id_: UUID) -> RecordRules:
        """Return what rules have done with a record, and how each stands with it now: why, and why not.

        For whoever may see the whole record. Raises `NotFound`, and `Forbidden` when some of its fields are hidden
        from the actor, as conditions would tell them.
        """
        async with self._tools.database.connection() as connection:
            hidden = await self._hidden(connection, app, actor, form, id_)
            stored = (await stored_records(connection, app, form, [id_])).get(id_, {})
            states = {row["rule"]: row for row in await rules.STATE_OF.rows(connection, record_id=id_)}
            rows = await rules.FIRINGS.rows(connection, rule=None, record_id=id_, before=None, most=50)
            standing: list[Standing] = []
            known: dict[str, bool] = {}
            for peer, called in self._knowing(app, form):
                watching = [one for one in peer.rules.rules.values() if one.form == called]
                # What reads a hidden field stays hidden itself.
                watching = [one for one in watching if not (one.names & hidden)]
                seen = await sight(connection, peer, called, [stored], [one.tree for one in watching])
                for one in watching:
                    more: dict[str, Any] = {}
                    if one.metrics:
                        more = (await RuleSql(peer, one).metric_values(connection, [id_])).get(id_, {})
                    values = seen.values(stored, one.tree, stored, **more)
                    standing.append(self._standing(one, values, states.get(one.name), whole=_told(actor, one)))
                    known[one.name] = _told(actor, one)
        fired = tuple(self._firing(row, "", whole=known[row["rule"]]) for row in rows if row["rule"] in known)
        return RecordRules(rules=tuple(standing), firings=fired)

    def _knowing(self, app: RecordApp, form: str) -> Iterator[tuple[RecordApp, str]]:
        """Iterate over the apps whose rules may watch a form, its own first, each with what it calls the form."""
        yield app, form
        place = app.place(form)
        for name in self._tools.record_apps.names():
            peer = self._tools.record_apps[name].artefact
            if name != app.name and place.partition(".")[0] in {name, *peer.connected} and peer.keeps(peer.seen(place)):
                yield peer, peer.seen(place)

    async def _hidden(
        self, connection: Connection, app: RecordApp, actor: Actor, form: str, id_: UUID
    ) -> frozenset[str]:
        """Return the fields of a record that the actor may not see whole. Raises `NotFound`, `Forbidden`."""
        reader = await self._reading.reader(connection, actor)
        access = self._reading.access(app, reader, form)
        loaded = await self._reading.one(connection, app, access, id_)
        rights = self._reading.seen(app, access).rights(loaded.values, loaded.holds)
        return access.sensitive | {name for name, right in rights.items() if RANK[right] < RANK["read_only"]}

    async def replay(self, actor: Actor, request: ReplayRequest) -> Replay:
        """Put down a dry run of a rule on history, and return its job; for administrators. Nothing else is written.

        Raises `NotFound`, `Invalid`.
        """
        actor.require()
        app = self._tools.record_apps[request.app].artefact
        job = replay_job(app, request, actor.account_id)
        async with self._tools.database.connection() as connection:
            (id_,) = await enqueue(connection, job)
        return Replay(job=id_)

    async def replayed(self, actor: Actor, job: UUID) -> ReplayState:
        """Return how far a replay is, and what came of it; for administrators. Raises `NotFound`."""
        actor.require()
        found = await self._tools.workspace.jobs.get(actor, job)
        progress = found.progress or {}
        return ReplayState(
            state=found.state,
            cancelling=found.cancelling,
            done=progress.get("done") or 0,
            of=progress.get("of") or 0,
            result=ReplayResult.model_validate(found.result) if found.state == "done" else None,
            message=str((found.error or {}).get("message", "")),
        )

    def rule(self, app: RecordApp, name: str) -> CompiledRule:
        """Return a rule that works. Raises `NotFound`."""
        found = app.rules.rules.get(name)
        if found is None:
            message = f"there is no rule {name}"
            known = ", ".join(app.rules.rules) or "–"
            raise NotFound(message, [NO_RULE.report(app=app.name, name=name[:60], known=known)])
        return found

    def _app(self, name: str) -> RecordApp | None:
        """Return an app, None when it is not there."""
        try:
            return self._tools.record_apps[name].artefact
        except NotFound:
            return None

    def _firing(self, row: Any, title: str, *, whole: bool = True) -> FiringView:
        """Return a firing as people read it; unless it is told whole, without the values that were read."""
        app_name, _, name = row["rule"].partition(".")
        app = self._app(app_name)
        rule = None if app is None else app.rules.rules.get(name)
        return FiringView(
            id=row["id"],
            rule=row["rule"],
            label=None if rule is None else rule.rule.label,
            form=row["form"],
            record_id=row["record_id"],
            title=title,
            at=row["at"],
            branch=row["branch"],
            state=row["state"],
            why=_reasons(row["why"]) if whole else (),
            read=row["read"] if whole else {},
            effects=tuple(EffectView(**one, label=_called(one["kind"])) for one in row["effects"]),
            cause=row["cause"] if whole else {},
            error=row["error"] if whole else None,
            account_id=row["account_id"],
        )

    def _rule_view(self, app: RecordApp, one: CompiledRule, counts: Any, holding: int) -> RuleView:
        """Return a rule and how it does."""
        switch = self._tools.switches.of(one.name)
        return RuleView(
            rule=one.name,
            app=app.name,
            label=one.rule.label,
            description=one.rule.description,
            form=app.place(one.form),
            form_label=app.forms.forms[one.form].label,
            trigger=one.rule.trigger.kind,
            trigger_label=TRIGGERS[one.rule.trigger.kind].about.label,
            timing=one.rule.timing,
            repeat=one.rule.repeats,
            conditions=tuple(each.text for each in one.conditions),
            swept=one.swept,
            active=self._tools.switches.works(one),
            shipped=one.rule.active,
            switched_by="" if switch is None else switch.by,
            switched_at=None if switch is None else switch.at,
            effects=tuple(each.about.label for each in one.rule.effects),
            definition=one.rule.model_dump(mode="json", by_alias=True, exclude_defaults=True),
            fired=counts["count"] if counts else 0,
            failed=counts["failed"] if counts else 0,
            cut=counts["cut"] if counts else 0,
            holding=holding,
            last_at=counts["last_at"] if counts else None,
        )

    def _standing(self, one: CompiledRule, values: Mapping[str, Any], state: Any, *, whole: bool) -> Standing:
        """Return how a rule stands with a record; unless it is told whole, without the values that it reads."""
        return Standing(
            rule=one.name,
            label=one.rule.label,
            description=one.rule.description,
            trigger=one.rule.trigger.kind,
            trigger_label=TRIGGERS[one.rule.trigger.kind].about.label,
            active=self._tools.switches.works(one),
            holds=one.holds(values) if whole else None,
            since=None if state is None or not whole else state["since"],
            why=_reasons(told(one.why(values))) if whole else (),
            read=read_by(one.tree, values) if whole else {},
        )


async def _recall(connection: Connection, app: RecordApp, rule: CompiledRule) -> None:
    """Forget for which records a rule was true that are so no more, as nobody has looked while it was off.

    What the clock looks at is left to it, so that what is to be done at the end is done.
    """
    sql = RuleSql(app, rule)
    if rule.swept or rule.rule.repeats == "always" or any(sql.problems()):
        return
    await rules.RECALL.run(connection, rule=rule.name, records=await sql.hits(connection))


def _called(kind: str) -> Label | None:
    """Return what people call a kind of effect; None for one that there is no more."""
    found = EFFECTS.get(kind)
    return None if found is None else found.about.label


def _reasons(found: Sequence[Mapping[str, Any]]) -> tuple[ReasonView, ...]:
    """Return reasons as people read them."""
    return tuple(ReasonView.model_validate(one) for one in found)


def _told(actor: Actor, one: CompiledRule) -> bool:
    """Return whether somebody who may see the record may also see what a rule reads.

    What it reads of other records they may not be allowed to see, so that only administrators are told.
    """
    beside = bool(one.metrics) or any(
        len(route) > 1 and route[-1] != "id" for each in one.conditions for route in each.reads
    )
    return not beside or actor.product or ADMINISTRATOR in actor.roles
