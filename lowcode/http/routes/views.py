"""`/api/apps/{app}/forms/{form}/records`: records as boards, calendars and trees want them."""

from fastapi import APIRouter

from lowcode.http.dependencies import ActorOfRequest
from lowcode.http.routes.records import AppOfPath, FormOfPath, RecordsOfApp
from lowcode.services.record_answers import Page
from lowcode.services.record_board import Board, BoardQuery, board
from lowcode.services.record_span import SpanQuery, span
from lowcode.services.record_tree import TreePage, TreeQuery, tree

router = APIRouter(prefix="/api/apps/{app}/forms/{form}/records", tags=["records"])


@router.post("/board")
async def get_board(
    app: AppOfPath, form: FormOfPath, asked: BoardQuery, actor: ActorOfRequest, records: RecordsOfApp
) -> Board:
    """Return records in columns by a value, with the count, the sum and the first cards of each."""
    return await board(records.reading, app, actor, form, asked)


@router.post("/span")
async def list_span(
    app: AppOfPath, form: FormOfPath, asked: SpanQuery, actor: ActorOfRequest, records: RecordsOfApp
) -> Page:
    """Return the records that touch a stretch of days, in pages."""
    return await span(records.reading, app, actor, form, asked)


@router.post("/tree")
async def list_level(
    app: AppOfPath, form: FormOfPath, asked: TreeQuery, actor: ActorOfRequest, records: RecordsOfApp
) -> TreePage:
    """Return one level of a tree, with how many records stand below each."""
    return await tree(records.reading, app, actor, form, asked)
