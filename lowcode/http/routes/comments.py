"""`/api/apps/{app}/forms/{form}/records/{id}/comments` and `/followers`: what people say about records."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from lowcode.http.dependencies import ActorOfRequest
from lowcode.http.routes.records import AppOfPath, FormOfPath, RecordsOfApp
from lowcode.services.comments import Comment, NewComment
from lowcode.services.message import Message

router = APIRouter(prefix="/api/apps/{app}/forms/{form}/records/{id}", tags=["comments"])

RecordOfPath = Annotated[UUID, Path()]
"""The record in the path."""


class Made(Message):
    """What was made."""

    id: UUID
    """The key."""


@router.get("/comments")
async def list_comments(
    app: AppOfPath,
    form: FormOfPath,
    id: RecordOfPath,  # noqa: A002 - the name in the path
    actor: ActorOfRequest,
    records: RecordsOfApp,
) -> list[Comment]:
    """Return what was said about a record, the oldest first."""
    return await records.comments.page(app, actor, form, id)


@router.post("/comments")
async def add_comment(
    app: AppOfPath,
    form: FormOfPath,
    id: RecordOfPath,  # noqa: A002
    comment: NewComment,
    actor: ActorOfRequest,
    records: RecordsOfApp,
) -> Made:
    """Say something about a record; followers and who is mentioned are told."""
    return Made(id=await records.comments.add(app, actor, form, id, comment))


@router.put("/comments/{comment_id}")
async def edit_comment(  # noqa: PLR0917 - the parts of a request
    app: AppOfPath,
    form: FormOfPath,
    id: RecordOfPath,  # noqa: A002
    comment_id: UUID,
    comment: NewComment,
    actor: ActorOfRequest,
    records: RecordsOfApp,
) -> None:
    """Change what one has said."""
    await records.comments.edit(app, actor, form, id, comment_id, comment)


@router.delete("/comments/{comment_id}")
async def remove_comment(
    app: AppOfPath,
    form: FormOfPath,
    id: RecordOfPath,  # noqa: A002
    comment_id: UUID,
    actor: ActorOfRequest,
    records: RecordsOfApp,
) -> None:
    """Take back what one has said."""
    await records.comments.remove(app, actor, form, id, comment_id)


@router.get("/followers")
async def list_followers(
    app: AppOfPath,
    form: FormOfPath,
    id: RecordOfPath,  # noqa: A002
    actor: ActorOfRequest,
    records: RecordsOfApp,
) -> list[UUID]:
    """Return who follows a record."""
    return await records.comments.followers(app, actor, form, id)


@router.put("/follow")
async def follow_record(
    app: AppOfPath,
    form: FormOfPath,
    id: RecordOfPath,  # noqa: A002
    actor: ActorOfRequest,
    records: RecordsOfApp,
) -> None:
    """Follow a record: hear of what is said about it."""
    await records.comments.follow(app, actor, form, id, on=True)


@router.delete("/follow")
async def unfollow_record(
    app: AppOfPath,
    form: FormOfPath,
    id: RecordOfPath,  # noqa: A002
    actor: ActorOfRequest,
    records: RecordsOfApp,
) -> None:
    """Follow a record no more."""
    await records.comments.follow(app, actor, form, id, on=False)
