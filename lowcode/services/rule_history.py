"""`History`: goes through the changes of the records of a form, and tells which rules would have fired."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from engine_rules.expression import expression
from engine_rules.reasoning import reads_clock
from engine_rules.trigger import Happening
from engine_rules.triggers.idle import Idle
from engine_rules.values import Value
from lowcode.kernel import clock
from lowcode.services.effect_order import plain
from lowcode.services.record_app import RecordApp
from lowcode.services.record_sources import Fetched
from lowcode.services.rule_app import CompiledRule
from lowcode.services.rule_values import Sight, read_by, shown, sight
from lowcode.services.rule_watch import midnight
from lowcode.store.statement import Connection

BATCH: Final = 2_000
"""How many changes are read at once."""
_TURN: Final = 250
"""After how many changes other work of the process has its turn."""
_TEXT: Final = """
    SELECT c.id, c.record_id, c.version, c.at, c.kind, c.changes, c.account_id FROM record_change AS c
    WHERE c.form = $1 AND c.at < $2 ORDER BY c.id
"""
_COUNT: Final = "SELECT count(*) FROM record_change WHERE form = $1 AND at < $2"

Told = Callable[[int, int], Awaitable[None]]
"""Is told how many changes of how many are gone through; raises to stop."""


@dataclass(frozen=True, slots=True)
class Fired:
    """A firing that would have been."""

    record_id: UUID
    at: datetime
    branch: str
    read: Mapping[str, Any] = field(default_factory=dict)
    effects: tuple[Mapping[str, Any], ...] = ()

    @property
    def key(self) -> tuple[UUID, datetime, str]:
        """What tells it from others of its rule."""
        return self.record_id, self.at, self.branch


@dataclass(slots=True)
class Track:
    """One rule on its way through history."""

    rule: CompiledRule
    fired: list[Fired] = field(default_factory=list)
    true: dict[UUID, datetime] = field(default_factory=dict)
    """The records for which it is true, with the time of the last firing."""
    timed: bool = False
    """Whether its value changes by time alone."""


class History:
    """The changes of one form between two instants, and the rules that look at them."""

    def __init__(self, app: RecordApp, form: str, since: datetime, until: datetime) -> None:
        """Take the form and the stretch."""
        self._app, self._form, self._since, self._until = app, form, since, until
        self._states: dict[UUID, dict[str, Value]] = {}
        self._shapes = app.logic(form).shapes
        self._names: frozenset[str] = frozenset()
        self._last: dict[UUID, datetime] = {}
        self.changes = 0

    async def play(self, connection: Connection, rules: Sequence[CompiledRule], told: Told) -> list[Track]:
        """Return what each rule would have done. Nothing is written."""
        tracks = [Track(one, timed=one.swept and (one.metrics != frozenset() or _by_clock(one))) for one in rules]
        self._names = frozenset(name for one in rules for name in self._reads(one))
        form = self._app.place(self._form)
        of = await connection.fetchval(_COUNT, form, self._until)
        await told(0, of)
        async for batch in self._batches(connection, form):
            await self._batch(connection, batch, tracks)
            await told(self.changes, of)
        for record_id, state in self._states.items():
            for track in tracks:
                if track.timed:
                    self._segment(track, record_id, state, self._last[record_id], self._until, None)
        for track in tracks:
            track.fired.sort(key=lambda one: (one.at, one.record_id))
        return tracks

    def _reads(self, rule: CompiledRule) -> set[str]:
        """Return the fields that have to be known of each record."""
        names = {*rule.trees["then"], *rule.trees["ended"], *rule.trees["then"].get("before", {})}
        names |= set(getattr(rule.rule.trigger, "fields", ()))
        return names | set(self._app.rules.stages.get(self._form, ()))

    async def _batches(self, connection: Connection, form: str) -> AsyncIterator[list[Any]]:
        """Iterate over the changes, some at once."""
        async with connection.transaction(readonly=True):
            cursor = await connection.cursor(_TEXT, form, self._until)
            while True:
                batch = await cursor.fetch(BATCH)
                if not batch:
                    return
                yield batch

    async def _batch(self, connection: Connection, batch: Sequence[Any], tracks: Sequence[Track]) -> None:
        """Go through some changes."""
        steps = [step for row in batch if (step := self._step(row)) is not None]
        around = [one for _, before, after, _ in steps for one in (before, after) if one is not None]
        trees = [tree for track in tracks for tree in track.rule.trees.values()]
        seen = await sight(connection, self._app, self._form, around, trees)
        for at, (row, before, after, changed) in enumerate(steps):
            stages = self._app.rules.stages.get(self._form, ())
            happening = Happening(before, after, changed, stages)
            for track in tracks:
                self._look(track, seen, row, happening)
            self._last[row["record_id"]] = row["at"]
            if at % _TURN == _TURN - 1:
                await asyncio.sleep(0)
        self.changes += len(batch)

    def _step(self, row: Any) -> tuple[Any, dict[str, Value] | None, dict[str, Value] | None, frozenset[str]] | None:
        """Return a change with the record before and after it, as far as it is read; None for what is no change."""
        id_, kind = row["record_id"], row["kind"]
        before = self._states.get(id_)
        if kind in {"trash", "purge"}:
            self._states.pop(id_, None)
            return row, before, None, frozenset()
        after = dict(before or {"id": str(id_), "created at": row["at"], "created by": _text(row["account_id"])})
        after |= {"updated at": row["at"], "version": row["version"], "updated by": _text(row["account_id"])}
        if before is None and row["account_id"] is not None:
            after.setdefault("owner", str(row["account_id"]))
        changes: Mapping[str, Any] = row["changes"]
        for name in self._names & changes.keys():
            after[name] = self._value(name, changes[name].get("after"))
        self._states[id_] = after
        return row, before, after, frozenset(changes)

    def _value(self, name: str, told_: Any) -> Value:
        """Return what history holds of a field as a value."""
        shape = self._shapes.get(name)
        return told_ if shape is None else shape.clean(told_)

    # --- one rule -----------------------------------------------------------------------------------------------------

    def _look(self, track: Track, seen: Sight, row: Any, happening: Happening) -> None:
        """Let a rule look at a change, and before that at the time since the last one."""
        record_id: UUID = row["record_id"]
        if track.timed and happening.before is not None and record_id in self._last:
            self._segment(track, record_id, happening.before, self._last[record_id], row["at"], seen)
        rule = track.rule
        if happening.after is None and rule.rule.trigger.kind != "record_deleted":
            track.true.pop(record_id, None)
            return
        if not track.timed and not rule.set_off(happening):
            return
        stored = happening.after if happening.after is not None else happening.before or {}
        values = seen.values(stored, rule.trees["then"], happening.before)
        self._judge(track, record_id, row["at"], values)

    def _judge(self, track: Track, record_id: UUID, at: datetime, values: dict[str, Value]) -> None:
        """See whether a rule is true at an instant, and let it fire when that is news."""
        rule = track.rule
        with clock.held(at):
            holds = rule.holds(values)
            if not holds:
                if track.true.pop(record_id, None) is not None and rule.rule.ended:
                    self._fire(track, record_id, at, "ended", values)
                return
            known = track.true.get(record_id)
            repeats = rule.rule.repeats
            news = repeats == "always" or known is None or (repeats == "daily" and known < midnight(at))
            if news:
                track.true[record_id] = at
                self._fire(track, record_id, at, "then", values)

    def _fire(self, track: Track, record_id: UUID, at: datetime, branch: str, values: dict[str, Value]) -> None:
        """Keep a firing of the stretch, with what would have been done."""
        if self._since <= at < self._until:
            effects = tuple(_effects(track.rule, branch, values))
            track.fired.append(Fired(record_id, at, branch, read_by(track.rule.tree, values), effects))

    def _segment(
        self,
        track: Track,
        record_id: UUID,
        stored: Mapping[str, Value],
        start: datetime,
        end: datetime,
        seen: Sight | None,
    ) -> None:
        """See when a rule became true by time alone between two changes of a record."""
        if track.rule.metrics or end <= self._since:
            return
        sight_ = seen or self._alone()
        values = sight_.values(stored, track.rule.trees["then"], stored)
        for at in self._instants(track, values, start, end):
            if start < at < end:
                self._judge(track, record_id, at, values)

    def _instants(
        self, track: Track, values: Mapping[str, Value], start: datetime, end: datetime
    ) -> Iterator[datetime]:
        """Iterate over the instants at which a rule may become true by time alone: the end of idle time, or days."""
        trigger = track.rule.rule.trigger
        if isinstance(trigger, Idle):
            since = expression(str(trigger.since), track.rule.scope).evaluate(values)
            if isinstance(since, datetime):
                yield max(since + timedelta(days=trigger.days, hours=trigger.hours), start + timedelta(microseconds=1))
                if track.rule.rule.repeats != "daily":
                    return
        day = midnight(max(start, self._since)) + timedelta(days=1)
        while day < end:
            yield day
            day += timedelta(days=1)

    def _alone(self) -> Sight:
        """Return the sight of records without anything around them."""
        return Sight(self._app, self._form, Fetched(self._app))


def _by_clock(rule: CompiledRule) -> bool:
    """Return whether the value of a rule changes by time alone."""
    return rule.rule.trigger.moment == "time" or any(map(reads_clock, rule.conditions))


def _effects(rule: CompiledRule, branch: str, values: Mapping[str, Value]) -> Iterator[Mapping[str, Any]]:
    """Iterate over what would be done; what needs the outcome of an effect before is null."""
    values = {**values, **rule.answers(values)}
    for one in rule.effects(branch):
        if one.when is not None and expression(str(one.when), rule.wide_scope).evaluate(values) is not True:
            continue
        given = one.evaluated(lambda text: expression(str(text), rule.wide_scope).evaluate(values))
        yield {"kind": one.kind, "arguments": shown(plain(given))}


def _text(value: Any) -> str | None:
    """Return an id as a text."""
    return None if value is None else str(value)
