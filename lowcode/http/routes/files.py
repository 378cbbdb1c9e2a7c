"""`/api/files`: files that are uploaded, and those that records have."""

import re
from typing import Annotated, Any, Final, TypeAlias
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse

from lowcode.http.dependencies import ActorOfRequest, WorkspaceOfApp
from lowcode.kernel.diagnostics import Code
from lowcode.kernel.errors import Invalid
from lowcode.kernel.names import label
from lowcode.services.file_thumbnails import MEDIA_TYPE
from lowcode.services.file_types import PICTURES, UNKNOWN
from lowcode.services.files import Apps, Content, Place
from lowcode.services.record_app import RecordApp
from lowcode.services.registry import Registry
from lowcode.services.stored_file import StoredFile

router = APIRouter(prefix="/api/files", tags=["files"])

PLACE_UNFINISHED: Final = Code(
    "file-place-unfinished",
    label("The place of a file is an app, a form and a field.", "文件的位置须包含应用、表单和字段。"),
    label("Name all three, or none.", "请同时给出三者，或都不给出。"),
)

_RANGE: Final = re.compile(r"bytes=(\d*)-(\d*)")
_SAFE: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, no-cache",
    "Vary": "Cookie, Authorization",
}
"""What keeps a browser from running what somebody uploaded; it asks each time, and gets nothing twice by the ETag."""
_RUNS: Final = ("text/html", "image/svg", "application/xml", "application/xhtml", "text/xml", "text/javascript")
"""Media types that browsers may run, which they are told nothing of."""
_BODY: Final[dict[str, Any]] = {
    "requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string"}}}}
}
_BYTES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"application/octet-stream": {}}, "description": "The content."}
}


async def apps(request: Request) -> Apps:
    """Return what gives apps by name."""
    registry: Registry[RecordApp] = request.app.state.record_apps

    async def app(name: str) -> RecordApp:
        return (await registry.present(name)).artefact

    return app


AppsOfApp: TypeAlias = Annotated[Apps, Depends(apps)]


async def _place(
    apps: AppsOfApp,
    _actor: ActorOfRequest,
    app: Annotated[str | None, Query(max_length=60)] = None,
    form: Annotated[str | None, Query(max_length=60)] = None,
    field: Annotated[str | None, Query(max_length=130, description="As `photo`, in rows as `lines.photo`.")] = None,
) -> Place | None:
    """Return the place in an address, None when it names none. Raises `Invalid`, `NotFound`."""
    if app is not None and form is not None and field is not None:
        return Place(await apps(app), form, field)
    if app is not None or form is not None or field is not None:
        message = "the place of the file is unfinished"
        raise Invalid(message, [PLACE_UNFINISHED.report()])
    return None


PlaceOfAddress: TypeAlias = Annotated[Place | None, Depends(_place)]
"""The parameter of a route: the field that a file is meant for."""


@router.post("", openapi_extra=_BODY)
async def upload_file(
    request: Request,
    actor: ActorOfRequest,
    workspace: WorkspaceOfApp,
    place: PlaceOfAddress,
    name: Annotated[str, Query(min_length=1, max_length=500, description="What the file is called.")],
) -> StoredFile:
    """Keep the body of the request as a file, which belongs to nobody until a record that names it is saved.

    With the place that it is meant for, what the field does not take is refused at once.
    """
    told = request.headers.get("content-length", "")
    size = int(told) if told.isdecimal() else None
    return await workspace.files.upload(actor, name, request.stream(), size=size, place=place)


@router.get("/{id}", response_class=Response, responses=_BYTES)
async def get_file(
    request: Request,
    id: UUID,  # noqa: A002 - the name in the path
    actor: ActorOfRequest,
    workspace: WorkspaceOfApp,
    apps: AppsOfApp,
) -> Response:
    """Return the content of a file, or a part of it, to those who may see the record and field that it belongs to."""
    found = await workspace.files.readable(apps, actor, id)
    headers = _headers(found)
    if _known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    size = found.file.size
    part = _part(request, headers["ETag"], size)
    if part is None:
        return Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    start, length = part
    headers["Content-Length"] = str(length)
    if length < size:
        headers["Content-Range"] = f"bytes {start}-{start + length - 1}/{size}"
    content = await workspace.files.opened(found.sha256)
    return StreamingResponse(
        workspace.files.pieces(content, start, length),
        206 if length < size else 200,
        headers,
        media_type=_told_type(found.file.type),
    )


@router.get("/{id}/thumbnail", response_class=Response, responses={200: {"content": {MEDIA_TYPE: {}}}})
async def get_thumbnail(
    request: Request,
    id: UUID,  # noqa: A002
    actor: ActorOfRequest,
    workspace: WorkspaceOfApp,
    apps: AppsOfApp,
    size: Annotated[int, Query(ge=1, le=1280, description="Pixels of the longer side.")] = 320,
) -> Response:
    """Return a small picture of a picture, upright and with nothing but its pixels."""
    found = await workspace.files.readable(apps, actor, id)
    headers = dict(_SAFE) | {"ETag": f'"{found.sha256}-{size}"', "Content-Disposition": "inline"}
    if _known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(await workspace.files.small(found, size), headers=headers, media_type=MEDIA_TYPE)


def _headers(found: Content) -> dict[str, str]:
    """Return the headers of a file: only pictures without scripts are shown in place, all else is downloaded."""
    way = "inline" if found.file.type in PICTURES else "attachment"
    plain = "".join(one if one.isascii() and one not in '"\\%' else "_" for one in found.file.name)
    return dict(_SAFE) | {
        "ETag": f'"{found.sha256}"',
        "Accept-Ranges": "bytes",
        # A part of what is packed would be no part of the file.
        "Content-Encoding": "identity",
        "Content-Disposition": f"{way}; filename=\"{plain}\"; filename*=UTF-8''{quote(found.file.name, safe='')}",
    }


def _told_type(kind: str) -> str:
    """Return the media type that a browser is told."""
    return UNKNOWN if kind.startswith(_RUNS) else kind


def _known(request: Request, etag: str) -> bool:
    """Return whether the client has the content already."""
    told = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    return etag in told


def _part(request: Request, etag: str, size: int) -> tuple[int, int] | None:
    """Return where the part begins that is asked for (RFC 9110, section 14), and its length; None beyond the end.

    All is given for several parts at once, and for a part of another content than this.
    """
    found = _RANGE.fullmatch(request.headers.get("range", "").replace(" ", ""))
    if found is None or not any(found.groups()) or request.headers.get("if-range", etag) != etag:
        return 0, size
    first, last = found.groups()
    if not first:
        length = min(int(last), size)
        return (size - length, length) if length else None
    start, end = int(first), min(int(last), size - 1) if last else size - 1
    if last and int(last) < int(first):
        return 0, size
    return (start, end - start + 1) if start < size else None
