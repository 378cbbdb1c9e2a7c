"""`/api/apps/{app}/reports/query/file`: the answer to a question as a file."""

import asyncio
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from lowcode.http.dependencies import ActorOfRequest
from lowcode.http.routes.records import AppOfPath
from lowcode.http.routes.reports import ReportsOfApp
from lowcode.services.report_chart_file import ChartExport, chart_file, chart_on_paper

router = APIRouter(prefix="/api/apps/{app}/reports", tags=["reports"])


@router.post("/query/file", response_class=Response)
async def export_chart(
    app: AppOfPath, asked: ChartExport, actor: ActorOfRequest, reports: ReportsOfApp, request: Request
) -> Response:
    """Return a chart with its numbers as a workbook, text with commas, a PDF or a picture, as the asker may see it."""
    board = await chart_on_paper(lambda question: reports.query(app, actor, question), asked)
    made = await asyncio.to_thread(chart_file, board, asked, request.app.state.workspace.settings)
    named = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(made.name)}"}
    return Response(made.content, media_type=made.media_type, headers=named)
