"""The one source of time; tests and simulations hold it still."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, tzinfo

_held: ContextVar[datetime | None] = ContextVar("held", default=None)
_zone: ContextVar[tzinfo] = ContextVar("zone", default=UTC)


def now() -> datetime:
    """Return the present instant, aware, in the zone of the present work (UTC unless `zoned` says otherwise)."""
    held = _held.get()
    zone = _zone.get()
    return datetime.now(zone) if held is None else held.astimezone(zone)


def zone() -> tzinfo:
    """Return the time zone of the present work."""
    return _zone.get()


@contextmanager
def zoned(zone: tzinfo) -> Iterator[None]:
    """Let `now` answer in `zone` inside the block: the zone of the workspace or of the reader."""
    token = _zone.set(zone)
    try:
        yield
    finally:
        _zone.reset(token)


@contextmanager
def held(at: datetime) -> Iterator[None]:
    """Hold the clock at the aware instant `at` inside the block. Raises `ValueError` for a naive one."""
    if at.tzinfo is None:
        msg = "the clock is held at an aware instant: give the datetime a time zone"
        raise ValueError(msg)
    token = _held.set(at)
    try:
        yield
    finally:
        _held.reset(token)
