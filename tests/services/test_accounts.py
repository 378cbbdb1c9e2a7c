"""Shows the life of an account, and who may do what with it."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from lowcode.kernel import clock
from lowcode.kernel.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded
from lowcode.services.accounts import AccountDraft, NewAccount
from lowcode.services.actor import ADMINISTRATOR, PRODUCT, Actor
from lowcode.services.passwords import Passwords
from lowcode.services.roles import NewGrant
from lowcode.services.workspace import Workspace
from tests.services.people import PASSWORD, VISITOR, Hire


async def test_a_new_workspace_is_empty_until_somebody_is_appointed(workspace: Workspace, admin: Actor) -> None:
    assert not await workspace.empty()
    assert admin.roles == {ADMINISTRATOR}
    assert [each.name for each in await workspace.accounts.page(admin)] == ["admin"]


async def test_an_invitation_is_used_once(workspace: Workspace, admin: Actor) -> None:
    account, ticket = await workspace.accounts.create(admin, NewAccount(name=" 张三 ", display_name="张三"))
    assert (account.name, account.status, account.roles) == ("张三", "invited", ())
    with pytest.raises(Forbidden):
        await workspace.sessions.login(VISITOR, "张三", PASSWORD)
    assert (await workspace.accounts.ticket_holder(ticket.token)).display_name == "张三"
    assert await workspace.accounts.accept(VISITOR, ticket.token, PASSWORD) == account.id
    assert (await workspace.accounts.get(admin, account.id)).status == "active"
    with pytest.raises(Forbidden):
        await workspace.accounts.accept(VISITOR, ticket.token, "another password 9")
    await workspace.sessions.login(VISITOR, "张三", PASSWORD)


async def test_a_new_invitation_replaces_the_last_and_ages(workspace: Workspace, admin: Actor) -> None:
    account, first = await workspace.accounts.create(admin, NewAccount(name="zhang", display_name="Z"))
    second = await workspace.accounts.invite(admin, account.id)
    with pytest.raises(Forbidden):
        await workspace.accounts.ticket_holder(first.token)
    with clock.held(second.expires_at + timedelta(seconds=1)), pytest.raises(Forbidden):
        await workspace.accounts.accept(VISITOR, second.token, PASSWORD)


async def test_one_of_many_who_use_a_link_at_once_wins(workspace: Workspace, admin: Actor) -> None:
    _, ticket = await workspace.accounts.create(admin, NewAccount(name="zhang", display_name="Z"))
    passwords = [f"very secret number {number}" for number in range(6)]
    done = await asyncio.gather(
        *(workspace.accounts.accept(VISITOR, ticket.token, each) for each in passwords), return_exceptions=True
    )
    assert sum(not isinstance(each, Forbidden) for each in done) == 1


@pytest.mark.parametrize("name", ["", "a", "a b", "a\n", "a/b", "x" * 65])
async def test_names_are_plain(workspace: Workspace, admin: Actor, name: str) -> None:
    with pytest.raises(Invalid):
        await workspace.accounts.create(admin, NewAccount(name=name, display_name="Z"))


async def test_names_and_addresses_are_unique_whatever_their_case(workspace: Workspace, admin: Actor) -> None:
    first = NewAccount(name="Zhang", display_name="Z", email="Zhang@Example.com")
    account, _ = await workspace.accounts.create(admin, first)
    assert (account.name, account.email) == ("zhang", "zhang@example.com")
    for other, path in (
        (NewAccount(name="ZHANG", display_name="Z"), "/name"),
        (NewAccount(name="z2", display_name="Z", email="zhang@EXAMPLE.com"), "/email"),
    ):
        with pytest.raises(Conflict) as caught:
            await workspace.accounts.create(admin, other)
        assert [each.path for each in caught.value.diagnostics] == [path]


async def test_only_administrators_change_others(workspace: Workspace, admin: Actor, hire: Hire) -> None:
    zhang, li = await hire("zhang"), await hire("li")
    me = replace(VISITOR, account_id=zhang)
    for work in (
        workspace.accounts.create(me, NewAccount(name="new", display_name="N")),
        workspace.accounts.update(me, li, AccountDraft(display_name="Mine")),
        workspace.accounts.update(me, zhang, AccountDraft(display_name="Me", email="boss@example.com")),
        workspace.accounts.invite(me, li),
        workspace.accounts.disable(me, li),
        workspace.accounts.enable(me, li),
        workspace.audit.page(me),
    ):
        with pytest.raises(Forbidden):
            await work
    with pytest.raises(SignInNeeded):
        await workspace.accounts.page(VISITOR)
    mine = await workspace.accounts.update(me, zhang, AccountDraft(display_name="Me", language="en"))
    assert (mine.display_name, mine.language) == ("Me", "en")
    theirs = await workspace.accounts.update(admin, li, AccountDraft(display_name="L", manager_id=zhang))
    assert theirs.manager_id == zhang


async def test_nonsense_about_people_is_refused(workspace: Workspace, admin: Actor, hire: Hire) -> None:
    zhang, li = await hire("zhang"), await hire("li")
    await workspace.accounts.update(admin, li, AccountDraft(display_name="L", manager_id=zhang))
    for draft in (
        AccountDraft(display_name="Z", time_zone="Mars/Olympus"),
        AccountDraft(display_name="Z", manager_id=uuid4()),
        AccountDraft(display_name="Z", manager_id=zhang),
        AccountDraft(display_name="Z", manager_id=li),
    ):
        with pytest.raises(Invalid):
            await workspace.accounts.update(admin, zhang, draft)
    with pytest.raises(NotFound):
        await workspace.accounts.get(admin, uuid4())


async def test_who_is_disabled_is_out_at_once(workspace: Workspace, admin: Actor, hire: Hire) -> None:
    zhang = await hire("zhang")
    begun = await workspace.sessions.login(VISITOR, "zhang", PASSWORD)
    assert (await workspace.accounts.disable(admin, zhang)).status == "disabled"
    with pytest.raises(SignInNeeded):
        await workspace.sessions.actor(VISITOR, begun.token, None)
    with pytest.raises(Forbidden):
        await workspace.sessions.login(VISITOR, "zhang", PASSWORD)
    with pytest.raises(Conflict):
        await workspace.accounts.invite(admin, zhang)
    account, ticket = await workspace.accounts.enable(admin, zhang)
    assert account.status == "invited"
    await workspace.accounts.accept(VISITOR, ticket.token, PASSWORD)
    await workspace.sessions.login(VISITOR, "zhang", PASSWORD)


async def test_one_administrator_always_stays(workspace: Workspace, admin: Actor, hire: Hire) -> None:
    with pytest.raises(Conflict):
        await workspace.accounts.disable(admin, admin.account)
    with pytest.raises(Conflict) as caught:
        await workspace.accounts.disable(PRODUCT, admin.account)
    assert [each.code for each in caught.value.diagnostics] == ["last-administrator"]
    zhang = await hire("zhang")
    await workspace.roles.grant(admin, NewGrant(role=ADMINISTRATOR, account_id=zhang))
    grants = {each.account_id: each.id for each in await workspace.roles.grants(admin, role=ADMINISTRATOR)}
    done = await asyncio.gather(
        *(workspace.roles.revoke(PRODUCT, grant) for grant in grants.values()), return_exceptions=True
    )
    assert sum(isinstance(each, Conflict) for each in done) == 1
    assert len(await workspace.roles.grants(PRODUCT, role=ADMINISTRATOR)) == 1


async def test_a_changed_password_ends_the_other_sessions(workspace: Workspace, hire: Hire) -> None:
    await hire("zhang")
    here, there = [await workspace.sessions.login(VISITOR, "zhang", PASSWORD) for _ in range(2)]
    me = await workspace.sessions.actor(VISITOR, here.token, here.csrf)
    with pytest.raises(Forbidden):
        await workspace.accounts.change_password(me, "wrong guess", "a new password 9")
    with pytest.raises(Invalid):
        await workspace.accounts.change_password(me, PASSWORD, "short")
    await workspace.accounts.change_password(me, PASSWORD, "a new password 9")
    await workspace.sessions.actor(VISITOR, here.token, None)
    with pytest.raises(SignInNeeded):
        await workspace.sessions.actor(VISITOR, there.token, None)
    with pytest.raises(Forbidden):
        await workspace.sessions.login(VISITOR, "zhang", PASSWORD)
    await workspace.sessions.login(VISITOR, "zhang", "a new password 9")


async def test_all_of_it_is_in_the_audit_log(workspace: Workspace, admin: Actor, hire: Hire) -> None:
    zhang = await hire("zhang")
    asking = replace(admin, request="r-1")
    await workspace.accounts.update(asking, zhang, AccountDraft(display_name="张三"))
    await workspace.accounts.disable(asking, zhang)
    entries = await workspace.audit.page(admin, subject=f"account:{zhang}")
    assert [each.action for each in entries] == [
        "account.disabled",
        "account.changed",
        "account.password_set",
        "account.created",
    ]
    changed = entries[1]
    assert (changed.account_name, changed.address, changed.request) == ("admin", "10.0.0.1", "r-1")
    assert changed.details == {"display_name": ["Zhang", "张三"]}
    assert [each.account_name for each in await workspace.audit.page(admin, action="account.password")] == [
        "zhang",
        "admin",
    ]
    assert await workspace.audit.page(admin, before=entries[-1].id, subject=f"account:{zhang}") == []
    assert PASSWORD not in repr(entries)


@pytest.mark.parametrize(
    "password", ["short", "aaaaaaaaaaaaaaa", "12345678901", "abcdefghijkl", "password123", "zhangsan123", "x" * 257]
)
def test_passwords_that_are_easy_to_guess_are_refused(password: str) -> None:
    with pytest.raises(Invalid):
        Passwords(10).check(password, "zhangsan", None)


@pytest.mark.parametrize("password", ["correct horse battery", "我的猫喜欢吃鱼和米饭", "tY7-kq2Lm0"])
async def test_other_passwords_are_taken_and_known_again(password: str) -> None:
    passwords = Passwords(10)
    passwords.check(password, "zhangsan", "张三")
    kept = await passwords.hash(password)
    assert kept.startswith("$argon2id$")
    assert password not in kept
    assert await passwords.verify(kept, password)
    assert not await passwords.verify(kept, password + "x")
    assert not await passwords.verify(None, "nobody has this password")
    assert not passwords.weak(kept)
    assert passwords.weak("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$OwyTJnkjmYpGxSOPJd5kOg")


async def test_full_width_characters_are_the_same_password() -> None:
    passwords = Passwords(10)
    assert await passwords.verify(await passwords.hash("pass1234word"), "ｐａｓｓ1234ｗｏｒｄ")
