"""The scenes of the shipped apps: each part of the business comes out as its test says, with all apps together."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from lowcode.bundle.app import Bundle
from lowcode.bundle.app_test import AppTest
from lowcode.bundle.folder import files_of
from lowcode.bundle.parsing import parsed
from lowcode.bundle.scene import Scene
from lowcode.services.actor import PRODUCT
from lowcode.services.app_bundles import read
from lowcode.services.app_trials import played
from lowcode.services.workshop import Workshop, workshop
from lowcode.services.workspace import Workspace
from lowcode.settings import Settings
from lowcode.store.database import opened
from lowcode.store.migration import migrate
from tests.scenarios.company import CATALOG

APPS = ("crm", "inventory", "sales", "finance", "performance")
"""In the order in which they need each other."""


def bundle(app: str) -> Bundle:
    """Return an app of the catalog."""
    found = parsed(read(files_of(CATALOG / app))).bundle
    assert found is not None
    return found


@pytest.fixture
async def hall(postgres_url: str, tmp_path: Path) -> AsyncIterator[Workshop]:
    """A workspace with all apps and nobody in it."""
    name = f"s{uuid4().hex[:12]}"
    settings = Settings(tmp_path, postgres_url, workspace=name, database_seconds=60.0)
    await migrate(postgres_url, name)
    async with opened(settings) as database:
        workspace = Workspace(database, settings)
        await workspace.prepare()
        for app in APPS:
            await workspace.bundles.import_files(PRODUCT, files_of(CATALOG / app))
        async with workshop(workspace, follows=False) as tools:
            yield tools


async def test_all_scenes_of_the_shipped_apps_come_out(hall: Workshop) -> None:
    wrong = []
    for app in APPS:
        for name, test in bundle(app).tests.items():
            for scene in test.scenes:
                wrong += [f"{app}/{name} {one.path}: {one.text()}" for one in await played(hall, app, test, scene)]
    assert wrong == []
    # Nothing of them is left behind.
    async with hall.database.connection() as connection:
        for table in ("account", "crm__lead", "sales__order", "notification", "job"):
            assert await connection.fetchval(f"SELECT count(*) FROM {table}") == 0, table


async def test_a_scene_tells_where_it_does_not_come_out(hall: Workshop) -> None:
    (lead,) = [one for one in bundle("crm").tests["hot_leads_are_mailed"].scenes[0].steps if one.kind == "save"][:1]
    told = {"kind": "told", "person": "sam", "text": "nothing of the kind"}
    scene = Scene.model_validate(
        {"people": {"sam": {"roles": ["seller"]}}, "steps": [lead.model_copy(update={"person": "sam"}), told]}
    )
    test = AppTest.model_validate(
        {"name": "wrong", "label": {"en": "x", "zh-CN": "x"}, "form": "lead", "today": "2026-11-23", "scenes": [scene]}
    )
    (found,) = await played(hall, "crm", test, scene)
    assert (found.code, found.path) == ("test-scene-differs", "/steps/1/count")
    refused = scene.model_copy(update={"steps": (lead.model_copy(update={"values": {}, "person": "sam"}),)})
    (found,) = await played(hall, "crm", test, refused)
    assert (found.code, found.path) == ("test-scene-fails", "/steps/0")


def test_a_scene_is_checked_for_whom_and_what_it_speaks_of() -> None:
    steps = [{"kind": "see", "record": "nothing"}, {"kind": "told", "person": "nobody"}]
    found = Scene.model_validate({"people": {"sam": {"manager": "mia"}}, "steps": steps}).problems()
    assert [one.path for one in found] == ["/people/sam/manager", "/steps/0/record", "/steps/1/person"]
