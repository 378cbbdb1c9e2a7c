"""What the tests of flows share: an office with some people."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from lowcode.services.actor import ADMINISTRATOR, Actor
from lowcode.services.flow_starts import watch
from lowcode.services.workshop import workshop
from lowcode.services.workspace import Workspace
from tests.services.flows.office import Office
from tests.services.people import Hire

PEOPLE = ("ann", "bob", "cid", "dan", "eve")


@pytest.fixture
async def office(workspace: Workspace, admin: Actor, hire: Hire) -> AsyncIterator[Office]:
    """An office in which Ann, Bob, Cid, Dan and Eve work; Ann is a clerk."""
    async with workshop(workspace) as tools:
        office = Office(tools, watch(tools), replace(admin, roles=frozenset({ADMINISTRATOR})))
        office.actors["admin"] = office.admin
        for name in PEOPLE:
            office.actors[name] = Actor(await hire(name), roles=frozenset())
        await office.publish()
        await office.grant("ann", "office.clerk")
        yield office
