"""Shows that every process works with the present version at once, and that no request meets a gap."""

import asyncio
import threading
from typing import Any

import pytest

from lowcode.kernel.errors import NotFound, Unavailable
from lowcode.services.actor import PRODUCT
from lowcode.services.publishing import Publishing, PublishRequest
from lowcode.services.registry import Registry
from lowcode.services.workspace import Workspace
from lowcode.store.database import opened


async def publish(workspace: Workspace, name: str, base: int | None, **content: Any) -> int:
    request = PublishRequest(content=content, base_version=base)
    return (await Publishing(workspace.database).publish(PRODUCT, name, request)).number


async def follow(registry: Registry[Any], name: str, number: int) -> None:
    """Wait until a version is present."""
    async with asyncio.timeout(20):
        while name not in registry.names() or registry[name].number != number:  # noqa: ASYNC110 - as requests see it
            await asyncio.sleep(0.01)


async def test_it_begins_with_all_that_is_published(workspace: Workspace) -> None:
    await publish(workspace, "crm", None, n=1)
    await publish(workspace, "crm", 1, n=2)
    await publish(workspace, "hr", None, n=7)
    await publish(workspace, "old", None, n=9)
    await Publishing(workspace.database).remove(PRODUCT, "old")
    async with Registry(workspace.database, lambda content: content["n"] * 10) as registry:
        assert registry.names() == ("crm", "hr")
        assert (registry["crm"].number, registry["crm"].artefact) == (2, 20)
        with pytest.raises(NotFound):
            registry["old"]


async def test_other_processes_follow_without_a_failed_request(workspace: Workspace) -> None:
    await publish(workspace, "crm", None, n=1)
    seen: list[int] = []
    ending = asyncio.Event()
    async with (
        opened(workspace.settings) as elsewhere,
        Registry(elsewhere, lambda content: content["n"]) as there,
    ):

        async def ask() -> None:
            while not ending.is_set():
                found = there["crm"]
                await asyncio.sleep(0)
                assert found.artefact == found.number
                seen.append(found.number)

        asking = asyncio.gather(*(ask() for _ in range(4)))
        for number in range(1, 15):
            assert await publish(workspace, "crm", number, n=number + 1) == number + 1
        await follow(there, "crm", 15)
        ending.set()
        await asking
    assert seen == sorted(seen)
    assert len(set(seen)) > 1


async def test_whoever_publishes_sees_it_at_once(workspace: Workspace) -> None:
    async with Registry(workspace.database, lambda content: content["n"]) as registry:
        for number in range(5):
            await publish(workspace, "crm", number or None, n=number)
            await registry.refresh()
            assert registry["crm"].artefact == number
        await Publishing(workspace.database).remove(PRODUCT, "crm")
        await registry.refresh()
        assert registry.names() == ()


async def test_a_version_that_cannot_be_compiled_leaves_the_last(
    workspace: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    async with Registry(workspace.database, lambda content: 100 // content["n"]) as registry:
        await publish(workspace, "crm", None, n=4)
        await follow(registry, "crm", 1)
        await publish(workspace, "crm", 1, n=0)
        await publish(workspace, "hr", None, n=5)
        await follow(registry, "hr", 1)
        assert (registry["crm"].number, registry["crm"].artefact) == (1, 25)
        assert "version 2 of crm cannot be compiled" in caplog.text
        await publish(workspace, "crm", 2, n=2)
        await follow(registry, "crm", 3)


async def test_what_was_missed_while_not_listening_is_found_out(workspace: Workspace) -> None:
    async with Registry(workspace.database, lambda content: content["n"]) as registry:
        listening = registry._listener._connection
        assert listening
        lost = listening.get_server_pid()
        async with workspace.database.connection() as connection:
            await connection.execute("SELECT pg_terminate_backend($1)", lost)
        await publish(workspace, "crm", None, n=3)
        await follow(registry, "crm", 1)


async def test_compiling_does_not_hold_up_requests(workspace: Workspace) -> None:
    compiled = threading.Event()

    def compile_slowly(content: Any) -> Any:
        assert compiled.wait(20)
        return content["n"]

    compiled.set()
    await publish(workspace, "crm", None, n=1)
    async with Registry(workspace.database, compile_slowly) as registry:
        compiled.clear()
        await publish(workspace, "crm", 1, n=2)
        await asyncio.sleep(0.1)
        assert registry["crm"].artefact == 1
        compiled.set()
        await follow(registry, "crm", 2)


async def test_a_database_that_is_gone_for_a_while_is_asked_again(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = 3

    async def refresh_at_last(self: Registry[Any]) -> None:
        nonlocal failures
        if failures:
            failures -= 1
            message = "gone"
            raise Unavailable(message)
        await refresh(self)

    refresh = Registry.refresh
    async with Registry(workspace.database, lambda content: content["n"]) as registry:
        await asyncio.sleep(0.05)
        monkeypatch.setattr(Registry, "refresh", refresh_at_last)
        await publish(workspace, "crm", None, n=3)
        await follow(registry, "crm", 1)
    assert failures == 0


async def test_who_cannot_begin_leaves_nothing_behind(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(_self: Registry[Any]) -> None:
        message = "gone"
        raise Unavailable(message)

    registry = Registry(workspace.database, lambda content: content)
    monkeypatch.setattr(Registry, "refresh", fail)
    with pytest.raises(Unavailable):
        await registry.__aenter__()
    assert registry._listener._connection is None
