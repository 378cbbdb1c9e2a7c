"""`/api/live`: server-sent events, so that open pages show what has changed without being loaded anew."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import StreamingResponse

from lowcode.http.dependencies import ActorOfRequest
from lowcode.services.live import Live

router = APIRouter(prefix="/api", tags=["notifications"])

_LONGEST: Final = 600.0
"""Seconds after which a stream ends."""
_HEADERS: Final = {
    "Cache-Control": "no-store",
    # Proxies keep answers back until they are whole, unless they are told not to.
    "X-Accel-Buffering": "no",
    "Content-Encoding": "identity",
}


@router.get("/live", response_class=StreamingResponse)
async def follow_events(request: Request, actor: ActorOfRequest) -> StreamingResponse:
    """Return what happens from now on: `data: {"kind": "notification"}`, and a comment now and then to stay open.

    Kinds are `notification`, `task`, `todo`, `record`, `job`, and `again`, which says that something may have been
    missed.
    """
    actor.require_scope("read")
    live: Live = request.app.state.live
    account = actor.account

    async def told() -> AsyncIterator[str]:
        yield "retry: 2000\n\n: open\n\n"
        ends = asyncio.get_running_loop().time() + _LONGEST
        async for event in live.events(account):
            # The browser comes again at once, and shows anew who it is.
            if asyncio.get_running_loop().time() > ends:
                return
            yield ": quiet\n\n" if event is None else f"data: {json.dumps(event, ensure_ascii=False)}\n\n"

    return StreamingResponse(told(), media_type="text/event-stream", headers=_HEADERS)
