"""What the tests of crashes share with those of flows and of the use cases, and a server that they may kill."""

from collections.abc import Iterator

import pytest

from lowcode.store import embedded
from tests.conftest import FAST
from tests.services.conftest import admin, hire, workspace
from tests.services.flows.conftest import office

__all__ = ["admin", "hire", "office", "workspace"]


@pytest.fixture
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a server that nobody else uses."""
    # What it has confirmed has to be there after it was killed.
    with embedded.running(tmp_path_factory.mktemp("server"), FAST | {"synchronous_commit": "on"}) as server:
        yield server.url
