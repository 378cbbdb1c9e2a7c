"""`FlowTrials`: what is wrong with a flow, and what a seeded simulation of it shows, before anybody works with it."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from random import Random
from typing import Annotated, Final

import pydantic

from engine_flow.context import Context
from engine_flow.flow import Flow
from engine_flow.node_kinds.button_start import ButtonStart
from engine_flow.simulate import Habits, Past, Report, simulate
from engine_forms.form import Form
from engine_rules.values import Value
from lowcode.bundle.parsing import parsed
from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.errors import Invalid, NotFound
from lowcode.kernel.names import Label, Name, label
from lowcode.services.actor import Actor
from lowcode.services.app_bundles import AppBundles, published
from lowcode.services.flow_app import FlowApp
from lowcode.services.flow_codes import TRIAL_WITHOUT_PEOPLE
from lowcode.services.flow_drafts import FlowDrafts, about, flow_of
from lowcode.services.flow_organisation import Company
from lowcode.services.flow_past import past_of
from lowcode.services.flow_record import record_values
from lowcode.services.flows import Flows
from lowcode.services.message import Message
from lowcode.services.record_app import RecordApp, linked_app
from lowcode.store.form_tables import table_name
from lowcode.store.names import quoted
from lowcode.store.statement import Connection

_RECORDS: Final = 100
"""How many of the newest records a simulation draws from."""
Share = Annotated[float, pydantic.Field(ge=0, le=1)]


class TrialRequest(Message):
    """How a flow is tried."""

    draft: bool = False
    """Whether one's own draft of the app is tried, and not what is published."""
    seed: int = pydantic.Field(default=1, ge=0, le=2**31)
    """What all chance comes of: the same seed gives the same run."""
    instances: int = pydantic.Field(default=100, ge=1, le=500)
    """How many instances are begun."""
    every: float = pydantic.Field(default=30, gt=0, le=100_000)
    """The mean time between two of them, in minutes."""
    work: float = pydantic.Field(default=240, gt=0, le=100_000)
    """The mean time that a person takes for a task, in minutes."""
    rejects: Share = 0.1
    """How often people reject."""
    returns: Share = 0.05
    """How often people send back to the initiator."""
    fails: Share = 0.0
    """How often an automatic step fails."""
    history: bool = False
    """Whether times and decisions at a step are drawn from what people did there before, where that is known."""


class TrialNode(Message):
    """A step in a simulation."""

    node: Name
    """The step."""
    label: Label | None
    """What it is called."""
    kind: str
    """Its kind."""
    entered: int
    """How often an instance came to it; 0 is a way that nobody has tried."""
    half: float | None = None
    """Within how many seconds half of its tasks were done."""
    most: float | None = None
    """Within how many seconds 95 of 100 were."""


class TrialEdge(Message):
    """A way in a simulation."""

    edge: Name
    """The edge."""
    source: Name
    """Where it begins."""
    target: Name
    """Where it leads."""
    taken: int
    """How often it was taken."""


class TrialLoad(Message):
    """What somebody has to do in a simulation."""

    name: str
    """Who."""
    tasks: int
    """How many tasks they worked."""


class TrialProblem(Message):
    """What went wrong in a simulation."""

    code: str
    """Its kind."""
    message: Label
    """What the engine said when it came up first."""
    count: int
    """How often."""
    stops: bool
    """Whether the instance waits for an administrator then; otherwise a verb was only refused."""


class TrialReport(Message):
    """What is wrong with a flow, and what its simulation shows."""

    diagnostics: tuple[Diagnostic, ...] = ()
    """What is wrong, or might become so; nothing is simulated when something is certainly wrong."""
    ran: bool = False
    """Whether it was simulated."""
    records: int = 0
    """From how many records of the form it was drawn; 0 is invented values, or a flow without a record."""
    learnt: int = 0
    """From how many decisions of instances that have really run it was drawn."""
    statuses: dict[str, int] = pydantic.Field(default_factory=dict)
    """How many instances ended how; `running` those that were left after very many events."""
    half: float | None = None
    """Within how many seconds half of the instances ended."""
    most: float | None = None
    """Within how many seconds 95 of 100 did."""
    nodes: tuple[TrialNode, ...] = ()
    """The steps, as they stand in the flow."""
    edges: tuple[TrialEdge, ...] = ()
    """The ways, as they stand in the flow."""
    load: tuple[TrialLoad, ...] = ()
    """Who worked how much, the busiest first."""
    problems: tuple[TrialProblem, ...] = ()
    """What went wrong, the most frequent first."""


class FlowTrials:
    """The use cases of trying flows, for administrators."""

    def __init__(self, flows: Flows, bundles: AppBundles) -> None:
        """Take the use cases of flows, for people and records, and those of apps, for drafts."""
        self._flows = flows
        self._bundles = bundles
        self._drafts = FlowDrafts(bundles)

    async def trial(self, actor: Actor, app: str, flow: str, request: TrialRequest) -> TrialReport:
        """Return what is wrong with a flow, and what a simulation shows if nothing certainly is. Nothing is kept.

        Raises `Forbidden`, `NotFound`, and `Invalid` when nobody could begin the flow.
        """
        actor.require()
        content = await self._drafts.content(actor, app, draft=request.draft)
        if flow not in (content.get("flows") or {}):
            flow_of(content, flow)
        problems = await self._bundles.found_in(app, content)
        found = tuple(one for one in problems if about(one, flow))
        if any(one.severity == "error" for one in problems):
            wrong = [one for one in problems if one.severity == "error"]
            return TrialReport(diagnostics=found or tuple(wrong))
        async with self._flows.database.connection() as connection:
            company = await self._flows.steps(connection).company()
            bundle = parsed(content).bundle
            assert bundle is not None, "nothing is wrong with it"
            made = FlowApp(bundle, 1)
            chosen = made.flow(flow)
            form, others = made.form_of(chosen), await published(connection)
            shown = None if form is None else linked_app(bundle, others)
            known = [] if form is None else await self._known(connection, made, chosen, form)
            past = await past_of(connection, app, chosen) if request.history else {}
        people = _initiators(company, app, chosen)
        if not people:
            message = "nobody could begin the flow"
            raise Invalid(message, [TRIAL_WITHOUT_PEOPLE.report()])
        scope = None if shown is None or form is None else shown.forms.scope(form)
        context = Context(company.of(app), {}, scope, made.decide, company.calendars, clock.zone())
        fields = None if shown is None or form is None else shown.forms.forms[form]

        def draw(random: Random) -> Mapping[str, Value]:
            """Return the values of a record: of one that is there, or else invented."""
            return random.choice(known) if known else {} if fields is None else _invented(fields, random)

        report = await asyncio.to_thread(simulate, chosen, context, people, request.seed, _habits(request, past), draw)
        learnt = sum(len(one.spans) for one in past.values())
        more = {"diagnostics": found, "records": len(known), "learnt": learnt}
        return _told(chosen, report, company).model_copy(update=more)

    async def _known(self, connection: Connection, app: FlowApp, flow: Flow, form: str) -> list[Mapping[str, Value]]:
        """Return the newest records of a form as the flow reads them; none when it is not published yet."""
        try:
            records: RecordApp = self._flows.tools.record_apps[app.name].artefact
        except NotFound:
            return []
        if form not in records.forms.forms or not records.keeps(form):
            return []
        tree = app.reads(flow, records.forms.scope(form))
        text = (
            f"SELECT id FROM {quoted(table_name(app.name, form))} WHERE trashed_at IS NULL"
            f" ORDER BY created_at DESC, id DESC LIMIT {_RECORDS}"
        )
        ids = [row["id"] for row in await connection.fetch(text)]
        return [await record_values(connection, records, form, one, tree) for one in ids]


def _initiators(company: Company, app: str, flow: Flow) -> list[str]:
    """Return the people who may begin a flow: those of its buttons' roles, or of the app's, or else everybody."""
    roles = {role for node in flow.nodes if isinstance(node, ButtonStart) for role in node.roles}
    wanted = [role if "." in role else f"{app}.{role}" for role in sorted(roles)]
    wanted = wanted or [name for name in sorted(company.roles) if name.startswith(f"{app}.")]
    found = {one for role in wanted for one in company.roles.get(role, ())} & company.working
    return sorted(found or company.working)


def _habits(request: TrialRequest, past: Mapping[str, Past]) -> Habits:
    """Return how people and the world behave."""
    return Habits(
        instances=request.instances,
        every=timedelta(minutes=request.every),
        work=timedelta(minutes=request.work),
        rejects=request.rejects,
        returns=request.returns,
        fails=request.fails,
        past=past,
    )


def _invented(form: Form, random: Random) -> Mapping[str, Value]:
    """Return values of a record that nobody has entered, each as its kind of field invents it, but what is computed."""
    return {one.name: one.sample(random) for one in form.fields if one.computed is None}


def _told(flow: Flow, report: Report, company: Company) -> TrialReport:
    """Return what a simulation has shown, in words of people."""
    counts = [(code, count, True) for code, count in report.incidents.items()]
    counts += [(code, count, False) for code, count in report.refused.items()]
    return TrialReport(
        ran=True,
        statuses=dict(report.statuses.most_common()),
        half=_seconds(report.durations, 0.5),
        most=_seconds(report.durations, 0.95),
        nodes=tuple(
            TrialNode(
                node=one.name, label=one.label, kind=str(getattr(one, "kind", "")), entered=report.nodes[one.name],
                half=_seconds(report.waits.get(one.name, ()), 0.5), most=_seconds(report.waits.get(one.name, ()), 0.95),
            )
            for one in flow.nodes
        ),
        edges=tuple(
            TrialEdge(edge=one.name, source=one.source, target=one.target, taken=report.edges[one.name])
            for one in flow.edges
        ),
        load=tuple(
            TrialLoad(name=company.names.get(person, person), tasks=count)
            for person, count in report.load.most_common()
        ),
        problems=tuple(
            TrialProblem(code=code, message=report.messages.get(code, label(code, code)), count=count, stops=stops)
            for code, count, stops in sorted(counts, key=lambda one: (-one[1], one[0]))
        ),
    )  # fmt: skip


def _seconds(spans: Sequence[timedelta], share: float) -> float | None:
    """Return the time within which a share of some was over, None without any."""
    ordered = sorted(spans)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))].total_seconds() if ordered else None
