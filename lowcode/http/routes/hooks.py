"""`/api/hooks` and `/api/connections`: how other systems call, and how they are called."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from lowcode.http.dependencies import ActorOfRequest, VisitorOfRequest, WorkspaceOfApp
from lowcode.kernel.names import Name
from lowcode.services.connection_tables import OutsideColumns, OutsideTables
from lowcode.services.connection_uses import ConnectionUse
from lowcode.services.connections import ConnectionView, NewConnection
from lowcode.services.hooks import HookView, MadeHook, NewHook, Taken

router = APIRouter(prefix="/api", tags=["connections"])


@router.get("/hooks")
async def list_hooks(actor: ActorOfRequest, workspace: WorkspaceOfApp) -> list[HookView]:
    """Return the addresses that other systems call; for administrators."""
    return await workspace.hooks.page(actor)


@router.post("/hooks")
async def make_hook(new: NewHook, actor: ActorOfRequest, workspace: WorkspaceOfApp) -> MadeHook:
    """Make an address that other systems call; it is shown this once."""
    return await workspace.hooks.make(actor, new)


@router.delete("/hooks/{app}/{name}")
async def drop_hook(app: str, name: str, actor: ActorOfRequest, workspace: WorkspaceOfApp) -> None:
    """Let an address be no more; for administrators."""
    await workspace.hooks.drop(actor, app, name)


@router.post("/hooks/{token}", openapi_extra={"requestBody": {"content": {"application/json": {"schema": {}}}}})
async def take_hook(token: str, request: Request, _: VisitorOfRequest, workspace: WorkspaceOfApp) -> Taken:
    """Let flows know that something has happened elsewhere; the address is the secret, a signature can be another."""
    content = await request.body()
    body: Any
    try:
        body = json.loads(content) if content else None
    except ValueError:
        body = content.decode("utf-8", "replace")
    return await workspace.hooks.take(token, content, body, request.headers)


@router.get("/connections")
async def list_connections(actor: ActorOfRequest, workspace: WorkspaceOfApp) -> list[ConnectionView]:
    """Return the systems that apps speak to, without their secrets; for administrators."""
    return await workspace.connections.page(actor)


@router.put("/connections/{name}")
async def put_connection(name: Name, new: NewConnection, actor: ActorOfRequest, workspace: WorkspaceOfApp) -> None:
    """Add or change a system that apps speak to; for administrators."""
    await workspace.connections.put(actor, name, new)


@router.delete("/connections/{name}")
async def drop_connection(
    name: str,
    actor: ActorOfRequest,
    workspace: WorkspaceOfApp,
    anyway: Annotated[bool, Query()] = False,  # noqa: FBT002 - a parameter of the address
) -> None:
    """Remove a system that apps speak to, refused as long as they name it unless it is wanted anyway."""
    await workspace.connections.drop(actor, name, anyway=anyway)


@router.get("/connections/{name}/uses")
async def list_connection_uses(name: str, actor: ActorOfRequest, workspace: WorkspaceOfApp) -> list[ConnectionUse]:
    """Return the parts of apps that name a system that they speak to; for administrators."""
    return await workspace.connections.uses(actor, name)


@router.get("/connections/{name}/tables")
async def list_outside_tables(
    name: str, actor: ActorOfRequest, workspace: WorkspaceOfApp, search: str = ""
) -> OutsideTables:
    """Try the connection to another database, and return the tables that it may read; for administrators."""
    return await workspace.connection_tables.tables(actor, name, search)


@router.get("/connections/{name}/columns")
async def list_outside_columns(
    name: str, schema: str, table: str, actor: ActorOfRequest, workspace: WorkspaceOfApp
) -> OutsideColumns:
    """Return a table of another database as a dataset would read it; for administrators."""
    return await workspace.connection_tables.columns(actor, name, schema, table)
