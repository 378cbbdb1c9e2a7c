"""Shows that what is published is whole and kept for ever, and that nobody's draft is lost."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import asyncpg
import pytest

from lowcode.bundle.canonical import digest
from lowcode.bundle.diff import Change
from lowcode.kernel.diagnostics import Code, Diagnostic
from lowcode.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from lowcode.kernel.names import label
from lowcode.services.actor import Actor
from lowcode.services.publishing import DraftSave, Published, Publishing, PublishRequest
from lowcode.services.workspace import Workspace
from lowcode.store.statement import Connection
from tests.services.people import VISITOR, Hire

BROKEN = Code("broken", label("It is broken.", "有误。"), label("Mend it.", "请修正。"))


def content(*fields: str, **values: int) -> dict[str, Any]:
    return {"app": {"name": "crm"}, "forms": {"lead": {"fields": [{"name": n, "v": values.get(n, 0)} for n in fields]}}}


@pytest.fixture
def publishing(workspace: Workspace) -> Publishing:
    return Publishing(workspace.database)


async def publish(publishing: Publishing, actor: Actor, what: Any, base: int | None, note: str = "") -> Published:
    return await publishing.publish(actor, "crm", PublishRequest(content=what, base_version=base, note=note))


async def test_versions_are_counted_and_kept(publishing: Publishing, admin: Actor) -> None:
    first = await publish(publishing, admin, content("a"), None, "begin")
    second = await publish(publishing, admin, content("a", "b"), 1)
    assert (first.number, second.number, second.fresh) == (1, 2, True)
    assert second.sha256 == digest(content("a", "b"))
    found = await publishing.versions(admin, "crm")
    assert [(each.number, each.author, each.note) for each in found] == [(2, "Ada", ""), (1, "Ada", "begin")]
    assert (await publishing.version(admin, "crm", 1)).content == content("a")
    assert [each.number for each in await publishing.versions(admin, "crm", before=2)] == [1]
    (entry,) = await publishing.apps(admin)
    assert (entry.name, entry.current_version, entry.sha256) == ("crm", 2, second.sha256)
    with pytest.raises(NotFound):
        await publishing.version(admin, "crm", 3)


async def test_the_same_content_publishes_nothing(publishing: Publishing, workspace: Workspace, admin: Actor) -> None:
    await publish(publishing, admin, content("a"), None)
    again = await publish(publishing, admin, {**content("a"), "app": {"name": "crm"}}, None)
    assert (again.number, again.fresh) == (1, False)
    assert len(await publishing.versions(admin, "crm")) == 1
    assert len(await workspace.audit.page(admin, action="app.")) == 1


async def test_two_who_publish_at_once_make_two_versions_or_one_learns_of_it(
    publishing: Publishing, admin: Actor
) -> None:
    await publish(publishing, admin, content("a"), None)
    done = await asyncio.gather(
        *(publish(publishing, admin, content("a", f"b{number}"), 1) for number in range(8)), return_exceptions=True
    )
    assert sum(isinstance(each, Published) for each in done) == 1
    refused = [each for each in done if isinstance(each, Conflict)]
    assert len(refused) == 7
    assert "2" in refused[0].diagnostics[0].text()
    assert len(await publishing.versions(admin, "crm")) == 2


async def test_the_first_of_many_makes_the_app(publishing: Publishing, admin: Actor) -> None:
    done = await asyncio.gather(*(publish(publishing, admin, content("a"), None) for _ in range(6)))
    assert {each.number for each in done} == {1}
    assert sum(each.fresh for each in done) == 1


async def test_what_is_wrong_is_not_published(workspace: Workspace, admin: Actor) -> None:
    def check(name: str, what: Any) -> Sequence[Diagnostic]:
        return [BROKEN.report(path=f"/{name}")] if "bad" in str(what) else []

    publishing = Publishing(workspace.database, check=check)
    with pytest.raises(Invalid) as caught:
        await publish(publishing, admin, content("bad"), None)
    assert [each.path for each in caught.value.diagnostics] == ["/crm"]
    assert await publishing.apps(admin) == []
    await publish(publishing, admin, content("good"), None)


async def test_a_hook_that_fails_leaves_nothing(workspace: Workspace, admin: Actor) -> None:
    seen: list[Any] = []

    async def apply(connection: Connection, old: Any, new: Any) -> None:
        seen.append((old, new))
        await connection.execute("CREATE TABLE made_by_publishing (id int)")
        if new == content("fails"):
            await connection.execute("SELECT 1 / 0")

    publishing = Publishing(workspace.database, apply=apply)
    with pytest.raises(asyncpg.DivisionByZeroError):
        await publish(publishing, admin, content("fails"), None)
    assert await publishing.apps(admin) == []
    async with workspace.database.connection() as connection:
        assert await connection.fetchval("SELECT to_regclass('made_by_publishing')") is None
    assert await workspace.audit.page(admin, action="app.") == []
    await publish(publishing, admin, content("works"), None)
    assert seen == [(None, content("fails")), (None, content("works"))]


async def test_rolling_back_publishes_an_earlier_content_again(
    publishing: Publishing, workspace: Workspace, admin: Actor
) -> None:
    for number, fields in enumerate((("a",), ("a", "b"), ("c",))):
        await publish(publishing, admin, content(*fields), number or None)
    back = await publishing.roll_back(admin, "crm", 1, "too early")
    assert back.number == 4
    found = (await publishing.versions(admin, "crm"))[0]
    assert (found.restores, found.note, found.sha256) == (1, "too early", digest(content("a")))
    assert not (await publishing.roll_back(admin, "crm", 4)).fresh
    (entry,) = await workspace.audit.page(admin, action="app.rolled_back")
    assert (entry.subject, entry.details["version"], entry.details["restores"]) == ("app:crm", 4, 1)


async def test_versions_are_compared_place_by_place(publishing: Publishing, admin: Actor) -> None:
    await publish(publishing, admin, content("a", "b"), None)
    await publish(publishing, admin, content("b", b=5), 1)
    assert await publishing.compare(admin, "crm", 1, 2) == (
        Change("removed", "/forms/lead/fields/0", ("forms", "lead", "fields", "a"), before={"name": "a", "v": 0}),
        Change("changed", "/forms/lead/fields/0/v", ("forms", "lead", "fields", "b", "v"), 0, 5),
    )


async def test_a_removed_app_can_come_back(workspace: Workspace, admin: Actor) -> None:
    applied: list[Any] = []

    async def apply(_connection: Connection, old: Any, new: Any) -> None:
        applied.append((old, new))

    publishing = Publishing(workspace.database, apply=apply)
    await publish(publishing, admin, content("a"), None)
    await publishing.remove(admin, "crm")
    with pytest.raises(NotFound):
        await publishing.remove(admin, "crm")
    assert [each.current_version for each in await publishing.apps(admin)] == [None]
    back = await publishing.roll_back(admin, "crm", 1)
    assert (back.number, back.fresh) == (2, True)
    assert applied == [(None, content("a")), (content("a"), None), (None, content("a"))]


async def test_a_draft_is_ones_own_and_saved_again_and_again(publishing: Publishing, admin: Actor, hire: Hire) -> None:
    await publish(publishing, admin, content("a"), None)
    fresh = await publishing.draft(admin, "crm")
    assert (fresh.content, fresh.base_version, fresh.revision) == (content("a"), 1, 0)
    one = await publishing.save_draft(admin, "crm", DraftSave(content=content("a", "b"), base_version=1))
    two = await publishing.save_draft(
        admin, "crm", DraftSave(content=content("a", "c"), base_version=1, revision=one.revision)
    )
    assert (one.revision, two.revision) == (1, 2)
    assert (await publishing.draft(admin, "crm")).content == content("a", "c")
    other = replace(admin, account_id=await hire("li"))
    assert (await publishing.draft(other, "crm")).content == content("a")
    assert [each.author for each in await publishing.workers(admin, "crm")] == ["Ada"]
    await publish(publishing, admin, content("a", "c"), 1)
    assert (await publishing.draft(admin, "crm")).revision == 0
    await publishing.save_draft(admin, "crm", DraftSave(content={}, base_version=2))
    await publishing.discard_draft(admin, "crm")
    assert (await publishing.draft(admin, "crm")).content == content("a", "c")


async def test_a_new_app_begins_as_a_draft(publishing: Publishing, admin: Actor) -> None:
    with pytest.raises(NotFound):
        await publishing.draft(admin, "crm")
    await publishing.save_draft(admin, "crm", DraftSave(content=content("half")))
    assert [(each.name, each.current_version, each.drafts) for each in await publishing.apps(admin)] == [
        ("crm", None, 1)
    ]
    await publish(publishing, admin, content("whole"), None)


async def test_two_windows_do_not_overwrite_each_other(publishing: Publishing, admin: Actor) -> None:
    await publish(publishing, admin, content("a"), None)
    saves = [DraftSave(content=content("a", a=number), base_version=1) for number in range(1, 6)]
    done = await asyncio.gather(*(publishing.save_draft(admin, "crm", each) for each in saves), return_exceptions=True)
    refused = [each for each in done if isinstance(each, Conflict)]
    assert len(refused) == 4
    kept = (await publishing.draft(admin, "crm")).content["forms"]["lead"]["fields"][0]["v"]
    (told,) = refused[0].diagnostics
    assert told.path == "/forms/lead/fields/0/v"
    assert f"elsewhere meanwhile: {kept};" in told.text()
    with pytest.raises(Conflict):
        await publishing.save_draft(admin, "crm", DraftSave(content={}, base_version=1, revision=9))
    with pytest.raises(NotFound):
        await publishing.save_draft(admin, "crm", DraftSave(content={}, base_version=7, revision=1))


async def test_what_others_publish_is_taken_into_a_draft(publishing: Publishing, admin: Actor, hire: Hire) -> None:
    await publish(publishing, admin, content("a", "b"), None)
    other = replace(admin, account_id=await hire("li"))
    await publishing.save_draft(other, "crm", DraftSave(content=content("a", "b", "mine", a=1), base_version=1))
    await publish(publishing, admin, content("theirs", "a", "b", a=2, b=2), 1)
    with pytest.raises(Conflict):
        await publish(publishing, other, content("a", "b", "mine", a=1), 1)
    rebased = await publishing.rebase_draft(other, "crm")
    assert rebased.draft.content == content("theirs", "a", "b", "mine", a=1, b=2)
    assert (rebased.draft.base_version, rebased.draft.current_version) == (2, 2)
    assert [each.path for each in rebased.clashes] == ["/forms/lead/fields/a/v"]
    assert (await publish(publishing, other, rebased.draft.content, 2)).number == 3
    assert (await publishing.rebase_draft(other, "crm")).clashes == ()


def test_content_that_would_be_lost_is_refused() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    for what in ({"a": ["x\0y"]}, {"a\0": 1}, float("nan"), "\ud800", deep):
        with pytest.raises(Invalid):
            asyncio.run(publish(Publishing(None), Actor(product=True), what, None))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["", "CRM", "../crm", "a b", "x" * 49])
async def test_apps_have_plain_names(publishing: Publishing, admin: Actor, name: str) -> None:
    with pytest.raises(Invalid):
        await publishing.publish(admin, name, PublishRequest(content={}))


async def test_only_administrators_touch_apps(publishing: Publishing, hire: Hire) -> None:
    me = replace(VISITOR, account_id=await hire("zhang"))
    for work in (
        publishing.apps(me),
        publishing.versions(me, "crm"),
        publishing.version(me, "crm", 1),
        publishing.compare(me, "crm", 1, 2),
        publish(publishing, me, {}, None),
        publishing.roll_back(me, "crm", 1),
        publishing.remove(me, "crm"),
        publishing.draft(me, "crm"),
        publishing.save_draft(me, "crm", DraftSave(content={})),
        publishing.discard_draft(me, "crm"),
        publishing.rebase_draft(me, "crm"),
        publishing.workers(me, "crm"),
    ):
        with pytest.raises(Forbidden):
            await work
