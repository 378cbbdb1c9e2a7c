"""`/api/health`: whether the product is there, for those who watch it."""

from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import Field

from lowcode.services.message import Message

router = APIRouter(prefix="/api", tags=["operation"])


class Health(Message):
    """How the product is."""

    status: Literal["ready"]
    """It answers, and so does its database."""
    version: Annotated[str, Field(min_length=1)]
    """The version of the product."""


@router.get("/health")
async def tell_health(request: Request) -> Health:
    """Return that the product is ready, after asking its database."""
    await request.app.state.pool.fetchval("SELECT 1")
    return Health(status="ready", version=request.app.version)
