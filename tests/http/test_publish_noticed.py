"""Shows that an application that runs takes over what another process publishes, at once and without being asked."""

import asyncio

from fastapi import FastAPI

from lowcode.bundle.app import LAYOUT
from lowcode.bundle.folder import write
from lowcode.services.actor import PRODUCT
from lowcode.services.workspace import Workspace
from lowcode.store.database import opened
from tests.bundle import crm


async def number(app: FastAPI, wanted: int) -> int:
    """Return the version that records are worked with, after waiting for one for a moment."""
    found = 0
    for _ in range(100):
        present = app.state.record_apps
        found = present["crm"].number if "crm" in present.names() else 0
        if found == wanted:
            break
        await asyncio.sleep(0.05)
    return found


async def test_what_another_process_publishes_is_there_at_once(app: FastAPI) -> None:
    assert app.state.record_apps.names() == ()
    document = crm.document()
    async with opened(app.state.workspace.settings) as database:
        elsewhere = Workspace(database, app.state.workspace.settings)
        await elsewhere.bundles.import_files(PRODUCT, write(document, LAYOUT))
        assert await number(app, 1) == 1
        document["forms"]["lead"]["label"]["en"] = "Prospect"
        await elsewhere.bundles.import_files(PRODUCT, write(document, LAYOUT))
        assert await number(app, 2) == 2
        assert app.state.record_apps["crm"].artefact.form("lead").label.en == "Prospect"
