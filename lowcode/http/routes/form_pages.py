"""`/api/apps/{app}/forms/{form}/page` and beside it: what a page needs to fill in a record."""

from typing import Annotated, TypeAlias

from fastapi import APIRouter, Depends, Request

from lowcode.http.dependencies import ActorOfRequest, WorkspaceOfApp
from lowcode.http.routes.records import AppOfPath, FormOfPath, RecordsOfApp
from lowcode.services.candidates import Offered, Wanted
from lowcode.services.form_page import FormPage
from lowcode.services.form_sources import Chosen, Findings, FormSources, Input, SeenRecords

router = APIRouter(prefix="/api/apps/{app}/forms/{form}", tags=["forms"])


def sources(request: Request, records: RecordsOfApp, workspace: WorkspaceOfApp) -> FormSources:
    """Return the use cases around a form that is being filled in; made once, for what they keep."""
    state = request.app.state
    if not hasattr(state, "form_sources"):
        state.form_sources = FormSources(records.reading, workspace.accounts, workspace.departments)
    found: FormSources = state.form_sources
    return found


SourcesOfApp: TypeAlias = Annotated[FormSources, Depends(sources)]
"""The parameter of a route that helps to fill in a form."""


@router.get("/page")
async def get_form_page(app: AppOfPath, form: FormOfPath, actor: ActorOfRequest, sources: SourcesOfApp) -> FormPage:
    """Return a form with its expressions as programs that run in the browser."""
    return await sources.page(app, actor, form)


@router.post("/candidates")
async def list_candidates(
    app: AppOfPath, form: FormOfPath, wanted: Wanted, actor: ActorOfRequest, sources: SourcesOfApp
) -> Offered:
    """Return what a field that refers to something offers."""
    return await sources.candidates(app, actor, form, wanted)


@router.post("/seen")
async def see_chosen(
    app: AppOfPath, form: FormOfPath, chosen: Chosen, actor: ActorOfRequest, sources: SourcesOfApp
) -> SeenRecords:
    """Return what expressions see of records that were chosen, and what those are called that they refer to."""
    return await sources.seen(app, actor, form, chosen)


@router.post("/check")
async def check_input(
    app: AppOfPath, form: FormOfPath, entered: Input, actor: ActorOfRequest, sources: SourcesOfApp
) -> Findings:
    """Return what would be wrong with a record if it were saved now; nothing is saved."""
    return await sources.check(app, actor, form, entered)
