"""`RuleTurn`: one record after the other has its turn with a rule that fires by a job."""

from decimal import Decimal
from typing import Any, Literal
from uuid import UUID, uuid5

from engine_rules.values import Value
from lowcode.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from lowcode.services.effect_work import Effects
from lowcode.services.rule_codes import NO_RULE, RULE_OFF
from lowcode.services.rule_firing import Firing, Occasion, RuleFiring, told_wrong
from lowcode.services.rule_order import FiringOrder
from lowcode.services.rule_sql import RuleSql
from lowcode.services.rule_values import sight, stored_records
from lowcode.services.rule_watch import become, cease
from lowcode.services.workshop import Workshop
from lowcode.store import rules
from lowcode.store.statement import Connection

Came = Literal["fired", "left", "failed"]
"""What came of a turn."""


class RuleTurn:
    """Lets one rule fire for some records."""

    def __init__(self, tools: Workshop, order: FiringOrder, job: UUID) -> None:
        """Take what rules work with, what is to be done, and the job that does it. Raises `NotFound`."""
        self._tools, self._order, self._job = tools, order, job
        self._app = tools.record_apps[order.app].artefact
        found = self._app.rules.rules.get(order.rule)
        if found is None:
            message = f"there is no rule {order.rule}"
            known = ", ".join(self._app.rules.rules) or "–"
            raise NotFound(message, [NO_RULE.report(app=order.app, name=order.rule[:60], known=known)])
        self._rule = found
        self._work = RuleFiring(Effects(tools), self._app)

    async def inside(self, connection: Connection, at: int, id_: UUID | None) -> Came:
        """Let the rule fire for one record in the caller's transaction; what is refused is raised."""
        if not self._tools.switches.works(self._rule):
            return "left"
        firing = await self._firing(connection, at, id_)
        return "left" if firing is None else await self._fire(connection, firing, known=False)

    async def take(self, at: int, id_: UUID | None) -> Came:
        """Let the rule fire for one record, unless what it was found for is so no more."""
        async with self._tools.database.transaction() as connection:
            if not self._tools.switches.works(self._rule):
                return await self._stopped(connection, at)
            firing = await self._firing(connection, at, id_)
            if firing is None:
                return "left"
            try:
                async with connection.transaction():
                    return await self._fire(connection, firing, known=bool(self._order.firings))
            except (Conflict, Forbidden, Invalid, NotFound) as error:
                if not self._order.firings:
                    await self._work.put_down(connection, firing, "queued")
                wrong = told_wrong(error.diagnostics) | {"message": str(error)}
                await rules.ENDED.run(connection, id=firing.id, state="failed", effects=[], error=wrong)
                return "failed"

    async def _stopped(self, connection: Connection, at: int) -> Came:
        """Leave out what was put down before the rule was switched off, and say so."""
        if not self._order.firings:
            return "left"
        wrong = told_wrong([RULE_OFF.report(rule=self._rule.rule.label)])
        await rules.ENDED.run(connection, id=self._order.firings[at], state="failed", effects=[], error=wrong)
        return "left"

    async def _firing(self, connection: Connection, at: int, id_: UUID | None) -> Firing | None:
        """Return what fires for a record; None when it is gone, or is not what it was when it was found."""
        order, rule = self._order, self._rule
        occasion = Occasion(order.cause or {"kind": "clock"}, order.account_id)
        body = {"body": read_json(order.body)} if rule.rule.trigger.kind == "webhook" else {}
        if id_ is None:
            values: dict[str, Value] = {**body, "is new": False}
            return (
                Firing(rule, None, values, "then", occasion, uuid5(self._job, "call")) if rule.holds(values) else None
            )
        found = (await stored_records(connection, self._app, rule.form, [id_], lock=True)).get(id_)
        if found is None:
            await cease(connection, [(rule.name, id_)])
            return None
        tree = rule.trees[order.branch]
        seen = await sight(connection, self._app, rule.form, [found], [tree])
        figures: dict[str, Any] = {}
        if rule.metrics:
            figures = (await RuleSql(self._app, rule).metric_values(connection, [id_])).get(id_, {})
        values = seen.values(found, tree, found, id=str(id_), **figures, **body)
        if order.called:
            if not rule.holds(values) or not await become(connection, [(rule, id_)]):
                return None
        elif not order.firings:
            holds = rule.holds(values)
            if holds is not (order.branch == "then"):
                if not holds:
                    await cease(connection, [(rule.name, id_)])
                return None
        key = order.firings[at] if order.firings else uuid5(self._job, str(id_))
        return Firing(rule, id_, values, order.branch, occasion, key)

    async def _fire(self, connection: Connection, firing: Firing, *, known: bool) -> Came:
        """Carry out what the rule wants; what was done before a crash is left out."""
        if not known:
            return "fired" if await self._work.fire(connection, firing) else "left"
        row = await rules.FIRING.row(connection, id=firing.id)
        if row is None or row["state"] != "queued":
            return "left"
        done = await self._work.carry_out(connection, firing)
        await rules.ENDED.run(connection, id=firing.id, state="done", effects=done, error=None)
        return "fired"


def read_json(value: Any) -> Value:
    """Return JSON as a value of the language: its numbers as decimals."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return Decimal(str(value))
    if isinstance(value, dict):
        return {str(name): read_json(one) for name, one in value.items()}
    if isinstance(value, list):
        return [read_json(one) for one in value]
    return str(value)
