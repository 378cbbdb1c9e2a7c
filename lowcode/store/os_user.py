"""`OsUser`: whom PostgreSQL runs as when the product itself was started by root, which PostgreSQL refuses to be."""

import os
import pwd
import struct
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

_NAME = "lowcode"
_ACL = "system.posix_acl_access"
_ENTRY = struct.Struct("<HHI")
_USER_OBJ, _USER, _GROUP_OBJ, _MASK, _OTHER = 0x01, 0x02, 0x04, 0x10, 0x20
_NOBODY = 0xFFFFFFFF
_SEARCH = 1


@dataclass(frozen=True, slots=True)
class OsUser:
    """An account of the operating system."""

    uid: int
    gid: int

    def own(self, folder: Path) -> None:
        """Give `folder` and everything below it to this user."""
        for path in [folder, *folder.rglob("*")]:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def let_through(self, folder: Path) -> None:
        """Let this user, and nobody else, pass through `folder` and the folders above it, not list or read them.

        It is done by an access control list; on a file system without such lists by the search bit for all.
        """
        for each in [*reversed(folder.resolve().parents), folder.resolve()]:
            if not self._passes(each):
                self._admit(each)

    def _passes(self, folder: Path) -> bool:
        """Return whether the plain mode of `folder` lets this user through."""
        found = folder.stat()
        if found.st_uid == self.uid:
            return bool(found.st_mode & 0o100)
        return bool(found.st_mode & (0o010 if found.st_gid == self.gid else 0o001))

    def _admit(self, folder: Path) -> None:
        """Add the search permission of this user to `folder`."""
        try:
            os.setxattr(folder, _ACL, _packed({*_acl(folder), (_USER, _SEARCH, self.uid)}))
        except OSError:
            folder.chmod(folder.stat().st_mode | 0o001)


def server_user(folder: Path) -> OsUser | None:
    """Return whom to run the server of the cluster in `folder` as: None, the present user, unless that is root.

    As root it is the owner of the folder, or else the account `lowcode`, which is created when it does not exist.
    Raises `OSError` when it cannot be.
    """
    if os.geteuid() != 0:
        return None
    owner = folder.stat().st_uid if folder.exists() else 0
    account = _account(owner) if owner else None
    return account or _account(_NAME) or _created()


def _account(key: str | int) -> OsUser | None:
    """Return the account of that name or number, or None."""
    try:
        found = pwd.getpwnam(key) if isinstance(key, str) else pwd.getpwuid(key)
    except KeyError:
        return None
    return OsUser(found.pw_uid, found.pw_gid)


def _created() -> OsUser:
    """Create the account of the server, which nobody can log in to. Raises `OSError` when that fails."""
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", _NAME]
    said = ""
    for _ in range(10):  # another process may be changing the list of accounts, perhaps to create the same
        try:
            said = subprocess.run(command, capture_output=True, text=True, check=False).stderr.strip()  # noqa: S603
        except FileNotFoundError as missing:
            said = str(missing)
        if account := _account(_NAME):
            return account
        time.sleep(0.3)
    msg = (
        f"PostgreSQL does not run as root, and the account '{_NAME}' cannot be created: {said}. "
        "Create it, or start as an ordinary user."
    )
    raise OSError(msg)


def _acl(folder: Path) -> list[tuple[int, int, int]]:
    """Return the access control list of `folder` (tag, permissions, number), made of its mode when it has none."""
    try:
        packed = os.getxattr(folder, _ACL)
        return [(tag, bits, number) for tag, bits, number in _ENTRY.iter_unpack(packed[4:])]
    except OSError:
        mode = folder.stat().st_mode
        group = mode >> 3 & 7
        return [(_USER_OBJ, mode >> 6 & 7, _NOBODY), (_GROUP_OBJ, group, _NOBODY), (_OTHER, mode & 7, _NOBODY)]


def _packed(entries: set[tuple[int, int, int]]) -> bytes:
    """Return the list in the form of the kernel (linux/posix_acl_xattr.h): version 2, sorted, with its mask.

    The mask is made anew of what it has to let pass: a plain chmod narrows it.
    """
    mask = 0
    for tag, bits, _ in entries:
        if tag not in {_USER_OBJ, _MASK, _OTHER}:
            mask |= bits
    kept = [*(each for each in entries if each[0] != _MASK), (_MASK, mask, _NOBODY)]
    return struct.pack("<I", 2) + b"".join(_ENTRY.pack(*each) for each in sorted(kept))
