"""`RuleWatch`: lets rules look at records before they are saved, and fire by what has happened to them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from typing import Any, Final
from uuid import UUID

from engine_rules.expression import expression
from engine_rules.trigger import Happening
from engine_rules.values import Value
from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.services.access import FormAccess
from lowcode.services.effect_order import plain
from lowcode.services.effect_work import Effects
from lowcode.services.record_app import RecordApp
from lowcode.services.record_drafts import Draft, submit
from lowcode.services.record_observer import Written
from lowcode.services.rule_app import CompiledRule
from lowcode.services.rule_codes import REFUSED
from lowcode.services.rule_firing import Firing, Occasion, RuleFiring
from lowcode.services.rule_order import FiringOrder
from lowcode.services.rule_values import Sight, sight
from lowcode.services.workshop import Workshop
from lowcode.store import rules
from lowcode.store.jobs import enqueue
from lowcode.store.records import Author
from lowcode.store.statement import Connection

Key = tuple[str, UUID]
"""A rule by its name with the app, and a record."""


class RuleWatch:
    """The rules that changes of records set off."""

    def __init__(self, tools: Workshop) -> None:
        """Take what rules work with."""
        self._tools = tools
        self._effects = Effects(tools)

    async def concerned(self, connection: Connection, app: RecordApp, form: str) -> bool:  # noqa: ARG002
        """Return whether a rule watches the records of a form."""
        return form in app.rules.after

    # --- before a record is saved -------------------------------------------------------------------------------------

    def looks(self, app: RecordApp, form: str) -> bool:
        """Return whether a rule that works looks at records of a form before they are saved."""
        return any(map(self._tools.switches.works, app.rules.before.get(form, ())))

    async def drafted(
        self, connection: Connection, app: RecordApp, access: FormAccess, drafts: Sequence[Draft]
    ) -> None:
        """Let rules fill in fields, or refuse the record."""
        for rule in filter(self._tools.switches.works, app.rules.before.get(access.form, ())):
            for draft in drafts:
                happening = _drafted(app, access.form, draft)
                if not draft.refused and rule.set_off(happening):
                    await self._before(connection, app, access, rule, draft)

    async def _before(
        self, connection: Connection, app: RecordApp, access: FormAccess, rule: CompiledRule, draft: Draft
    ) -> None:
        """Let one rule look at a draft."""
        stored = {**(draft.stored or {}), **draft.values}
        tree = rule.trees["then"]
        seen = await sight(connection, app, access.form, [stored, draft.stored or {}], [tree])
        values = seen.values(stored, tree, draft.stored)
        if not rule.holds(values):
            return
        if rule.rule.values:
            values |= rule.answers(values)
            kept = [one for one in draft.diagnostics if one.code == REFUSED.code]
            shapes = app.logic(access.form).shapes
            filled: dict[str, Any] = {}
            for name, text in rule.rule.values.items():
                value = expression(str(text), rule.wide_scope).evaluate(values)
                try:
                    filled[name] = shapes[name].to_json(shapes[name].adopted(value))
                except Exception:  # noqa: BLE001 - a kind refuses in its own way; the form tells people what is wrong
                    filled[name] = plain(value)
            draft.given = {**draft.given, **filled}
            draft.ruled |= frozenset(filled)
            draft.diagnostics = []
            await submit(connection, app, access, [draft])
            draft.diagnostics += kept
        if rule.rule.refuse is not None:
            path = f"/{rule.rule.field}" if rule.rule.field else ""
            hint = REFUSED.report(rule=rule.rule.label).hint
            severity = "warning" if rule.rule.warning else "error"
            draft.diagnostics.append(Diagnostic(REFUSED.code, rule.rule.refuse, hint, severity, path))  # type: ignore[arg-type]

    # --- after it is written ------------------------------------------------------------------------------------------

    async def written(
        self, connection: Connection, app: RecordApp, form: str, author: Author, records: Sequence[Written]
    ) -> None:
        """Let rules fire by what has happened to records, in order."""
        watching = [one for one in app.rules.after.get(form, ()) if self._tools.switches.works(one)]
        stages = app.rules.stages.get(form, ())
        wanted: list[tuple[Written, list[CompiledRule]]] = []
        for one in records:
            happening = Happening(one.before, one.after, one.changed, stages)
            found = [rule for rule in watching if rule.set_off(happening)]
            if found:
                wanted.append((one, found))
        if wanted:
            await self._look(connection, app, form, author, wanted)

    async def _look(
        self,
        connection: Connection,
        app: RecordApp,
        form: str,
        author: Author,
        wanted: Sequence[tuple[Written, list[CompiledRule]]],
    ) -> None:
        """See which rules are true now, and let those fire for which that is news."""
        trees = {rule.name: rule.tree for _, found in wanted for rule in found}
        around = [one.after for one, _ in wanted] + [one.before for one, _ in wanted if one.before is not None]
        seen = await sight(connection, app, form, around, trees.values())
        yes: list[tuple[CompiledRule, Written]] = []
        no: list[tuple[CompiledRule, Written]] = []
        for one, found in wanted:
            for rule in found:
                if rule.rule.metrics:
                    # What figures over other records come to, only the clock asks.
                    continue
                if rule.holds(seen.values(one.after, rule.tree, one.before)):
                    yes.append((rule, one))
                elif rule.rule.repeats != "always" and _held(rule, seen, one):
                    no.append((rule, one))
        ended = await cease(connection, [(rule.name, one.id) for rule, one in no])
        fresh = await become(connection, [(rule, one.id) for rule, one in yes])
        occasion = Occasion(_caused(author), author.account_id)
        for rule, one in no:
            if (rule.name, one.id) in ended and rule.rule.ended:
                await self._fire(connection, app, rule, one, occasion, "ended")
        for rule, one in yes:
            if (rule.name, one.id) in fresh:
                await self._fire(connection, app, rule, one, occasion, "then")

    async def _fire(
        self,
        connection: Connection,
        app: RecordApp,
        rule: CompiledRule,
        one: Written,
        occasion: Occasion,
        branch: str,
    ) -> None:
        """Let a rule fire for a record: at once, or by a job."""
        tree = rule.trees[branch]
        seen = await sight(connection, app, rule.form, [one.after, one.before or {}], [tree])
        values = seen.values(one.after, tree, one.before, id=str(one.id))
        firing = Firing(rule, one.id, values, branch, occasion)
        work = RuleFiring(self._effects, app)
        cycle = firing.cycle
        if cycle is not None:
            await work.cut(connection, firing, cycle)
        elif rule.rule.timing == "after":
            await work.put_down(connection, firing, "queued")
            order = FiringOrder(
                app=app.name,
                rule=rule.rule.name,
                records=(one.id,),
                firings=(firing.id,),
                branch=branch,
                cause=dict(occasion.cause),
                account_id=occasion.account_id,
            )
            await enqueue(connection, order.job(high=True))
        else:
            await work.fire(connection, firing)

    async def removed(
        self,
        connection: Connection,
        app: RecordApp,
        form: str,
        author: Author,
        records: Sequence[Mapping[str, Value]],
    ) -> None:
        """Let rules fire by records that were put into the trash."""
        watching = [one for one in app.rules.after.get(form, ()) if one.rule.trigger.kind == "record_deleted"]
        watching = [one for one in watching if self._tools.switches.works(one)]
        occasion = Occasion(_caused(author), author.account_id)
        for rule in watching:
            for stored in records:
                seen = await sight(connection, app, form, [stored], [rule.trees["then"]])
                values = seen.values(stored, rule.trees["then"], stored, id=stored.get("id"))
                if rule.holds(values):
                    firing = Firing(rule, UUID(str(stored["id"])), values, "then", occasion)
                    await RuleFiring(self._effects, app).fire(connection, firing)


async def become(connection: Connection, found: Iterable[tuple[CompiledRule, UUID]]) -> set[Key]:
    """Note that rules are true for records, and return those that fire: by their repeat, every time or for news."""
    known = list(found)
    always: set[Key] = {(rule.name, id_) for rule, id_ in known if rule.rule.repeats == "always"}
    others = sorted({(rule.name, id_) for rule, id_ in known if rule.rule.repeats != "always"})
    if not others:
        return always
    daily = sorted({rule.name for rule, _ in known if rule.rule.repeats == "daily"})
    now = clock.now()
    rows = await rules.BECOME.rows(
        connection,
        rules=[name for name, _ in others],
        records=[id_ for _, id_ in others],
        daily=daily,
        now=now,
        today=midnight(now),
    )
    return always | {(row["rule"], row["record_id"]) for row in rows}


async def cease(connection: Connection, keys: Sequence[Key]) -> set[Key]:
    """Note that rules are true for records no more, and return those for which they were."""
    if not keys:
        return set()
    rows = await rules.CEASE.rows(connection, rules=[name for name, _ in keys], records=[id_ for _, id_ in keys])
    return {(row["rule"], row["record_id"]) for row in rows}


def midnight(now: datetime) -> datetime:
    """Return the beginning of the day in which an instant lies, as people here count days."""
    return datetime.combine(now.astimezone(clock.zone()).date(), time(), tzinfo=clock.zone())


def _drafted(app: RecordApp, form: str, draft: Draft) -> Happening:
    """Return what happens to a record when a draft of it is written."""
    after = {**(draft.stored or {}), **draft.values}
    return Happening(draft.stored, after, draft.changed, app.rules.stages.get(form, ()))


def _held(rule: CompiledRule, seen: Sight, one: Written) -> bool:
    """Return whether a rule was true before the change, as far as that can be seen."""
    if one.before is None:
        return False
    return rule.holds(seen.values(one.before, rule.tree, one.before))


def _caused(author: Author) -> dict[str, Any]:
    """Return what led to a change, as far as rules keep it."""
    return {name: value for name, value in author.cause.items() if name in _KEPT}


_KEPT: Final = frozenset({"kind", "request", "rule", "firing", "flow", "instance", "node", "action", "chain", "effect"})
