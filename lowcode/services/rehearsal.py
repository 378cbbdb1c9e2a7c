"""`Rehearsal`: work that is only tried: what would leave the product is kept, and nobody outside hears of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from email.message import EmailMessage


@dataclass(slots=True)
class Rehearsal:
    """What would have left the product."""

    letters: list[EmailMessage] = field(default_factory=list)
    """The mails, in order."""
    calls: list[tuple[str, str]] = field(default_factory=list)
    """The calls of other systems: method and address."""


_PRESENT: ContextVar[Rehearsal | None] = ContextVar("rehearsal", default=None)


def present() -> Rehearsal | None:
    """Return the rehearsal that the present work is a part of, None for what is meant."""
    return _PRESENT.get()


@contextmanager
def rehearsing() -> Iterator[Rehearsal]:
    """Keep what would leave the product inside the block."""
    made = Rehearsal()
    token = _PRESENT.set(made)
    try:
        yield made
    finally:
        _PRESENT.reset(token)
