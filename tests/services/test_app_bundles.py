"""Shows that apps are published whole or not at all, come out as they went in, and can be removed."""

import random
from typing import Any

import pytest

from lowcode.bundle.app import LAYOUT
from lowcode.bundle.folder import write
from lowcode.kernel.errors import Conflict, Invalid, NotFound, SignInNeeded
from lowcode.services.actor import Actor
from lowcode.services.app_bundles import AppBundles
from lowcode.services.publishing import PublishRequest
from lowcode.services.workspace import Workspace
from tests.bundle import crm
from tests.bundle.test_references import mutate
from tests.services.people import VISITOR


@pytest.fixture
def bundles(workspace: Workspace) -> AppBundles:
    return workspace.bundles


async def snapshot(workspace: Workspace) -> list[Any]:
    """Return what the store has: tables with their columns, versions, roles, audit entries."""
    async with workspace.database.connection() as connection:
        text = """
            SELECT c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
            WHERE c.relnamespace = current_schema()::regnamespace ORDER BY 1
        """
        columns = [row[0] for row in await connection.fetch(text)]
        counts = [await connection.fetchval(f"SELECT count(*) FROM {each}") for each in ("app_version", "role", "app")]
        return [columns, counts]


def with_field(name: str, **more: Any) -> dict[str, bytes]:
    """Return the app with one more field of leads."""
    document = crm.document()
    document["forms"]["lead"]["layout"] = []
    field = {"kind": "text", "name": name, "label": {"en": name, "zh-CN": name}, **more}
    document["forms"]["lead"]["fields"].append(field)
    return write(document, LAYOUT)


async def test_an_app_comes_in_and_goes_out_byte_for_byte(
    bundles: AppBundles, workspace: Workspace, admin: Actor
) -> None:
    first = await bundles.import_files(admin, crm.FILES, "begin")
    assert (first.app, first.published.number, first.published.fresh) == ("crm", 1, True)
    assert {each.kind for each in first.plan.steps} == {"add_form", "add_subtable"}
    assert first.notices == ()
    out = await bundles.export_files(admin, "crm")
    assert out == crm.FILES
    before = await snapshot(workspace)
    again = await bundles.import_files(admin, out)
    assert (again.published.number, again.published.fresh, again.plan.steps) == (1, False, ())
    assert await snapshot(workspace) == before
    async with workspace.database.connection() as connection:
        roles = await connection.fetch("SELECT name FROM role WHERE app = 'crm' ORDER BY name")
    assert [row[0] for row in roles] == sorted(crm.DOCUMENT["roles"])


async def test_versions_follow_each_other_and_back(bundles: AppBundles, admin: Actor) -> None:
    await bundles.import_files(admin, crm.FILES)
    files = with_field("nickname")
    plan = await bundles.plan_files(admin, files)
    assert [(each.kind, each.place) for each in plan.steps] == [("add_field", "crm.lead.nickname")]
    assert (await bundles.import_files(admin, files)).published.number == 2
    back = await (await bundles.publishing()).roll_back(admin, "crm", 1)
    assert back.number == 3
    assert await bundles.export_files(admin, "crm") == crm.FILES
    assert await bundles.export_files(admin, "crm", 2) == files
    assert await bundles.purge(admin, "crm") == ("crm__lead.nickname",)


async def test_a_broken_bundle_changes_nothing(bundles: AppBundles, workspace: Workspace, admin: Actor) -> None:
    await bundles.import_files(admin, crm.FILES)
    before = await snapshot(workspace)
    draw = random.Random(7)
    refused = 0
    for _ in range(25):
        document = crm.document()
        mutate(document, draw)
        try:
            files = write(document, LAYOUT)
        except (Invalid, TypeError):
            continue
        told = [each for each in await bundles.check_files(files) if each.severity == "error"]
        if told:
            refused += 1
            with pytest.raises(Invalid) as caught:
                await bundles.import_files(admin, files)
            assert [each.path for each in caught.value.diagnostics if each.severity == "error"]
        else:
            await bundles.plan_files(admin, files)
    assert refused > 8
    assert await snapshot(workspace) == before


async def test_records_that_do_not_fit_stop_the_whole_version(
    bundles: AppBundles, workspace: Workspace, admin: Actor
) -> None:
    await bundles.import_files(admin, with_field("nickname"))
    async with workspace.database.connection() as connection:
        await connection.execute("INSERT INTO crm__lead (id, nickname) VALUES (gen_random_uuid(), 'seven')")
    before = await snapshot(workspace)
    with pytest.raises(Invalid) as caught:
        await bundles.import_files(admin, with_field("nickname", kind="number"))
    (told,) = caught.value.diagnostics
    assert (told.code, told.path) == ("values-not-convertible", "crm.lead.nickname")
    assert await snapshot(workspace) == before
    assert (await (await bundles.publishing()).apps(admin))[0].current_version == 1


async def test_content_that_is_no_app_is_refused_by_publishing(bundles: AppBundles, admin: Actor) -> None:
    publishing = await bundles.publishing()
    contents: tuple[Any, ...] = (None, [], {}, {"app": {}}, {"app": {"format": 1}}, crm.DOCUMENT)
    for content in contents:
        with pytest.raises(Invalid):
            await publishing.publish(admin, "other", PublishRequest(content=content))


async def test_removing_keeps_records_until_they_are_purged(
    bundles: AppBundles, workspace: Workspace, admin: Actor
) -> None:
    await bundles.import_files(admin, crm.FILES)
    async with workspace.database.connection() as connection:
        await connection.execute("INSERT INTO crm__price_level (id, name) VALUES (gen_random_uuid(), 'kept')")
    await bundles.remove(admin, "crm")
    with pytest.raises(NotFound):
        await bundles.export_files(admin, "crm")
    again = await bundles.import_files(admin, crm.FILES)
    assert {each.kind for each in again.plan.steps} >= {"show_form"}
    async with workspace.database.connection() as connection:
        assert await connection.fetchval("SELECT name FROM crm__price_level") == "kept"
    gone = await bundles.remove(admin, "crm", purge=True)
    assert "crm__lead" in gone
    async with workspace.database.connection() as connection:
        assert await connection.fetchval("SELECT to_regclass('crm__lead')") is None


async def test_apps_that_others_need_stay(bundles: AppBundles, admin: Actor) -> None:
    await bundles.import_files(admin, crm.FILES)
    label = {"en": "x", "zh-CN": "x"}
    visit = {"kind": "reference", "name": "customer", "label": label, "to": "crm.customer"}
    grade = {"kind": "lookup", "name": "grade", "label": label, "through": "customer", "field": "grade", "copied": True}
    service: dict[str, Any] = {
        "app": {"format": 1, "name": "service", "label": label, "depends": [{"app": "crm"}]},
        "forms": {"ticket": {"name": "ticket", "label": label, "fields": [visit, grade]}},
    }
    done = await bundles.import_files(admin, write(service, LAYOUT))
    assert [each.place for each in done.plan.steps] == ["service.ticket"]
    with pytest.raises(Conflict):
        await bundles.remove(admin, "crm")
    await bundles.remove(admin, "service", purge=True)
    await bundles.remove(admin, "crm")


async def test_only_administrators_bring_apps(bundles: AppBundles) -> None:
    with pytest.raises(SignInNeeded):
        await bundles.import_files(VISITOR, crm.FILES)
