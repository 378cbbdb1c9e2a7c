"""`/api/apps`: apps as metadata, their versions, and the drafts of those who work on them."""

import asyncio
from contextlib import suppress
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from lowcode.bundle.archive import packed, unpacked
from lowcode.bundle.diff import Change
from lowcode.http.dependencies import ActorOfRequest, WorkspaceOfApp
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.errors import Unavailable
from lowcode.services.app_bundles import Imported
from lowcode.services.message import Message
from lowcode.services.publishing import (
    AppEntry,
    Draft,
    DraftSave,
    Note,
    Published,
    PublishRequest,
    Rebased,
    Version,
    VersionContent,
    VersionNumber,
    Worker,
)
from lowcode.store.plan import Plan

router = APIRouter(prefix="/api/apps", tags=["apps"])

ZIP: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"application/zip": {"schema": {"type": "string"}}}}
}
"""How OpenAPI describes a bundle that is sent."""


class RollBack(Message):
    """Which version is to be present again."""

    number: VersionNumber
    """The earlier version."""
    note: Note = ""
    """What to say about it."""


@router.get("")
async def list_apps(actor: ActorOfRequest, workspace: WorkspaceOfApp) -> list[AppEntry]:
    """Return all apps, also those that are drafts only, or removed."""
    return await (await workspace.bundles.publishing()).apps(actor)


@router.post("/check", openapi_extra=ZIP)
async def check_bundle(request: Request, actor: ActorOfRequest, workspace: WorkspaceOfApp) -> tuple[Diagnostic, ...]:
    """Return everything that is wrong with a bundle, sent as a ZIP file; nothing is changed."""
    actor.require()
    return await workspace.bundles.check_files(unpacked(await request.body()))


@router.post("/plan", openapi_extra=ZIP)
async def plan_bundle(request: Request, actor: ActorOfRequest, workspace: WorkspaceOfApp) -> Plan:
    """Return what importing a bundle, sent as a ZIP file, would do to the tables."""
    actor.require()
    return await workspace.bundles.plan_files(actor, unpacked(await request.body()))


@router.post("/import", openapi_extra=ZIP)
async def import_bundle(
    request: Request,
    actor: ActorOfRequest,
    workspace: WorkspaceOfApp,
    note: Annotated[str, Query(max_length=2000)] = "",
    merge: bool = False,  # noqa: FBT001, FBT002 - a parameter of the address
    take: Annotated[list[str] | None, Query(max_length=1000)] = None,
) -> Imported:
    """Publish a bundle, sent as a ZIP file; all of it or nothing.

    With `merge`, what was changed here since the last delivery stays, but for the clashes that `take` names.
    """
    actor.require()
    kept = frozenset(take or ()) if merge else None
    imported = await workspace.bundles.import_files(actor, unpacked(await request.body()), note, kept)
    await _follow(request)
    return imported


@router.get("/{app}/export", include_in_schema=False)
async def export_bundle(
    app: str, actor: ActorOfRequest, workspace: WorkspaceOfApp, version: VersionNumber | None = None
) -> Response:
    """Return a version of an app, the present one unless said otherwise, as a ZIP file."""
    content = packed(await workspace.bundles.export_files(actor, app, version))
    return Response(
        content, media_type="application/zip", headers={"Content-Disposition": f'attachment; filename="{app}.zip"'}
    )


@router.delete("/{app}")
async def remove_app(
    request: Request,
    app: str,
    actor: ActorOfRequest,
    workspace: WorkspaceOfApp,
    purge: bool = False,  # noqa: FBT001, FBT002 - a parameter of the address
) -> tuple[str, ...]:
    """Remove an app; its records stay unless they are purged, for ever. Returns the tables that are gone."""
    gone = await workspace.bundles.remove(actor, app, purge=purge)
    await _follow(request)
    return gone


@router.get("/{app}/versions")
async def list_versions(
    app: str,
    actor: ActorOfRequest,
    workspace: WorkspaceOfApp,
    before: VersionNumber | None = None,
    most: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[Version]:
    """Return the versions of an app before one, the newest first."""
    return await (await workspace.bundles.publishing()).versions(actor, app, before=before, most=most)


@router.get("/{app}/versions/{number}")
async def read_version(
    app: str, number: VersionNumber, actor: ActorOfRequest, workspace: WorkspaceOfApp
) -> VersionContent:
    """Return one version with its content."""
    return await (await workspace.bundles.publishing()).version(actor, app, number)


@router.get("/{app}/versions/{number}/compare")
async def compare_versions(
    app: str, number: VersionNumber, to: VersionNumber, actor: ActorOfRequest, workspace: WorkspaceOfApp
) -> tuple[Change, ...]:
    """Return what became of a version on the way to another, place by place."""
    return await (await workspace.bundles.publishing()).compare(actor, app, number, to)


@router.post("/{app}/publish")
async def publish_app(
    request: Request, app: str, asked: PublishRequest, actor: ActorOfRequest, workspace: WorkspaceOfApp
) -> Published:
    """Let content be the present version of an app; all that it brings or nothing."""
    published = await (await workspace.bundles.publishing()).publish(actor, app, asked)
    await _follow(request)
    return published


@router.post("/{app}/roll-back")
async def roll_back(
    request: Request, app: str, asked: RollBack, actor: ActorOfRequest, workspace: WorkspaceOfApp
) -> Published:
    """Publish the content of an earlier version as a new one."""
    published = await (await workspace.bundles.publishing()).roll_back(actor, app, asked.number, asked.note)
    await _follow(request)
    return published


@router.get("/{app}/draft")
async def read_draft(app: str, actor: ActorOfRequest, workspace: WorkspaceOfApp) -> Draft:
    """Return what one works on, which is the present version until something is saved."""
    return await (await workspace.bundles.publishing()).draft(actor, app)


@router.put("/{app}/draft")
async def save_draft(app: str, save: DraftSave, actor: ActorOfRequest, workspace: WorkspaceOfApp) -> Draft:
    """Keep what one works on."""
    return await (await workspace.bundles.publishing()).save_draft(actor, app, save)


@router.delete("/{app}/draft")
async def discard_draft(app: str, actor: ActorOfRequest, workspace: WorkspaceOfApp) -> None:
    """Throw away what one works on."""
    await (await workspace.bundles.publishing()).discard_draft(actor, app)


@router.post("/{app}/draft/rebase")
async def rebase_draft(app: str, actor: ActorOfRequest, workspace: WorkspaceOfApp) -> Rebased:
    """Take what was published meanwhile into what one works on, and tell where both changed the same."""
    return await (await workspace.bundles.publishing()).rebase_draft(actor, app)


@router.get("/{app}/workers")
async def list_workers(app: str, actor: ActorOfRequest, workspace: WorkspaceOfApp) -> list[Worker]:
    """Return who works on an app, the last who saved first."""
    return await (await workspace.bundles.publishing()).workers(actor, app)


async def _follow(request: Request) -> None:
    """Let this process work with what was published, so that whoever published it meets it in the next request.

    Other processes hear of it a moment later, and so does this one when the database cannot be asked just now.
    """
    state = request.app.state
    with suppress(Unavailable):
        await asyncio.gather(state.record_apps.refresh(), state.work_apps.refresh())
