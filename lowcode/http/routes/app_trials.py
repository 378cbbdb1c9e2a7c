"""`/api/apps/…/trial`: the tests of an app, run on request, also before it is imported."""

from typing import Annotated, TypeAlias

from fastapi import APIRouter, Depends, Request

from lowcode.bundle.archive import unpacked
from lowcode.http.dependencies import ActorOfRequest, WorkspaceOfApp
from lowcode.http.routes.apps import ZIP
from lowcode.services.app_trials import AppTested, TrialDesk

router = APIRouter(prefix="/api/apps", tags=["apps"])


async def desk(request: Request, workspace: WorkspaceOfApp) -> TrialDesk:
    """Return what tests apps, the same one for all requests of the process."""
    state = request.app.state
    if not hasattr(state, "trial_desk"):
        state.trial_desk = TrialDesk(workspace.settings, workspace.database.url)
    found: TrialDesk = state.trial_desk
    return found


DeskOfApp: TypeAlias = Annotated[TrialDesk, Depends(desk)]
"""The parameter of a route that tests apps."""


@router.post("/trial", openapi_extra=ZIP)
async def try_bundle(request: Request, actor: ActorOfRequest, workspace: WorkspaceOfApp, desk: DeskOfApp) -> AppTested:
    """Return what the tests of a bundle, sent as a ZIP file, find; nothing is imported."""
    actor.require()
    return await desk.files(actor, workspace, unpacked(await request.body()))


@router.post("/{app}/trial")
async def try_app(app: str, actor: ActorOfRequest, workspace: WorkspaceOfApp, desk: DeskOfApp) -> AppTested:
    """Return what the tests of a published app find."""
    return await desk.app(actor, workspace, app)
