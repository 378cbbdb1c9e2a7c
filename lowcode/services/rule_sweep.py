"""`RuleSweep`: finds the records for which rules have become true by the clock, all rules of an app in one query."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final
from uuid import UUID
from weakref import WeakKeyDictionary

from lowcode.kernel import clock
from lowcode.services.record_app import RecordApp
from lowcode.services.rule_app import CompiledRule
from lowcode.services.rule_order import batch_jobs
from lowcode.services.rule_sql import PATIENCE, RuleSql
from lowcode.services.rule_watch import become, cease, midnight
from lowcode.services.workshop import Workshop
from lowcode.store import rules
from lowcode.store.bound import Bound
from lowcode.store.jobs import enqueue
from lowcode.store.statement import Connection

Found = dict[tuple[str, str], list[UUID]]
"""Records by the name of a rule and the branch."""
_COMPUTABLE: Final[WeakKeyDictionary[RecordApp, list[CompiledRule]]] = WeakKeyDictionary()
"""What the clock looks at in apps that are in use."""


class RuleSweep:
    """Looks at the records by the clock, in one workspace."""

    def __init__(self, tools: Workshop) -> None:
        """Take what rules work with."""
        self._tools = tools

    async def sweep(self, connection: Connection) -> dict[str, int]:
        """Look at all apps in the caller's transaction, and return how many firings each rule has put down."""
        counts: dict[str, int] = {}
        for name in self._tools.record_apps.names():
            app = self._tools.record_apps[name].artefact
            await rules.DROP_OTHERS.run(
                connection, prefix=f"{name}.", rules=[one.name for one in app.rules.rules.values()]
            )
            for (rule, branch), records in (await self.of_app(connection, app)).items():
                counts[f"{name}.{rule}"] = counts.get(f"{name}.{rule}", 0) + len(records)
                await enqueue(connection, *batch_jobs(name, rule, branch, records))
        return counts

    async def of_app(self, connection: Connection, app: RecordApp) -> Found:
        """Return what has become true and what has stopped in one app; both are noted."""
        swept = [one for one in computable(app) if self._tools.switches.works(one)]
        found = await news(connection, app, swept)
        by_name = {one.name: one for one in swept}
        then = [(by_name[rule], id_) for (rule, branch), ids in found.items() if branch == "then" for id_ in ids]
        ended = [(rule, id_) for (rule, branch), ids in found.items() if branch == "ended" for id_ in ids]
        told: Found = defaultdict(list)
        # What stops comes first, as a record may stop for one day and become again.
        for rule, id_ in sorted(await cease(connection, ended)):
            if by_name[rule].rule.ended:
                told[by_name[rule].rule.name, "ended"].append(id_)
        fresh = await become(connection, then)
        for rule, id_ in sorted(fresh, key=lambda one: (by_name[one[0]].rule.order, one)):
            if by_name[rule].rule.effects:
                told[by_name[rule].rule.name, "then"].append(id_)
        return told

    async def scheduled(self, connection: Connection, app: RecordApp, name: str) -> int:
        """Let a rule of a schedule fire for all records that fulfil its conditions, and return how many."""
        rule = app.rules.rules.get(name)
        if rule is None or not self._tools.switches.works(rule):
            return 0
        hits = await RuleSql(app, rule).hits(connection)
        fresh = sorted(id_ for _, id_ in await become(connection, [(rule, id_) for id_ in hits]))
        await enqueue(connection, *batch_jobs(app.name, name, "then", fresh))
        return len(fresh)


def computable(app: RecordApp) -> list[CompiledRule]:
    """Return the rules of an app that are looked at by the clock, as far as the database can compute them."""
    known = _COMPUTABLE.get(app)
    if known is None:
        found = [one for one in app.rules.swept if (one.form, "") in app.tables.shapes]
        known = _COMPUTABLE[app] = [one for one in found if not any(RuleSql(app, one).problems())]
    return known


async def news(connection: Connection, app: RecordApp, swept: Sequence[CompiledRule]) -> Found:
    """Return the records for which rules have become true, or are true no more, by rule with its app; none is noted."""
    if not swept:
        return {}
    bound = Bound()
    today = f"{bound.put(midnight(clock.now()))}::timestamptz"
    parts = [part for one in swept for part in RuleSql(app, one).news(bound, today)]
    rows = await connection.fetch(*bound.over(" UNION ALL ".join(parts)), timeout=PATIENCE)
    return {(row["rule"], row["branch"]): row["ids"] for row in rows if row["ids"]}
