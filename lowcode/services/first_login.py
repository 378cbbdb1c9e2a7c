"""`FirstLogin`: the passwords that the first start has made up, kept in the home until they are changed."""

import json
import os
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

FILE: Final = "first-login"
"""Its name in the home."""


@dataclass(frozen=True, slots=True)
class Login:
    """How somebody signs in who has not changed the password yet."""

    name: str
    """The name of the account."""
    password: str
    """The password."""


class FirstLogin:
    """Names and passwords by account, in a file that only its owner reads (mode 0600).

    Accounts are told apart by their keys, so that several workspaces and databases may share a home.
    """

    def __init__(self, home: Path) -> None:
        """Take the home."""
        self.file = home / FILE

    def logins(self) -> dict[UUID, Login]:
        """Return what is kept; nothing when there is no such file, or one that makes no sense."""
        try:
            found = json.loads(self.file.read_text(encoding="utf-8"))
            return {UUID(key): Login(each["name"], each["password"]) for key, each in found.items()}
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return {}

    def add(self, account_id: UUID, login: Login) -> None:
        """Keep one more."""
        self._write({**self.logins(), account_id: login})

    def drop(self, accounts: Collection[UUID]) -> None:
        """Keep some no more; without any left, there is no file."""
        if accounts:
            self._write({key: each for key, each in self.logins().items() if key not in accounts})

    def _write(self, logins: dict[UUID, Login]) -> None:
        """Write the file, whole or not at all."""
        if not logins:
            self.file.unlink(missing_ok=True)
            return
        self.file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.file.with_name(f"{FILE}.{os.getpid()}")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as opened:
            json.dump({str(key): asdict(each) for key, each in logins.items()}, opened, indent=2, ensure_ascii=False)
            opened.write("\n")
        fresh.replace(self.file)
