"""`FlowDrafts`: flows as files of BPMN 2.0, out of what is published or drafted, and into one's draft of an app."""

from copy import deepcopy
from typing import Any

from engine_flow.bpmn.model import BpmnModel
from engine_flow.bpmn.reader import read_bpmn
from engine_flow.bpmn.writer import write_bpmn
from engine_flow.flow import Flow
from engine_flow.kept import KeptFile
from lowcode.bundle.canonical import Json
from lowcode.bundle.parsing import parsed
from lowcode.bundle.upgrade import upgraded
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.errors import Invalid, NotFound
from lowcode.kernel.names import Name
from lowcode.services.actor import Actor
from lowcode.services.app_bundles import AppBundles
from lowcode.services.flow_app import NO_FLOW
from lowcode.services.flow_codes import SEVERAL_PROCESSES
from lowcode.services.message import Message
from lowcode.services.publishing import DraftSave


class FlowImported(Message):
    """What came of a file of BPMN."""

    app: Name
    """The app whose draft holds the flows now."""
    flows: tuple[Name, ...]
    """The flows."""
    fresh: tuple[Name, ...] = ()
    """Those of them that the draft did not have before."""
    revision: int
    """The revision of the draft."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """What has no effect here, and what is still wrong before it can be published."""


class FlowDrafts:
    """The use cases of flows as files, for administrators."""

    def __init__(self, bundles: AppBundles) -> None:
        """Take the use cases of apps."""
        self._bundles = bundles

    async def content(self, actor: Actor, app: str, *, draft: bool) -> dict[str, Any]:
        """Return an app as its document: what is published, or one's own draft. Raises `NotFound`, `Forbidden`."""
        actor.require()
        publishing = await self._bundles.publishing()
        if draft:
            return _document((await publishing.draft(actor, app)).content)
        present = {one.name: one.current_version for one in await publishing.apps(actor)}
        number = present.get(app)
        if number is None:
            message = f"the app {app} is not published"
            raise NotFound(message, [NO_FLOW.report(app=app[:60], name="–", known="–")])
        return _document((await publishing.version(actor, app, number)).content)

    async def write(self, actor: Actor, app: str, flow: str, *, draft: bool = False) -> bytes:
        """Return a flow as a file of BPMN with its diagram. Raises `NotFound`, or `Invalid`."""
        return written(flow_of(await self.content(actor, app, draft=draft), flow))

    async def read(
        self, actor: Actor, app: str, data: bytes, *, flow: str | None = None, form: str | None = None
    ) -> FlowImported:
        """Put the flows of a file of BPMN into one's draft of an app, in the place of those of the same name.

        `flow` names the flow of a file with one process, `form` the form whose records they work on, unless the file
        says it. Nothing is published. Raises `Invalid` for a file that is no BPMN, `Conflict` when the draft is saved
        from elsewhere at this moment.
        """
        actor.require()
        publishing = await self._bundles.publishing()
        kept = await publishing.draft(actor, app)
        made, notes = flows_of(data, flow=flow, form=form)
        content = deepcopy(_document(kept.content))
        flows: dict[str, Any] = content.setdefault("flows", {})
        fresh = tuple(one.name for one in made if one.name not in flows)
        flows |= {one.name: one.model_dump(mode="json", by_alias=True, exclude_defaults=True) for one in made}
        base = kept.base_version
        save = DraftSave(content=content, base_version=base, revision=kept.revision)
        saved = await publishing.save_draft(actor, app, save)
        names = tuple(one.name for one in made)
        found = [one for one in await self._bundles.found_in(app, content) if about(one, *names)]
        return FlowImported(
            app=app, flows=names, fresh=fresh, revision=saved.revision, diagnostics=(*notes, *found)
        )  # fmt: skip


def flows_of(
    data: bytes, *, flow: str | None = None, form: str | None = None
) -> tuple[list[Flow], tuple[Diagnostic, ...]]:
    """Return the flows of a file of BPMN, and what has no effect. Raises `Invalid` for a file that holds none."""
    found = read_bpmn(data)
    if found.model is None or not found.model.flows:
        message = "the file holds no flow"
        raise Invalid(message, found.diagnostics)
    model, notes = found.model, found.diagnostics
    alone = len(model.flows) == 1
    if not alone:
        notes = (*notes, SEVERAL_PROCESSES.report(count=len(model.flows)))
    made = []
    for number, one in enumerate(model.flows):
        # The other processes are kept as they are, so that each flow goes out as the whole file it came from.
        others = [piece for place, piece in enumerate(found.processes) if place != number]
        around = model.kept.model_copy(update={"fragments": (*model.kept.fragments, *others)})
        more: dict[str, Any] = {"file": KeptFile(prefixes=model.prefixes, before=model.before, around=around)}
        if alone and flow:
            more["name"] = flow
        if form and one.form is None:
            more["form"] = form
        made.append(one.model_copy(update=more))
    return made, notes


def written(flow: Flow) -> bytes:
    """Return a flow as a file of BPMN; one that nobody has drawn is laid out."""
    file = flow.file or KeptFile()
    bare = flow.model_copy(update={"file": None})
    return write_bpmn(BpmnModel(flows=(bare,), prefixes=file.prefixes, before=file.before, kept=file.around))


def flow_of(content: Json, name: str) -> Flow:
    """Return a flow of the document of an app. Raises `NotFound`, and `Invalid` for one that cannot be read."""
    found = parsed(upgraded(content))
    flows = content.get("flows", {}) if isinstance(content, dict) else {}
    if found.bundle is not None and name in found.bundle.flows:
        return found.bundle.flows[name]
    if name in flows:
        message = f"the flow {name} cannot be read"
        raise Invalid(message, [one for one in found.problems if about(one, name)] or found.problems)
    message = f"there is no flow {name}"
    raise NotFound(message, [NO_FLOW.report(app="–", name=name[:60], known=", ".join(flows) or "–")])


def about(one: Diagnostic, *flows: str) -> bool:
    """Return whether something is said about one of some flows."""
    return any(one.path.startswith(f"flows/{name}.json") for name in flows)


def _document(content: Json) -> dict[str, Any]:
    """Return the document of an app in the present format."""
    return upgraded(content) if isinstance(content, dict) else {}
