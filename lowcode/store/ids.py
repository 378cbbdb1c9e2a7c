"""Ids of rows: UUIDv7, which grow with time, so that new rows stand together in every index."""

import secrets
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
    global _last  # noqa: PLW0603 - what makes ids grow is that the process remembers the last
    tick = time.time_ns() * 4096 // 1_000_000
    with _LOCK:
        _last = tick = max(tick, _last + 1)
    milliseconds, fraction = divmod(tick, 4096)
    return uuid.UUID(
        int=(milliseconds & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | secrets.randbits(62)
    )
