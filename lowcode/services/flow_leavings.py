"""`leave`: what a job could not do that a flow wanted becomes an incident of the flow."""

from collections.abc import Mapping
from typing import Any

from lowcode.kernel.names import Label
from lowcode.services.flow_losses import put_down
from lowcode.services.flow_steps import caches_of
from lowcode.services.job_kind import Running
from lowcode.store import flows as store
from lowcode.store.flows import uuids
from lowcode.store.statement import Connection


async def leave(running: Running, connection: Connection, asked: Mapping[str, Any], key: str, cause: Label) -> bool:
    """Leave an incident on the instance whose step wanted something, and return whether it was a step of a flow.

    `asked` is the cause of what was wanted, as the history tells it, and `key` names it for ever.
    """
    found = uuids([str(asked.get("instance"))])
    for instance in found:
        news = await store.NEWS_NOW.value(connection)
        company = await caches_of(running.tools).companies.of(connection, news)
        await put_down(connection, company, running.id, instance, {"key": key, "node": asked.get("node")}, cause)
    return bool(found)
