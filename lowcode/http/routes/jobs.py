"""`/api/jobs`: what is done in the background, how far it is, and who does it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from lowcode.http.dependencies import ActorOfRequest, WorkspaceOfApp
from lowcode.services.job_desk import Bench, JobPage, JobView, Revived, WantedJobs

router = APIRouter(prefix="/api/jobs", tags=["jobs"])


@router.get("")
async def list_jobs(
    actor: ActorOfRequest,
    workspace: WorkspaceOfApp,
    before: UUID | None = None,
    state: WantedJobs | None = None,
    kind: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> JobPage:
    """Return jobs, the newest first: one's own, or all for administrators."""
    return await workspace.jobs.page(actor, before, state=state, kind=kind, most=limit)


@router.get("/bench")
async def get_bench(actor: ActorOfRequest, workspace: WorkspaceOfApp) -> Bench:
    """Return what there is to do, who does it, and what comes by the clock; for administrators."""
    return await workspace.jobs.bench(actor)


@router.post("/revive")
async def revive_jobs(actor: ActorOfRequest, workspace: WorkspaceOfApp, kind: str | None = None) -> Revived:
    """Let what was given up be tried again, all or of a kind; for administrators."""
    return await workspace.jobs.revive_all(actor, kind)


@router.get("/{id}")
async def get_job(id: UUID, actor: ActorOfRequest, workspace: WorkspaceOfApp) -> JobView:  # noqa: A002
    """Return a job, to watch how far it is."""
    return await workspace.jobs.get(actor, id)


@router.post("/{id}/cancel")
async def cancel_job(id: UUID, actor: ActorOfRequest, workspace: WorkspaceOfApp) -> None:  # noqa: A002
    """Stop a job: at once when it waits, soon when it runs."""
    await workspace.jobs.cancel(actor, id)


@router.post("/{id}/revive")
async def revive_job(id: UUID, actor: ActorOfRequest, workspace: WorkspaceOfApp) -> None:  # noqa: A002
    """Let a job be tried again that has failed, or was given up; for administrators."""
    await workspace.jobs.revive(actor, id)
