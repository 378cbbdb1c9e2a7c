"""`/api/flow-drafts`: flows before people work with them: as files of BPMN, checked, and tried by a simulation."""

from typing import Annotated, Any, TypeAlias

from fastapi import APIRouter, Depends, Query, Request, Response

from lowcode.http.dependencies import ActorOfRequest, WorkspaceOfApp
from lowcode.http.routes.flows import FlowsOfApp, NameOfPath
from lowcode.kernel.names import Name
from lowcode.services.flow_drafts import FlowDrafts, FlowImported
from lowcode.services.flow_trials import FlowTrials, TrialReport, TrialRequest

router = APIRouter(prefix="/api/flow-drafts", tags=["flow-drafts"])

XML: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"application/zip": {"schema": {"type": "string"}}}}
}
"""How OpenAPI describes a file that is sent."""


async def drafts(workspace: WorkspaceOfApp) -> FlowDrafts:
    """Return the use cases of flows as files."""
    return FlowDrafts(workspace.bundles)


async def trials(flows: FlowsOfApp, workspace: WorkspaceOfApp) -> FlowTrials:
    """Return the use cases of trying flows."""
    return FlowTrials(flows, workspace.bundles)


DraftsOfApp: TypeAlias = Annotated[FlowDrafts, Depends(drafts)]
"""The parameter of a route that reads or writes files of BPMN."""
TrialsOfApp: TypeAlias = Annotated[FlowTrials, Depends(trials)]
"""The parameter of a route that tries flows."""


@router.get("/{app}/{flow}/bpmn", include_in_schema=False)
async def export_flow(
    app: NameOfPath,
    flow: NameOfPath,
    actor: ActorOfRequest,
    drafts: DraftsOfApp,
    draft: Annotated[bool, Query()] = False,  # noqa: FBT002 - a parameter of the address
) -> Response:
    """Return a flow as a file of BPMN 2.0 with its diagram: as it is published, or as one's own draft has it."""
    content = await drafts.write(actor, app, flow, draft=draft)
    headers = {"Content-Disposition": f'attachment; filename="{flow}.bpmn"'}
    return Response(content, media_type="application/xml", headers=headers)


@router.post("/{app}/bpmn", openapi_extra=XML)
async def import_flow(
    app: NameOfPath,
    request: Request,
    actor: ActorOfRequest,
    drafts: DraftsOfApp,
    flow: Annotated[Name | None, Query()] = None,
    form: Annotated[Name | None, Query()] = None,
) -> FlowImported:
    """Put the flows of a file of BPMN 2.0 into one's draft of an app; tells what has no effect, and what is wrong."""
    actor.require()
    return await drafts.read(actor, app, await request.body(), flow=flow, form=form)


@router.post("/{app}/{flow}/trial")
async def try_flow(
    app: NameOfPath, flow: NameOfPath, request: TrialRequest, actor: ActorOfRequest, trials: TrialsOfApp
) -> TrialReport:
    """Check a flow, and simulate it by a seed: which ways are taken, how long they take, who bears how much."""
    return await trials.trial(actor, app, flow, request)
