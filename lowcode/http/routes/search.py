"""`/api/search`: records of all apps that contain words."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from lowcode.http.dependencies import ActorOfRequest
from lowcode.http.routes.records import RecordsOfApp
from lowcode.services.record_app import RecordApp
from lowcode.services.registry import Registry
from lowcode.services.search import Search, SearchGroup
from lowcode.services.workplace import WorkApp

router = APIRouter(prefix="/api", tags=["workplace"])


@router.get("/search")
async def search_records(
    request: Request,
    actor: ActorOfRequest,
    records: RecordsOfApp,
    q: Annotated[str, Query(max_length=200)],
    form: Annotated[str, Query(max_length=120, description="One form with its app, as `crm.lead`.")] = "",
    most: Annotated[int, Query(ge=1, le=30)] = 5,
) -> list[SearchGroup]:
    """Return the records that contain words in a searchable field that the reader may see, by form."""
    works: Registry[WorkApp] = request.app.state.work_apps
    apps: Registry[RecordApp] = request.app.state.record_apps
    known = [(apps[name].artefact, works[name].artefact.app.label) for name in works.names() if name in apps.names()]
    return await Search(records.reading).find(known, actor, q, form=form, most=most)
