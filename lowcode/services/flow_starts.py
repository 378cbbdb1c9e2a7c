"""`FlowStarts`: begins the flows that wait for something to happen to records, in the transaction of the change."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from engine_flow.flow import Flow
from engine_flow.node_kinds.record_start import RecordStart
from engine_forms.field_types.stage import StageField
from engine_rules.values import Value
from lowcode.kernel.errors import Invalid, NotFound
from lowcode.services.flow_app import CHANGED, FlowApp
from lowcode.services.flow_codes import CIRCLE
from lowcode.services.flow_effects import DEEPEST, send
from lowcode.services.flow_steps import NewInstance
from lowcode.services.flows import Flows
from lowcode.services.record_app import RecordApp
from lowcode.services.record_observer import Peers, Written
from lowcode.services.registry import Registry
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
        for one in records:
            for field in sorted(one.changed & flows.listens.get(form, set())) if one.before is not None else ():
                await send(self._flows.steps(connection), flows.name, f"{CHANGED}{field}", one.id, {})
            for flow, node in self._wanted(flows, app, form, one):
                await self._start(connection, flows, flow, node, one.id, author)

    async def removed(
        self,
        connection: Connection,
        app: RecordApp,
        form: str,
        author: Author,
        records: Sequence[Mapping[str, Value]],
    ) -> None:
        """Begin the flows that wait for records to be deleted; they see them as they were. Raises as `written`."""
        if "sample" in author.cause:
            return
        flows = await self._app(connection, app)
        wanted = [(flow, node) for flow, node in flows.starts.get(form, ()) if node.on == "deleted"]
        for stored in records if wanted else ():
            for flow, node in wanted:
                await self._start(connection, flows, flow, node, UUID(str(stored["id"])), author)

    def _wanted(self, flows: FlowApp, app: RecordApp, form: str, one: Written) -> Iterator[tuple[Flow, RecordStart]]:
        """Iterate over the starts that wait for what has happened to a record."""
        stages = [field.name for field in app.forms.forms[form].fields if isinstance(field, StageField)]
        for flow, node in flows.starts.get(form, ()):
            if node.on == "created":
                wanted = one.before is None
            elif node.on == "changed":
                wanted = one.before is not None and (not node.fields or bool(one.changed & set(node.fields)))
            elif node.on == "deleted":
                wanted = False
            else:
                before: Any = one.before or {}
                wanted = any(one.after.get(name) == node.stage != before.get(name) for name in stages)
            if wanted:
                yield flow, node

    async def _start(
        self, connection: Connection, flows: FlowApp, flow: Flow, node: RecordStart, record: UUID, author: Author
    ) -> None:
        """Begin a flow for a record, unless its condition does not hold, it is under way, or its own change led here.

        Raises `Invalid` when flows begin each other for ever.
        """
        cause = author.cause if author.cause.get("kind") == "flow" else {}
        depth = int(cause.get("depth", -1)) + 1
        if (cause.get("app"), cause.get("flow")) == (flows.name, flow.name):
            # A flow that changes its own record does not begin again by that.
            return
        if depth > DEEPEST:
            message = "flows start each other without end"
            raise Invalid(message, [CIRCLE.report(limit=DEEPEST)])
        await self._flows.alone(connection, flows.name, flow.name, record)
        if await self._flows.running(connection, flows.name, flow.name, record) is not None:
            return
        new = NewInstance(flows, flow, author.account_id, record, {"node": node.name}, depth=depth)
        await self._flows.steps(connection).start(new)


def peers_of(apps: Registry[RecordApp]) -> Peers:
    """Return what tells, of a form as an app calls it, its own app, then the others that know it."""

    def peers(app: RecordApp, form: str) -> Iterable[tuple[RecordApp, str]]:
        if not app.connected:
            return ((app, form),)
        place = app.place(form)
        home = place.partition(".")[0]
        found = []
        for name in (home, *sorted(app.connected - {home}), *(() if app.name == home else (app.name,))):
            peer = app if name == app.name else apps[name].artefact if name in apps.names() else None
            if peer is not None and peer.keeps(peer.seen(place)):
                found.append((peer, peer.seen(place)))
        return found

    return peers


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
        tools.records.observers.peers = peers_of(tools.record_apps)
        rules = RuleWatch(tools)
        tools.records.observers.of_drafts.append(rules)
        tools.records.observers.of_removals.append(rules)
        tools.records.observers.add(rules)
        starts = FlowStarts(flows)
        tools.records.observers.of_removals.append(starts)
        tools.records.observers.add(starts)
    return flows
