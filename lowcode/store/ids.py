"""Ids of rows: UUIDv7, which grow with time, so that new rows stand together in every index."""

import os
import threading
import time
import uuid
from typing import Final

from asyncpg.pgproto.pgproto import UUID as DRIVER_UUID

_LOCK: Final = threading.Lock()
_VARIANTS: Final = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}
"""The digit with the variant, by a digit of chance."""
_BLOCK: Final = 4096
"""How many random bytes the system is asked for at once: to ask costs more than an id."""
_last = 0
_left = b""


def _forget() -> None:
    """Let the child of a process draw random bytes of its own."""
    global _left  # noqa: PLW0603 - as below
    _left = b""


os.register_at_fork(after_in_child=_forget)


def quick_id(found: bytes | str) -> uuid.UUID:
    """Return the id of 16 bytes or of a text, as the driver makes it. Raises `ValueError`.

    It equals the same id of the standard library, is one, and is made, hashed and written ten times as fast.
    """
    made: uuid.UUID = DRIVER_UUID(found)  # type: ignore[type-var]
    return made


def new_id() -> uuid.UUID:
    """Return a new UUIDv7 (RFC 9562, section 5.7), greater than every earlier one of this process.

    48 bits of Unix milliseconds, 12 bits of the fraction of the millisecond (section 6.2, method 3), 62 random bits.
    """
    return new_ids(1)[0]


def new_ids(count: int) -> list[uuid.UUID]:
    """Return some new ids, each greater than the one before."""
    first = _ticks(count)
    chance = _chance(8 * count)
    found = []
    for at in range(count):
        milliseconds, fraction = divmod(first + at, 4096)
        number = (milliseconds & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62
        random = int.from_bytes(chance[8 * at : 8 * at + 8]) >> 2
        found.append(uuid.UUID(int=number | random))
    return found


def new_texts(count: int) -> list[str]:
    """Return some new ids as texts, each greater than the one before; several times faster for thousands."""
    first = _ticks(count)
    chance = _chance(8 * count).hex()
    found: list[str] = []
    known, head = -1, ""
    for at in range(count):
        milliseconds, fraction = divmod(first + at, 4096)
        if milliseconds != known:
            known, stamp = milliseconds, f"{milliseconds & 0xFFFF_FFFF_FFFF:012x}"
            head = f"{stamp[:8]}-{stamp[8:]}-7"
        start = 16 * at
        variant = _VARIANTS[chance[start]]
        found.append(f"{head}{fraction:03x}-{variant}{chance[start + 1 : start + 4]}-{chance[start + 4 : start + 16]}")
    return found


def _chance(count: int) -> bytes:
    """Return some random bytes that nobody else gets."""
    global _left  # noqa: PLW0603 - what is left of a block is for the next one
    if count > _BLOCK:
        return os.urandom(count)
    with _LOCK:
        if len(_left) < count:
            _left = os.urandom(_BLOCK)
        found, _left = _left[:count], _left[count:]
    return found


def _ticks(count: int) -> int:
    """Return the first of some ticks that no other id of this process has: 1/4096 milliseconds since 1970."""
    global _last  # noqa: PLW0603 - what makes ids grow is that the process remembers the last
    tick = time.time_ns() * 4096 // 1_000_000
    with _LOCK:
        first = max(tick, _last + 1)
        _last = first + count - 1
    return first
