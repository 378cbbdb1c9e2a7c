"""`/api/workplace`, `/api/regions`: what somebody works with."""

from fastapi import APIRouter, Request, Response

from engine_forms.regions import regions
from lowcode.http.dependencies import ActorOfRequest
from lowcode.http.routes.records import RecordsOfApp
from lowcode.services.record_app import RecordApp
from lowcode.services.registry import Registry
from lowcode.services.workplace import AppMenu, WorkApp, menus

router = APIRouter(prefix="/api", tags=["workplace"])


@router.get("/workplace")
async def list_menus(request: Request, actor: ActorOfRequest, records: RecordsOfApp) -> tuple[AppMenu, ...]:
    """Return the apps in which the reader may see something, with their menus."""
    works: Registry[WorkApp] = request.app.state.work_apps
    apps: Registry[RecordApp] = request.app.state.record_apps
    if set(works.names()) != set(apps.names()):
        await works.refresh()
        await apps.refresh()
    async with records.reading.database.connection() as connection:
        reader = await records.reading.reader(connection, actor)
    known = [name for name in works.names() if name in apps.names()]
    return menus(((works[name].artefact, apps[name].artefact) for name in known), reader)


@router.get("/regions")
async def list_regions(_actor: ActorOfRequest, response: Response) -> dict[str, str]:
    """Return the regions of China (GB/T 2260): their names by their codes of six digits."""
    response.headers["Cache-Control"] = "private, max-age=86400"
    return dict(regions())
