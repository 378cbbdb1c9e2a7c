"""Ids of rows: UUIDv7, which grow with time, so that new rows stand together in every index."""

import os
import threading
import time
import uuid
from typing import Final

_LOCK: Final = threading.Lock()
_last = 0


def new_id() -> uuid.UUID:
    """Return a new UUIDv7 (RFC 9562, section 5.7), greater than every earlier one of this process.

    48 bits of Unix milliseconds, 12 bits of the fraction of the millisecond (section 6.2, method 3), 62 random bits.
    """
    return new_ids(1)[0]


def new_ids(count: int) -> list[uuid.UUID]:
    """Return some new ids, each greater than the one before."""
    global _last  # noqa: PLW0603 - what makes ids grow is that the process remembers the last
    tick = time.time_ns() * 4096 // 1_000_000
    with _LOCK:
        first = max(tick, _last + 1)
        _last = first + count - 1
    chance = os.urandom(8 * count)
    found = []
    for at in range(count):
        milliseconds, fraction = divmod(first + at, 4096)
        number = (milliseconds & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62
        random = int.from_bytes(chance[8 * at : 8 * at + 8]) >> 2
        found.append(uuid.UUID(int=number | random))
    return found
