"""`FlowApp`: the flows and decisions of one version of an app, compiled once and kept as long as instances run it."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Final

from engine_flow.flow import Flow
from engine_flow.node_kinds.record_start import RecordStart
from engine_forms.situation import Tree
from engine_rules.scope import Scope
from engine_rules.values import Value
from lowcode.bundle.app import Bundle
from lowcode.bundle.canonical import Json
from lowcode.bundle.flow_reads import record_reads
from lowcode.bundle.flow_references import local
from lowcode.bundle.parsing import parsed
from lowcode.bundle.upgrade import upgraded
from lowcode.kernel.diagnostics import Code
from lowcode.kernel.errors import Invalid, NotFound
from lowcode.kernel.names import Label, label
from lowcode.store import apps
from lowcode.store.statement import Connection

NO_FLOW: Final = Code(
    "flow-unknown",
    label("The app {app} has no flow {name}.", "应用 {app} 没有流程 {name}。"),
    label("Choose one of: {known}.", "请选择：{known}。"),
)
CHANGED: Final = "changed:"
"""What the messages begin with that come by themselves when a field of a record changes, before its name."""
_KEPT: Final = 100
"""How many versions of apps are kept."""


class FlowApp:
    """The flows of one version of an app. It is never changed."""

    def __init__(self, bundle: Bundle, number: int) -> None:
        """Take the app and the number of its version, which is that of its flows too."""
        self.name = bundle.app.name
        self.label: Label = bundle.app.label
        self.number = number
        self.flows: dict[str, Flow] = {
            name: flow.model_copy(update={"version": number}) for name, flow in bundle.flows.items()
        }
        self._tables = {name: one.compiled() for name, one in bundle.decisions.items()}
        self._trees: dict[str, tuple[Scope, Tree]] = {}
        self._words: dict[tuple[str, str | None], Mapping[str, Any]] = {}
        self.starts: dict[str, list[tuple[Flow, RecordStart]]] = {}
        """The starts by what happens to records, by the form."""
        self.listens: dict[str, set[str]] = {}
        """The fields of whose changes flows want to be told by a message, by the form."""
        for flow in self.flows.values():
            for node in flow.nodes:
                message = str(getattr(node, "message", ""))
                if message.startswith(CHANGED) and flow.form:
                    self.listens.setdefault(local(self.name, flow.form), set()).add(message.removeprefix(CHANGED))
                if isinstance(node, RecordStart) and (node.form or flow.form):
                    form = local(self.name, node.form or flow.form or "")
                    self.starts.setdefault(form, []).append((flow, node))

    def flow(self, name: str) -> Flow:
        """Return a flow. Raises `NotFound`."""
        found = self.flows.get(local(self.name, name))
        if found is None:
            message = f"there is no flow {name}"
            raise NotFound(message, [NO_FLOW.report(app=self.name, name=name[:80], known=", ".join(self.flows) or "–")])
        return found

    def form_of(self, flow: Flow) -> str | None:
        """Return the form of a flow by its name inside the app."""
        return None if flow.form is None else local(self.name, flow.form)

    def words(self, flow: Flow, node: str | None) -> Mapping[str, Any]:
        """Return what people are told of a flow and one of its nodes: names and labels, which nobody changes."""
        found = self._words.get((flow.name, node))
        if found is None:
            there = flow.plan.nodes.get(node or "")
            found = self._words[flow.name, node] = {
                "app": self.name,
                "flow": flow.name,
                "label": _texts(flow.label),
                "node": None if there is None else there.name,
                "node_label": None if there is None or there.label is None else _texts(there.label),
            }
        return found

    def decide(self, name: str, values: Mapping[str, Value]) -> Value:
        """Return the result of a decision. Raises `LookupError`."""
        return self._tables[local(self.name, name)].evaluate(values)

    def reads(self, flow: Flow, scope: Scope) -> Tree:
        """Return what a flow reads of its record, as names with what is read of their values."""
        known = self._trees.get(flow.name)
        if known is not None and known[0] is scope:
            return known[1]
        tree = record_reads(flow, scope)
        self._trees[flow.name] = (scope, tree)
        return tree


def _texts(text: Label) -> dict[str, Any]:
    """Return a text in all languages as JSON."""
    return text.model_dump(mode="json", by_alias=True)


def flow_app_of(content: Json, number: int) -> FlowApp:
    """Return the flows of a version of an app. Raises `Invalid` for what is no app."""
    found = parsed(upgraded(content))
    if found.bundle is None:
        message = "the content is no app"
        raise Invalid(message, found.problems)
    return FlowApp(found.bundle, number)


class FlowApps:
    """The versions of apps whose flows this process works with; versions are never changed, so neither are these."""

    def __init__(self) -> None:
        """Begin with none."""
        self._known: OrderedDict[tuple[str, int], FlowApp] = OrderedDict()

    def known(self, app: str, number: int) -> FlowApp | None:
        """Return a version of an app that was asked for before."""
        return self._known.get((app, number))

    async def of(self, connection: Connection, app: str, number: int) -> FlowApp:
        """Return a version of an app. Raises `NotFound`."""
        found = self._known.get((app, number))
        if found is not None:
            self._known.move_to_end((app, number))
            return found
        row: Any = await apps.VERSION.row(connection, name=app, number=number)
        if row is None:
            message = f"the app {app} has no version {number}"
            raise NotFound(message)
        made = await asyncio.to_thread(flow_app_of, row["content"], number)
        self._known[app, number] = made
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return made
