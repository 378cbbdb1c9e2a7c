"""`/api/apps/…/preview`: what would be done to an app, before anything is done."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from lowcode.bundle.archive import unpacked
from lowcode.http.dependencies import ActorOfRequest, WorkspaceOfApp
from lowcode.http.routes.apps import ZIP
from lowcode.services.app_previews import AppPreview, RemovalPreview
from lowcode.services.message import Message
from lowcode.services.publishing import VersionNumber

router = APIRouter(prefix="/api/apps", tags=["apps"])


class Candidate(Message):
    """Content that may be published."""

    content: Any
    """The app as one document."""


@router.post("/preview", openapi_extra=ZIP)
async def preview_bundle(
    request: Request,
    actor: ActorOfRequest,
    workspace: WorkspaceOfApp,
    merge: bool = False,  # noqa: FBT001, FBT002 - a parameter of the address
    take: Annotated[list[str] | None, Query(max_length=1000)] = None,
) -> AppPreview:
    """Return what importing a bundle, sent as a ZIP file, would do, with everything that is wrong with it."""
    actor.require()
    files = unpacked(await request.body())
    return await workspace.previews.files(actor, dict(files), merge=merge, take=frozenset(take or ()))


@router.post("/{app}/preview")
async def preview_content(
    app: str, candidate: Candidate, actor: ActorOfRequest, workspace: WorkspaceOfApp
) -> AppPreview:
    """Return what publishing content would do, with everything that is wrong with it."""
    return await workspace.previews.content(actor, app, candidate.content)


@router.get("/{app}/versions/{number}/preview")
async def preview_version(
    app: str, number: VersionNumber, actor: ActorOfRequest, workspace: WorkspaceOfApp
) -> AppPreview:
    """Return what rolling back to a version would do."""
    return await workspace.previews.version(actor, app, number)


@router.get("/{app}/removal")
async def preview_removal(app: str, actor: ActorOfRequest, workspace: WorkspaceOfApp) -> RemovalPreview:
    """Return what removing an app for ever would delete."""
    return await workspace.previews.removal(actor, app)
