"""What the tests of forms share."""

from collections.abc import Iterator

import pytest

from lowcode.kernel import clock
from tests.engine_forms.sales import NOW, Store


@pytest.fixture
def store() -> Store:
    """Return the records of the sales app."""
    return Store()


@pytest.fixture(autouse=True)
def _still() -> Iterator[None]:
    """Hold the clock."""
    with clock.held(NOW):
        yield
