"""`/api/apps/{app}/forms/{form}/imports`: files that become records of a form."""

from typing import Annotated, TypeAlias
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from lowcode.http.dependencies import ActorOfRequest, WorkspaceOfApp
from lowcode.http.routes.records import AppOfPath, FormOfPath, RecordsOfApp
from lowcode.kernel.names import Language
from lowcode.services.exports import Exported, Exports
from lowcode.services.import_messages import ImportAnalysis, ImportMapping, ImportPreview, ImportRun, ImportUndone
from lowcode.services.import_undo import ImportUndo
from lowcode.services.imports import Imports, NewImport

router = APIRouter(prefix="/api/apps/{app}/forms/{form}/imports", tags=["imports"])


async def imports(workspace: WorkspaceOfApp, records: RecordsOfApp) -> Imports:
    """Return the use cases of imports."""
    return Imports(workspace.database, workspace.settings, records)


ImportsOfApp: TypeAlias = Annotated[Imports, Depends(imports)]
"""The parameter of a route that imports."""


async def exports(workspace: WorkspaceOfApp, records: RecordsOfApp, imports: ImportsOfApp) -> Exports:
    """Return the use cases of exports."""
    return Exports(workspace.database, records.reading, imports)


ExportsOfApp: TypeAlias = Annotated[Exports, Depends(exports)]
"""The parameter of a route that exports."""
LanguageOfAddress: TypeAlias = Annotated[Language, Query()]
"""The language that is asked for."""


def sent(exported: Exported) -> FileResponse:
    """Return a file as the answer to a request; it is removed when it is sent."""

    def remove() -> None:
        exported.path.unlink(missing_ok=True)

    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
    return FileResponse(
        exported.path,
        media_type=exported.media_type,
        filename=exported.name,
        headers=headers,
        background=BackgroundTask(remove),
    )


@router.post("")
async def analyse_import(
    app: AppOfPath, form: FormOfPath, new: NewImport, actor: ActorOfRequest, imports: ImportsOfApp
) -> ImportAnalysis:
    """Return what an uploaded file holds, and what its columns seem to be meant for."""
    return await imports.analyse(app, actor, form, new)


@router.get("")
async def list_imports(
    app: AppOfPath, form: FormOfPath, actor: ActorOfRequest, imports: ImportsOfApp, before: UUID | None = None
) -> list[ImportRun]:
    """Return one's imports, the latest first."""
    return await imports.runs(app, actor, form, before=before)


@router.get("/template", response_class=FileResponse)
async def import_template(
    app: AppOfPath,
    form: FormOfPath,
    actor: ActorOfRequest,
    exports: ExportsOfApp,
    language: LanguageOfAddress = "zh-CN",
) -> FileResponse:
    """Return an empty workbook with the titles of all that can be imported."""
    return sent(await exports.template(app, actor, form, language))


@router.get("/{id}")
async def get_import(
    app: AppOfPath,
    form: FormOfPath,
    id: UUID,  # noqa: A002
    actor: ActorOfRequest,
    imports: ImportsOfApp,
) -> ImportRun:
    """Return an import, and how far it is."""
    return await imports.get(app, actor, form, id)


@router.post("/{id}/preview")
async def preview_import(  # noqa: PLR0917 - what a request says
    app: AppOfPath,
    form: FormOfPath,
    id: UUID,  # noqa: A002
    mapping: ImportMapping,
    actor: ActorOfRequest,
    imports: ImportsOfApp,
    language: LanguageOfAddress = "zh-CN",
) -> ImportPreview:
    """Return the first rows as they would be saved."""
    return await imports.preview(app, actor, form, id, mapping, language)


@router.post("/{id}/check")
async def check_import(
    app: AppOfPath,
    form: FormOfPath,
    id: UUID,  # noqa: A002
    mapping: ImportMapping,
    actor: ActorOfRequest,
    imports: ImportsOfApp,
) -> ImportRun:
    """Begin to check all rows, without importing any."""
    return await imports.start(app, actor, form, id, mapping, check=True)


@router.post("/{id}/start")
async def start_import(
    app: AppOfPath,
    form: FormOfPath,
    id: UUID,  # noqa: A002
    mapping: ImportMapping,
    actor: ActorOfRequest,
    imports: ImportsOfApp,
) -> ImportRun:
    """Begin to import all rows, or none if there is a mistake."""
    return await imports.start(app, actor, form, id, mapping)


@router.post("/{id}/cancel")
async def cancel_import(
    app: AppOfPath,
    form: FormOfPath,
    id: UUID,  # noqa: A002
    actor: ActorOfRequest,
    imports: ImportsOfApp,
) -> ImportRun:
    """Stop an import, of which nothing stays."""
    return await imports.cancel(app, actor, form, id)


@router.post("/{id}/undo")
async def undo_import(
    app: AppOfPath,
    form: FormOfPath,
    id: UUID,  # noqa: A002
    actor: ActorOfRequest,
    imports: ImportsOfApp,
) -> ImportUndone:
    """Take an import back, as far as nobody has changed its records since."""
    return await ImportUndo(imports).undo(app, actor, form, id)


@router.get("/{id}/report", response_class=FileResponse)
async def report_import(
    app: AppOfPath,
    form: FormOfPath,
    id: UUID,  # noqa: A002
    actor: ActorOfRequest,
    exports: ExportsOfApp,
    language: LanguageOfAddress = "zh-CN",
) -> FileResponse:
    """Return the rows with mistakes as a workbook, with a column that says which."""
    return sent(await exports.report(app, actor, form, id, language))
