"""`untold`: whom to tell of incidents, of each flow once until it is read."""

from collections.abc import Sequence
from uuid import UUID

from lowcode.store import notifications
from lowcode.store.statement import Connection


async def untold(connection: Connection, people: Sequence[UUID], link: str) -> list[UUID]:
    """Return those of some people who have no unread notice that leads to the same place."""
    return [row["account_id"] for row in await notifications.UNTOLD.rows(connection, accounts=people, link=link)]


def incidents_link(app: str, flow: str) -> str:
    """Return where the incidents of a flow stand."""
    return f"/admin/flows/incidents/{app}/{flow}"
