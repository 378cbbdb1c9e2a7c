"""What the tests of ledgers share: the app with its tables."""

import pytest

from lowcode.services.workspace import Workspace
from tests.services.ledgers.depot import Depot, content, publish


@pytest.fixture
async def depot(workspace: Workspace) -> Depot:
    """The app at work, for the product itself."""
    return Depot(workspace, await publish(workspace, content()))
