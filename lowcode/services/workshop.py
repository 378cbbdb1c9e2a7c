"""`Workshop`: what jobs, effects and actions work with: the use cases of the workspace and its compiled apps."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from lowcode.services.actor import PRODUCT, Actor
from lowcode.services.record_app import RecordApp, record_app_of
from lowcode.services.records import Records
from lowcode.services.registry import Registry
from lowcode.services.rule_switches import TOPIC, RuleSwitches
from lowcode.services.workspace import Workspace
from lowcode.store import accounts
from lowcode.store.database import Database


@dataclass(frozen=True, slots=True)
class Workshop:
    """The tools of one process. Whatever a job needs is here, so that a test can put it together by hand."""

    workspace: Workspace
    """The use cases of people, roles and apps."""
    records: Records
    """The use cases of records."""
    record_apps: Registry[RecordApp]
    """The apps as working with records needs them, always of the present version."""
    switches: RuleSwitches
    """Which rules were switched off or on."""

    @property
    def database(self) -> Database:
        """The connections to the workspace."""
        return self.workspace.database

    async def record_app(self, name: str) -> RecordApp:
        """Return an app as working with records needs it. Raises `NotFound`."""
        return self.record_apps[name].artefact

    async def actor(self, account_id: UUID | None, cause: dict[str, Any] | None = None) -> Actor:
        """Return an account with its present roles, as whoever acts; the product itself for None.

        An account that is disabled, or gone, has no roles: what was asked for on its behalf is refused.
        """
        if account_id is None:
            return PRODUCT
        async with self.database.connection() as connection:
            row = await accounts.BY_ID.row(connection, id=account_id)
        active = row is not None and row["status"] == "active"
        roles = frozenset(row["roles"] or ()) if row is not None and active else frozenset[str]()
        return Actor(account_id, roles=roles, agent="job", request=str((cause or {}).get("request", "")))


@asynccontextmanager
async def workshop(workspace: Workspace, *, follows: bool = True) -> AsyncIterator[Workshop]:
    """Hold the tools inside the block; the apps are compiled, and follow what is published.

    Inside one transaction they do not follow: news would come while its one connection is at work.
    """
    record_apps = Registry(workspace.database, link=record_app_of)
    switches = await switches_of(workspace.database, record_apps)
    if not follows:
        await record_apps.refresh()
        yield Workshop(workspace, Records(workspace.database), record_apps, switches)
        return
    async with record_apps:
        yield Workshop(workspace, Records(workspace.database), record_apps, switches)


async def switches_of(database: Database, record_apps: Registry[RecordApp]) -> RuleSwitches:
    """Return which rules were switched, kept up to date for as long as the apps are."""
    switches = RuleSwitches(database)
    record_apps.hears(TOPIC, switches.heard)
    await switches.refresh()
    return switches
