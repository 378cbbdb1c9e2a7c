"""Two hundred people who change the same twenty records for a minute: no change is lost, every conflict is told."""

import asyncio
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bench import Figure
from bench._customers import APP, DOCUMENT, record
from bench._editing import Editing
from lowcode.services.accounts import NewAccount
from lowcode.services.actor import PRODUCT, Actor
from lowcode.services.publishing import PublishRequest
from lowcode.services.record_app import record_app_of
from lowcode.services.record_writing import NewRecord
from lowcode.services.records import Records
from lowcode.services.workspace import Workspace
from lowcode.settings import Settings
from lowcode.store import embedded
from lowcode.store.database import opened
from lowcode.store.migration import migrate

EDITORS = 200
RECORDS = 20
FIELDS = ("name", "credit", "note")


def figures(*, quick: bool) -> Iterator[Figure]:
    """Measure everything on a server of its own."""
    with tempfile.TemporaryDirectory() as home, embedded.running(Path(home)) as server:
        yield from asyncio.run(_all(Settings(Path(home), server.url, database_connections=16), 6 if quick else 60))


async def _all(settings: Settings, seconds: float) -> list[Figure]:
    """Return the figures."""
    assert settings.database_url is not None
    await migrate(settings.database_url, settings.workspace)
    async with opened(settings) as database:
        workspace = Workspace(database, settings)
        publishing = await workspace.bundles.publishing()
        await publishing.publish(PRODUCT, APP, PublishRequest(content=DOCUMENT, base_version=None))
        account, _ = await workspace.accounts.create(PRODUCT, NewAccount(name="editor", display_name="Editor"))
        actor = replace(Actor(account_id=account.id), roles=frozenset({f"{APP}.seller"}))
        records, app = Records(database), record_app_of(DOCUMENT)
        new = [NewRecord(values=record(at) | dict.fromkeys(FIELDS, "0")) for at in range(RECORDS)]
        ids = [(await records.writing.create(app, actor, "customer", one)).id for one in new]
        editing = Editing(records, app, actor, "customer", FIELDS, ids)
        await editing.work(EDITORS, seconds)
        lost = await editing.lost()
    saved = sum(editing.saved.values())
    return [
        Figure("updates-lost-by-200-editors", lost, 0, "updates", at_most=True),
        Figure("conflicts-told-wrongly", len(editing.wrong), 0, "conflicts", at_most=True),
        Figure("updates-saved", saved / seconds, 50, "updates/s"),
        Figure("conflicts-told", editing.conflicts / seconds, 1, "conflicts/s"),
    ]
