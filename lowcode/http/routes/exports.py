"""`/api/apps/{app}/forms/{form}/export`: records as a file."""

from fastapi import APIRouter
from fastapi.responses import FileResponse

from lowcode.http.dependencies import ActorOfRequest
from lowcode.http.routes.imports import ExportsOfApp, sent
from lowcode.http.routes.records import AppOfPath, FormOfPath
from lowcode.services.exports import ExportRequest

router = APIRouter(prefix="/api/apps/{app}/forms/{form}/export", tags=["imports"])


@router.post("", response_class=FileResponse)
async def export_records(
    app: AppOfPath, form: FormOfPath, asked: ExportRequest, actor: ActorOfRequest, exports: ExportsOfApp
) -> FileResponse:
    """Return the records that a query wants as a workbook or as text."""
    return sent(await exports.export(app, actor, form, asked))
