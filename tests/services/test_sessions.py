"""Shows who is let in, for how long, and how guessing is slowed down."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from lowcode.kernel import clock
from lowcode.kernel.errors import Forbidden, NotFound, SignInNeeded, TooSoon
from lowcode.services.actor import Actor
from lowcode.services.secrets import signing_key
from lowcode.services.throttle import FREE
from lowcode.services.tokens import NewToken
from lowcode.services.workspace import Workspace
from lowcode.settings import Settings
from tests.services.people import PASSWORD, VISITOR, Hire


async def fail(workspace: Workspace, name: str, address: str = VISITOR.address) -> float:
    """Try a wrong password; return the seconds one has to wait, 0 when it was tried."""
    try:
        await workspace.sessions.login(replace(VISITOR, address=address), name, "wrong password")
    except TooSoon as error:
        return error.seconds
    except Forbidden:
        return 0
    raise AssertionError


async def test_a_session_knows_its_account(workspace: Workspace, hire: Hire) -> None:
    zhang = await hire("zhang")
    begun = await workspace.sessions.login(VISITOR, " Zhang ", PASSWORD)
    found = await workspace.sessions.actor(VISITOR, begun.token, begun.csrf)
    assert (found.account_id, found.roles, found.scopes) == (zhang, frozenset(), None)
    for token, csrf in (("x" + begun.token, begun.csrf), ("", "")):
        with pytest.raises(SignInNeeded):
            await workspace.sessions.actor(VISITOR, token, csrf)


async def test_a_change_needs_the_token_of_its_own_session(workspace: Workspace, hire: Hire) -> None:
    await hire("zhang")
    one, other = [await workspace.sessions.login(VISITOR, "zhang", PASSWORD) for _ in range(2)]
    for csrf in ("", other.csrf, one.token, "文"):
        with pytest.raises(Forbidden) as caught:
            await workspace.sessions.actor(VISITOR, one.token, csrf)
        assert not isinstance(caught.value, SignInNeeded)


async def test_what_the_database_keeps_lets_nobody_in(workspace: Workspace, hire: Hire) -> None:
    await hire("zhang")
    begun = await workspace.sessions.login(VISITOR, "zhang", PASSWORD)
    async with workspace.database.connection() as connection:
        row = await connection.fetchrow("SELECT * FROM session")
    assert begun.token not in str(row)
    assert begun.csrf not in str(row)


async def test_the_same_is_said_whatever_was_wrong(workspace: Workspace, hire: Hire) -> None:
    await hire("zhang")
    told = []
    for name, password in (("zhang", "wrong password"), ("nobody", PASSWORD)):
        with pytest.raises(Forbidden) as caught:
            await workspace.sessions.login(VISITOR, name, password)
        told.append((str(caught.value), caught.value.diagnostics))
    assert told[0] == told[1]


async def test_sessions_end_by_idleness_and_by_age(workspace: Workspace, hire: Hire) -> None:
    await hire("zhang")
    begun = await workspace.sessions.login(VISITOR, "zhang", PASSWORD)
    start = clock.now()
    for hours in range(20, 336, 20):
        with clock.held(start + timedelta(hours=hours)):
            await workspace.sessions.actor(VISITOR, begun.token, None)
    with clock.held(start + timedelta(hours=337)), pytest.raises(SignInNeeded):
        await workspace.sessions.actor(VISITOR, begun.token, None)
    idle = await workspace.sessions.login(VISITOR, "zhang", PASSWORD)
    with clock.held(start + timedelta(hours=25)), pytest.raises(SignInNeeded):
        await workspace.sessions.actor(VISITOR, idle.token, None)


async def test_one_sees_and_ends_ones_sessions(workspace: Workspace, admin: Actor, hire: Hire) -> None:
    zhang = await hire("zhang")
    begun = [await workspace.sessions.login(replace(VISITOR, agent=f"a{n}"), "zhang", PASSWORD) for n in range(4)]
    me = await workspace.sessions.actor(VISITOR, begun[0].token, begun[0].csrf)
    seen = await workspace.sessions.page(me)
    assert {each.agent for each in seen} == {"a0", "a1", "a2", "a3"}
    assert [each.agent for each in seen if each.present] == ["a0"]
    other = next(each.id for each in seen if each.agent == "a1")
    await workspace.sessions.end(me, other)
    with pytest.raises(NotFound):
        await workspace.sessions.end(me, other)
    with pytest.raises(SignInNeeded):
        await workspace.sessions.actor(VISITOR, begun[1].token, None)
    assert await workspace.sessions.end_others(me) == 2
    with pytest.raises(Forbidden):
        await workspace.sessions.page(me, admin.account)
    assert len(await workspace.sessions.page(admin, zhang)) == 1
    await workspace.sessions.logout(me)
    with pytest.raises(SignInNeeded):
        await workspace.sessions.actor(VISITOR, begun[0].token, None)


async def test_what_has_ended_is_removed(workspace: Workspace, hire: Hire) -> None:
    await hire("zhang")
    await workspace.sessions.login(VISITOR, "zhang", PASSWORD)
    await fail(workspace, "nobody")
    with clock.held(clock.now() + timedelta(days=30)):
        await workspace.sessions.tidy()
    async with workspace.database.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM session") == 0
        assert await connection.fetchval("SELECT count(*) FROM login_attempt") == 0


async def test_guessing_gets_slower_and_slower(workspace: Workspace, hire: Hire) -> None:
    await hire("zhang")
    at = clock.now()
    waits = []
    for _ in range(12):
        with clock.held(at):
            while not (wait := await fail(workspace, "zhang")):
                pass
        waits.append(wait)
        at += timedelta(seconds=wait)
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]
    with clock.held(at - timedelta(seconds=1)), pytest.raises(TooSoon):
        await workspace.sessions.login(VISITOR, "zhang", PASSWORD)
    with clock.held(at):
        await workspace.sessions.login(VISITOR, "zhang", PASSWORD)
        assert [await fail(workspace, "zhang") for _ in range(4)] == [0] * 4


async def test_many_guesses_at_once_count_too(workspace: Workspace, hire: Hire) -> None:
    await hire("zhang")
    waits = await asyncio.gather(*(fail(workspace, "zhang") for _ in range(30)))
    assert sum(wait == 0 for wait in waits) == FREE["both"]


async def test_guessing_from_elsewhere_does_not_lock_anybody_out(workspace: Workspace, hire: Hire) -> None:
    await hire("zhang")
    while not await fail(workspace, "zhang", "203.0.113.9"):
        pass
    await workspace.sessions.login(VISITOR, "zhang", PASSWORD)


async def test_an_address_that_tries_many_names_has_to_wait(workspace: Workspace) -> None:
    tried = 0
    while not await fail(workspace, f"name{tried}"):
        tried += 1
    assert tried == FREE["address"]
    assert await fail(workspace, "name", "203.0.113.9") == 0


async def test_a_token_acts_within_its_scopes(workspace: Workspace, admin: Actor) -> None:
    made = await workspace.tokens.create(admin, NewToken(name="import", scopes=("write", "read", "read"), days=10))
    assert made.scopes == ("read", "write")
    assert made.token.startswith("lc_")
    found = await workspace.tokens.actor(VISITOR, made.token)
    assert (found.account_id, found.scopes) == (admin.account_id, frozenset({"read", "write"}))
    found.require_scope("write")
    for refused in (found.require, found.require_presence):
        with pytest.raises(Forbidden):
            refused()
    with pytest.raises(Forbidden):
        await workspace.tokens.create(found, NewToken(name="more", scopes=("admin",)))
    mighty = await workspace.tokens.create(admin, NewToken(name="all", scopes=("admin",)))
    (await workspace.tokens.actor(VISITOR, mighty.token)).require()


async def test_tokens_expire_and_are_removed(workspace: Workspace, admin: Actor) -> None:
    made = await workspace.tokens.create(admin, NewToken(name="import", scopes=("read",), days=10))
    with clock.held(clock.now() + timedelta(days=11)), pytest.raises(SignInNeeded):
        await workspace.tokens.actor(VISITOR, made.token)
    await workspace.tokens.actor(VISITOR, made.token)
    assert [each.last_used_at is not None for each in await workspace.tokens.page(admin)] == [True]
    await workspace.tokens.remove(admin, made.id)
    with pytest.raises(SignInNeeded):
        await workspace.tokens.actor(VISITOR, made.token)
    with pytest.raises(NotFound):
        await workspace.tokens.remove(admin, made.id)
    endless = await workspace.tokens.create(admin, NewToken(name="long", scopes=("read",), days=3650))
    assert endless.expires_at - endless.created_at == timedelta(days=365)


def test_an_installation_signs_with_one_key(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "home")
    key = signing_key(settings)
    assert len(key) >= 32
    assert signing_key(settings) == key
    assert (settings.home / "secret").stat().st_mode & 0o777 == 0o600
    assert list(settings.home.iterdir()) == [settings.home / "secret"]
    assert signing_key(Settings.of({"LOWCODE_SECRET": "s" * 40})) == b"s" * 40
