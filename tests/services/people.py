"""People that the tests of the use cases speak of."""

from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

from lowcode.services.actor import Actor

PASSWORD: Final = "correct horse battery"
VISITOR: Final = Actor(address="10.0.0.1", agent="tests")

Hire = Callable[[str], Awaitable[UUID]]
"""Makes an account that can sign in, and returns its key."""
