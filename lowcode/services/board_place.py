"""Where what is said about a dashboard is kept: the name and the key by which comments know it."""

from typing import Final
from uuid import UUID, uuid5

from lowcode.services.comments import forget
from lowcode.store.statement import Connection

KIND: Final = "dashboard/"
"""How a place goes on after the app and a point; no form is called so."""
_SPACE: Final = UUID("5f8d1c52-6f0b-4d3c-9a1e-0b6f6b8f3a17")
"""The name space of the keys: the dashboards of apps have names only."""


def place_of(app: str, dashboard: str) -> tuple[str, UUID]:
    """Return what comments call a dashboard, and its key."""
    place = f"{app}.{KIND}{dashboard}"
    return place, uuid5(_SPACE, place)


async def forget_board(connection: Connection, app: str, dashboard: str) -> None:
    """Forget everything that was said about a dashboard that is no more."""
    await forget(connection, *place_of(app, dashboard))
