"""Shows the tree of departments, who stands above whom, and which roles that gives."""

import asyncio
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from lowcode.kernel.errors import Conflict, Forbidden, NotFound
from lowcode.kernel.names import label
from lowcode.services.accounts import AccountDraft
from lowcode.services.actor import Actor
from lowcode.services.departments import DepartmentDraft, Membership
from lowcode.services.roles import NewGrant
from lowcode.services.workspace import Workspace
from tests.services.people import VISITOR, Hire


async def make(workspace: Workspace, admin: Actor, name: str, above: UUID | None = None) -> UUID:
    return (await workspace.departments.create(admin, DepartmentDraft(name=name, parent_id=above))).id


async def paths(workspace: Workspace) -> dict[str, str]:
    """Return the way to each department in names."""
    async with workspace.database.connection() as connection:
        rows = await connection.fetch("SELECT id::text, name, path FROM department")
    names = {row["id"]: row["name"] for row in rows}
    return {row["name"]: "/".join(names[each] for each in row["path"].split("/")[:-1]) for row in rows}


async def roles_of(workspace: Workspace, admin: Actor, account: UUID) -> set[str]:
    return set((await workspace.accounts.get(admin, account)).roles)


async def test_a_department_moves_with_all_below_it(workspace: Workspace, admin: Actor) -> None:
    top = await make(workspace, admin, "公司")
    sales, service = [await make(workspace, admin, name, top) for name in ("销售", "服务")]
    east = await make(workspace, admin, "华东", sales)
    await make(workspace, admin, "上海", east)
    await workspace.departments.update(admin, east, DepartmentDraft(name="东区", parent_id=service))
    assert await paths(workspace) == {
        "公司": "公司",
        "销售": "公司/销售",
        "服务": "公司/服务",
        "东区": "公司/服务/东区",
        "上海": "公司/服务/东区/上海",
    }
    await workspace.departments.update(admin, east, DepartmentDraft(name="东区"))
    assert (await paths(workspace))["上海"] == "东区/上海"


async def test_no_circles_and_no_namesakes(workspace: Workspace, admin: Actor) -> None:
    top = await make(workspace, admin, "a")
    below = await make(workspace, admin, "b", top)
    lowest = await make(workspace, admin, "c", below)
    for parent in (top, below, lowest):
        with pytest.raises(Conflict):
            await workspace.departments.update(admin, top, DepartmentDraft(name="a", parent_id=parent))
    taken: list[tuple[str, UUID | None]] = [("a", None), ("b", top)]
    for name, place in taken:
        with pytest.raises(Conflict):
            await make(workspace, admin, name, place)
    with pytest.raises(NotFound):
        await make(workspace, admin, "d", uuid4())
    await make(workspace, admin, "b", below)
    assert len(await workspace.departments.tree(admin)) == 4


async def test_two_who_move_at_once_make_no_circle(workspace: Workspace, admin: Actor) -> None:
    one, other = await make(workspace, admin, "a"), await make(workspace, admin, "b")
    done = await asyncio.gather(
        workspace.departments.update(admin, one, DepartmentDraft(name="a", parent_id=other)),
        workspace.departments.update(admin, other, DepartmentDraft(name="b", parent_id=one)),
        return_exceptions=True,
    )
    assert sum(isinstance(each, Conflict) for each in done) == 1


async def test_only_an_empty_department_is_removed(workspace: Workspace, admin: Actor, hire: Hire) -> None:
    top = await make(workspace, admin, "a")
    below = await make(workspace, admin, "b", top)
    zhang = await hire("zhang")
    await workspace.departments.set_member(admin, below, zhang, Membership())
    for each in (top, below):
        with pytest.raises(Conflict):
            await workspace.departments.remove(admin, each)
    await workspace.departments.remove_member(admin, below, zhang)
    await workspace.departments.remove(admin, below)
    await workspace.departments.remove(admin, top)
    with pytest.raises(NotFound):
        await workspace.departments.remove(admin, top)
    assert await workspace.departments.tree(admin) == []


async def test_one_department_is_the_main_one(workspace: Workspace, admin: Actor, hire: Hire) -> None:
    one, other = await make(workspace, admin, "a"), await make(workspace, admin, "b")
    zhang = await hire("zhang")
    for department, membership in ((one, Membership()), (other, Membership()), (other, Membership(main=True))):
        await workspace.departments.set_member(admin, department, zhang, membership)
    for department, main in ((one, False), (other, True)):
        assert [each.main for each in await workspace.departments.members(admin, department)] == [main]
    with pytest.raises(NotFound):
        await workspace.departments.set_member(admin, one, uuid4(), Membership())
    with pytest.raises(NotFound):
        await workspace.departments.set_member(admin, uuid4(), zhang, Membership())
    with pytest.raises(NotFound):
        await workspace.departments.remove_member(admin, one, admin.account)


async def test_members_of_all_below(workspace: Workspace, admin: Actor, hire: Hire) -> None:
    top = await make(workspace, admin, "a")
    below = await make(workspace, admin, "b", top)
    zhang, li = await hire("zhang"), await hire("li")
    await workspace.departments.set_member(admin, top, zhang, Membership(head=True, title="总经理"))
    await workspace.departments.set_member(admin, below, li, Membership())
    assert [each.name for each in await workspace.departments.members(admin, top)] == ["zhang"]
    found = await workspace.departments.members(admin, top, below=True)
    assert [(each.name, each.head, each.title) for each in found] == [("zhang", True, "总经理"), ("li", False, "")]
    (first, _) = await workspace.departments.tree(admin)
    assert (first.heads, first.members) == ((zhang,), 1)


async def test_who_stands_above_whom(workspace: Workspace, admin: Actor, hire: Hire) -> None:
    top = await make(workspace, admin, "公司")
    sales = await make(workspace, admin, "销售", top)
    east = await make(workspace, admin, "华东", sales)
    boss, head, deputy, seller, helper = [await hire(name) for name in ("boss", "head", "deputy", "seller", "helper")]
    for department, account, leads in (
        (top, boss, True),
        (sales, head, True),
        (sales, deputy, True),
        (east, seller, True),
        (east, helper, False),
    ):
        await workspace.departments.set_member(admin, department, account, Membership(head=leads))
    superiors = workspace.departments.superiors
    assert await superiors(helper) == [(seller,), (head, deputy), (boss,)]
    assert await superiors(seller) == [(head, deputy), (boss,)]
    assert await superiors(boss) == []
    await workspace.accounts.update(admin, helper, AccountDraft(display_name="H", manager_id=boss))
    assert await superiors(helper) == [(boss,)]
    await workspace.accounts.disable(admin, boss)
    assert await superiors(helper) == [(seller,), (head, deputy)]


async def test_two_who_head_each_other_are_no_endless_chain(workspace: Workspace, admin: Actor, hire: Hire) -> None:
    one, other = await make(workspace, admin, "a"), await make(workspace, admin, "b")
    zhang, li = await hire("zhang"), await hire("li")
    for department, member, head in ((one, zhang, li), (other, li, zhang)):
        await workspace.departments.set_member(admin, department, member, Membership(main=True))
        await workspace.departments.set_member(admin, department, head, Membership(head=True, main=False))
    assert await workspace.departments.superiors(zhang) == [(li,)]


async def test_a_department_gives_its_roles_to_all_below(workspace: Workspace, admin: Actor, hire: Hire) -> None:
    async with workspace.database.transaction() as connection:
        await workspace.roles.declare(
            connection, "crm", {"seller": label("Seller", "销售"), "boss": label("Boss", "主管")}
        )
    top = await make(workspace, admin, "a")
    below, beside = await make(workspace, admin, "b", top), await make(workspace, admin, "c")
    zhang, li = await hire("zhang"), await hire("li")
    await workspace.departments.set_member(admin, below, zhang, Membership())
    await workspace.departments.set_member(admin, beside, li, Membership())
    for _ in range(2):
        await workspace.roles.grant(admin, NewGrant(role="crm.seller", department_id=top))
    await workspace.roles.grant(admin, NewGrant(role="crm.boss", account_id=li))
    assert await roles_of(workspace, admin, zhang) == {"crm.seller"}
    assert await roles_of(workspace, admin, li) == {"crm.boss"}
    grants = await workspace.roles.grants(admin, role="crm.seller")
    assert [(each.holder, each.granted_by) for each in grants] == [("a", admin.account_id)]
    assert [(each.app, each.name, each.grants) for each in await workspace.roles.page(admin)] == [
        ("crm", "boss", 1),
        ("crm", "seller", 1),
        ("platform", "admin", 1),
    ]
    await workspace.departments.update(admin, below, DepartmentDraft(name="b", parent_id=beside))
    assert await roles_of(workspace, admin, zhang) == set()
    await workspace.departments.update(admin, below, DepartmentDraft(name="b", parent_id=top))
    assert await roles_of(workspace, admin, zhang) == {"crm.seller"}
    await workspace.roles.revoke(admin, grants[0].id)
    assert await roles_of(workspace, admin, zhang) == set()
    with pytest.raises(NotFound):
        await workspace.roles.revoke(admin, grants[0].id)


async def test_roles_go_to_somebody_who_is_there(workspace: Workspace, admin: Actor) -> None:
    for grant in (
        NewGrant(role="crm.nothing", account_id=admin.account_id),
        NewGrant(role="platform.admin", account_id=uuid4()),
        NewGrant(role="platform.admin", department_id=uuid4()),
    ):
        with pytest.raises(NotFound):
            await workspace.roles.grant(admin, grant)
    for holders in ({}, {"account_id": uuid4(), "department_id": uuid4()}):
        with pytest.raises(ValueError, match="either"):
            NewGrant(role="platform.admin", **holders)


async def test_only_administrators_change_the_tree(workspace: Workspace, admin: Actor, hire: Hire) -> None:
    top = await make(workspace, admin, "a")
    me = replace(VISITOR, account_id=await hire("zhang"), roles=frozenset({"crm.seller"}))
    for work in (
        workspace.departments.create(me, DepartmentDraft(name="b")),
        workspace.departments.update(me, top, DepartmentDraft(name="b")),
        workspace.departments.remove(me, top),
        workspace.departments.set_member(me, top, me.account, Membership(head=True)),
        workspace.departments.remove_member(me, top, me.account),
        workspace.roles.page(me),
        workspace.roles.grants(me),
        workspace.roles.grant(me, NewGrant(role="platform.admin", account_id=me.account)),
        workspace.roles.revoke(me, uuid4()),
    ):
        with pytest.raises(Forbidden):
            await work
    assert len(await workspace.departments.tree(me)) == 1
