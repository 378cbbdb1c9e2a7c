"""`/api/apps/{app}/forms/{form}/records/{id}/actions/{action}`: what buttons do."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request

from lowcode.http.dependencies import ActorOfRequest
from lowcode.http.routes.records import AppOfPath, FormOfPath
from lowcode.services.actions import Actions, Press, Pressed

router = APIRouter(prefix="/api/apps/{app}/forms/{form}/records/{id}/actions", tags=["actions"])


async def actions(request: Request) -> Actions:
    """Return the actions of the apps."""
    return Actions(request.app.state.workshop)


@router.post("/{action}")
async def press_button(  # noqa: PLR0917 - the parts of a request
    app: AppOfPath,
    form: FormOfPath,
    id: Annotated[UUID, Path()],  # noqa: A002 - the name in the path
    action: str,
    press: Press,
    actor: ActorOfRequest,
    actions: Annotated[Actions, Depends(actions)],
) -> Pressed:
    """Do what a button does with a record: all of it, or nothing."""
    return await actions.press(app, actor, form, id, action, press)
