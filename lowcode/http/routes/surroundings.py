"""`/api/overviews`, and `…/records/{id}/chain` and `/overview`: what belongs together with a record."""

from typing import Annotated, TypeAlias
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request

from lowcode.http.dependencies import ActorOfRequest
from lowcode.http.routes.records import AppOfPath, FormOfPath, RecordsOfApp
from lowcode.services.overviews import OverviewEntry, Overviews, OverviewShown
from lowcode.services.record_chain import Chain, RecordChain

router = APIRouter(prefix="/api", tags=["records"])


async def chains(request: Request, records: RecordsOfApp) -> RecordChain:
    """Return the use case of documents that belong together."""
    return RecordChain(records.reading, request.app.state.record_apps)


async def overviews(request: Request, records: RecordsOfApp) -> Overviews:
    """Return the use case of overviews."""
    return Overviews(records.reading, request.app.state.record_apps)


ChainsOfApp: TypeAlias = Annotated[RecordChain, Depends(chains)]
"""The parameter of a route that walks from document to document."""
OverviewsOfApp: TypeAlias = Annotated[Overviews, Depends(overviews)]
"""The parameter of a route that shows all there is about a record."""


@router.get("/overviews")
async def list_overviews(actor: ActorOfRequest, overviews: OverviewsOfApp) -> list[OverviewEntry]:
    """Return the forms about whose records there is a page with all there is about them."""
    return await overviews.entries(actor)


@router.get("/apps/{app}/forms/{form}/records/{id}/chain")
async def get_chain(
    app: AppOfPath,
    form: FormOfPath,
    id: Annotated[UUID, Path()],  # noqa: A002 - the name in the path
    actor: ActorOfRequest,
    chains: ChainsOfApp,
) -> Chain:
    """Return the documents that belong together with a record, from the first lead to the last payment."""
    return await chains.of_record(app, actor, form, id)


@router.get("/apps/{app}/forms/{form}/records/{id}/overview")
async def get_overview(
    app: AppOfPath,
    form: FormOfPath,
    id: Annotated[UUID, Path()],  # noqa: A002 - the name in the path
    actor: ActorOfRequest,
    overviews: OverviewsOfApp,
    wide: Annotated[list[str] | None, Query(max_length=30, description="Lists to be shown longer.")] = None,
) -> OverviewShown:
    """Return all there is about a record on one page: figures, and lists of what refers to it."""
    return await overviews.of_record(app, actor, form, id, wide or ())
