"""The one source of time; tests and simulations hold it still."""

from contextlib import AbstractContextManager
from contextvars import ContextVar, Token
from datetime import UTC, datetime, tzinfo
from typing import Generic, TypeVar

Kept = TypeVar("Kept")

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


def zoned(zone: tzinfo) -> AbstractContextManager[None]:
    """Let `now` answer in `zone` inside the block: the zone of the workspace or of the reader."""
    return _Set(_zone, zone)


def held(at: datetime) -> AbstractContextManager[None]:
    """Hold the clock at the aware instant `at` inside the block. Raises `ValueError` for a naive one."""
    if at.tzinfo is None:
        msg = "the clock is held at an aware instant: give the datetime a time zone"
        raise ValueError(msg)
    return _Set(_held, at)


class _Set(AbstractContextManager[None], Generic[Kept]):
    """A variable with a value inside of a block. A class, since every step of a flow enters two."""

    __slots__ = ("_token", "_value", "_variable")

    def __init__(self, variable: ContextVar[Kept], value: Kept) -> None:
        """Take the variable and its value."""
        self._variable = variable
        self._value = value

    def __enter__(self) -> None:
        """Set the variable."""
        self._token: Token[Kept] = self._variable.set(self._value)

    def __exit__(self, *_: object) -> None:
        """Let the variable be what it was."""
        self._variable.reset(self._token)
