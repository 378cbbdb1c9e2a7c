"""`FlowStarts`: begins the flows that wait for something to happen to records, in the transaction of the change."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from engine_flow.flow import Flow
from engine_flow.node_kinds.record_start import RecordStart
from engine_forms.field_types.stage import StageField
from lowcode.kernel.errors import Invalid, NotFound
from lowcode.services.flow_app import CHANGED, FlowApp
from lowcode.services.flow_codes import CIRCLE
from lowcode.services.flow_effects import DEEPEST, send
from lowcode.services.flow_steps import NewInstance
from lowcode.services.flows import Flows
from lowcode.services.record_app import RecordApp
from lowcode.services.record_observer import Written
from lowcode.services.rule_watch import RuleWatch
from lowcode.services.workshop import Workshop
from lowcode.store.records import Author
from lowcode.store.statement import Connection


class FlowStarts:
    """Begins flows by what happens to records."""

    def __init__(self, flows: Flows) -> None:
        """Take the use cases of flows."""
        self._flows = flows

    async def concerned(self, connection: Connection, app: RecordApp, form: str) -> bool:
        """Return whether a flow waits for records of a form."""
        flows = await self._app(connection, app)
        return form in flows.starts or form in flows.listens

    async def _app(self, connection: Connection, app: RecordApp) -> FlowApp:
        """Return the flows of the present version of an app."""
        try:
            number = self._flows.tools.record_apps[app.name].number
        except NotFound:
            return _NONE
        return await self._flows.caches.apps.of(connection, app.name, number)

    async def written(
        self, connection: Connection, app: RecordApp, form: str, author: Author, records: Sequence[Written]
    ) -> None:
        """Begin the flows that wait for what has happened. Raises `Invalid` when flows begin each other for ever.

        Sample records show an app as it is after a while: nothing begins by them.
        """
        if "sample" in author.cause:
            return
        flows = await self._app(connection, app)
        cause = author.cause if author.cause.get("kind") == "flow" else {}
        depth = int(cause.get("depth", -1)) + 1
        for one in records:
            for field in sorted(one.changed & flows.listens.get(form, set())) if one.before is not None else ():
                await send(self._flows.steps(connection), flows.name, f"{CHANGED}{field}", one.id, {})
            for flow, node in self._wanted(flows, app, form, one):
                if (cause.get("app"), cause.get("flow")) == (flows.name, flow.name):
                    # A flow that changes its own record does not begin again by that.
                    continue
                if depth > DEEPEST:
                    message = "flows start each other without end"
                    raise Invalid(message, [CIRCLE.report(limit=DEEPEST)])
                await self._start(connection, flows, flow, node, one, author, depth)

    def _wanted(self, flows: FlowApp, app: RecordApp, form: str, one: Written) -> Iterator[tuple[Flow, RecordStart]]:
        """Iterate over the starts that wait for what has happened to a record."""
        stages = [field.name for field in app.forms.forms[form].fields if isinstance(field, StageField)]
        for flow, node in flows.starts.get(form, ()):
            if node.on == "created":
                wanted = one.before is None
            elif node.on == "changed":
                wanted = one.before is not None and (not node.fields or bool(one.changed & set(node.fields)))
            else:
                before: Any = one.before or {}
                wanted = any(one.after.get(name) == node.stage != before.get(name) for name in stages)
            if wanted:
                yield flow, node

    async def _start(  # noqa: PLR0917 - one place, and all of it differs
        self,
        connection: Connection,
        flows: FlowApp,
        flow: Flow,
        node: RecordStart,
        one: Written,
        author: Author,
        depth: int,
    ) -> None:
        """Begin a flow for a record, unless its condition does not hold or it is under way."""
        await self._flows.alone(connection, flows.name, flow.name, one.id)
        if await self._flows.running(connection, flows.name, flow.name, one.id) is not None:
            return
        new = NewInstance(flows, flow, author.account_id, one.id, {"node": node.name}, depth=depth)
        await self._flows.steps(connection).start(new)


class _NoFlows(FlowApp):
    """An app that is not published: it has no flows."""

    def __init__(self) -> None:
        """Have nothing."""
        self.starts = {}
        self.listens = {}


_NONE: Final = _NoFlows()


def watch(tools: Workshop) -> Flows:
    """Return the use cases of flows; from now on they, and rules, follow what happens to records. Twice is as once."""
    flows = Flows(tools)
    if not flows.caches.watching:
        flows.caches.watching = True
        rules = RuleWatch(tools)
        tools.records.observers.of_drafts.append(rules)
        tools.records.observers.of_removals.append(rules)
        tools.records.observers.add(rules)
        tools.records.observers.add(FlowStarts(flows))
    return flows
