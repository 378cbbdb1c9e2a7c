"""`/api/apps/{app}/forms/{form}/views` and `/arrangement`: how people look at the list of a form."""

from typing import Annotated, Final, TypeAlias
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from lowcode.http.dependencies import ActorOfRequest
from lowcode.http.routes.records import AppOfPath, FormOfPath, RecordsOfApp
from lowcode.services.saved_views import Arrangement, NewView, SavedView, SavedViews, ViewChange, Views

router = APIRouter(prefix="/api/apps/{app}/forms/{form}", tags=["views"])

_VIEW: Final = Query(max_length=60, description="The view of the app; nothing for the bare list of the form.")


async def saved_views(records: RecordsOfApp) -> SavedViews:
    """Return the use cases of saved views."""
    return SavedViews(records.reading)


ViewsOfApp: TypeAlias = Annotated[SavedViews, Depends(saved_views)]
"""The parameter of a route that works with saved views."""


@router.get("/views")
async def list_views(app: AppOfPath, form: FormOfPath, actor: ActorOfRequest, views: ViewsOfApp) -> Views:
    """Return the views of a form that one keeps, and those that are shared."""
    return await views.listing(app, actor, form)


@router.post("/views")
async def create_view(
    app: AppOfPath, form: FormOfPath, new: NewView, actor: ActorOfRequest, views: ViewsOfApp
) -> SavedView:
    """Return a new view of one's own."""
    return await views.create(app, actor, form, new)


@router.patch("/views/{id}")
async def change_view(
    app: AppOfPath,
    form: FormOfPath,
    id: UUID,  # noqa: A002 - the name in the path
    change: ViewChange,
    actor: ActorOfRequest,
    views: ViewsOfApp,
) -> SavedView:
    """Return a view after a change."""
    return await views.change(app, actor, form, id, change)


@router.delete("/views/{id}")
async def remove_view(
    app: AppOfPath,
    form: FormOfPath,
    id: UUID,  # noqa: A002
    actor: ActorOfRequest,
    views: ViewsOfApp,
) -> None:
    """Remove a view."""
    await views.remove(app, actor, form, id)


@router.get("/arrangement")
async def get_arrangement(
    app: AppOfPath,
    form: FormOfPath,
    actor: ActorOfRequest,
    views: ViewsOfApp,
    view: Annotated[str, _VIEW] = "",
) -> Arrangement:
    """Return how one has arranged a list."""
    return await views.arrangement(app, actor, form, view)


@router.put("/arrangement")
async def put_arrangement(
    app: AppOfPath,
    form: FormOfPath,
    arranged: Arrangement,
    actor: ActorOfRequest,
    views: ViewsOfApp,
    view: Annotated[str, _VIEW] = "",
) -> Arrangement:
    """Keep how one has arranged a list."""
    return await views.arrange(app, actor, form, arranged, view)
