"""`Passwords`: how passwords are kept (argon2id) and which are taken."""

import asyncio
import unicodedata
from itertools import pairwise
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from lowcode.kernel.diagnostics import Code, Diagnostic
from lowcode.kernel.errors import Invalid
from lowcode.kernel.names import label

PASSWORD_TOO_SHORT: Final = Code(
    "password-too-short",
    label("The password has {found} characters.", "密码只有 {found} 个字符。"),
    label("Choose one of {wanted} or more, for example a few words.", "请使用至少 {wanted} 个字符，例如几个词语。"),
)
PASSWORD_TOO_LONG: Final = Code(
    "password-too-long",
    label("The password has {found} characters.", "密码有 {found} 个字符。"),
    label("Choose one of {wanted} at the most.", "请使用不超过 {wanted} 个字符的密码。"),
)
PASSWORD_TOO_PLAIN: Final = Code(
    "password-too-plain",
    label("The password is easy to guess.", "该密码容易被猜到。"),
    label(
        "Choose one that is not a row of the same or adjoining characters, and not the name.",
        "请不要使用重复或连续的字符，也不要使用账号名称。",
    ),
)

LONGEST: Final = 256
"""Characters of the longest password: to hash takes time that grows with it."""

_WELL_KNOWN: Final = ("password", "passw0rd", "qwerty", "letmein", "welcome", "iloveyou", "woaini", "admin", "lowcode")
_ROWS: Final = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")


class Passwords:
    """Hashes passwords with argon2id (RFC 9106), 19 MiB and two passes each, at most two at a time in this process."""

    def __init__(self, shortest: int) -> None:
        """Take how many characters a password needs at least."""
        self._shortest = shortest
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
        self._nobody = self._hasher.hash("nobody has this password")
        self._turns = asyncio.Semaphore(2)

    def check(self, password: str, *names: str | None) -> None:
        """Return when a password may be taken; `names` are what it must not be. Raises `Invalid` otherwise."""
        text = normal(password)
        found = [*self._lengths(text), *_plain(text.casefold(), [each.casefold() for each in names if each])]
        if found:
            message = "the password cannot be taken"
            raise Invalid(message, found)

    async def hash(self, password: str) -> str:
        """Return what is kept of a password; takes some tens of milliseconds, not of the event loop."""
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, normal(password))

    async def verify(self, kept: str | None, password: str) -> bool:
        """Return whether a password is the one of which `kept` was kept; takes as long when nothing was kept."""
        async with self._turns:
            right = await asyncio.to_thread(self._matches, kept or self._nobody, normal(password)[: LONGEST + 1])
        return right and kept is not None

    def weak(self, kept: str) -> bool:
        """Return whether a password should be hashed again, since the product hashes better now."""
        return self._hasher.check_needs_rehash(kept)

    def _matches(self, kept: str, password: str) -> bool:
        """Return whether a hash is of a password."""
        try:
            return self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False

    def _lengths(self, text: str) -> list[Diagnostic]:
        """Return what is wrong with the length."""
        if len(text) < self._shortest:
            return [PASSWORD_TOO_SHORT.report(found=len(text), wanted=self._shortest)]
        if len(text) > LONGEST:
            return [PASSWORD_TOO_LONG.report(found=len(text), wanted=LONGEST)]
        return []


def normal(password: str) -> str:
    """Return a password in the one form of its characters (NFKC, as NIST SP 800-63B asks), however it was typed."""
    return unicodedata.normalize("NFKC", password)


def _plain(text: str, names: list[str]) -> list[Diagnostic]:
    """Return that a password, in small letters, is easy to guess: little is left of it without what is well known."""
    rest = text
    for known in (*names, *_WELL_KNOWN):
        rest = rest.replace(known, "")
    steps = {second for first, second in pairwise(rest) if not _adjoining(first, second)}
    return [PASSWORD_TOO_PLAIN.report()] if len(steps) < 3 else []


def _adjoining(first: str, second: str) -> bool:
    """Return whether two characters follow each other in a row that hands know."""
    return first == second or any(first + second in row or second + first in row for row in _ROWS)
