"""`FirstLogin`: the passwords that the first start has made up, kept in the home until they are changed."""

import json
import os
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Final
from uuid import UUID

from lowcode.kernel.diagnostics import Code
from lowcode.kernel.errors import Unavailable
from lowcode.kernel.names import label

NOT_KEPT: Final = Code(
    "first-login-not-kept",
    label("{file} cannot be written: {reason}.", "无法写入 {file}：{reason}。"),
    label(
        "Let the product write to its home, LOWCODE_HOME; or give LOWCODE_ADMIN_PASSWORD and start with --no-demo.",
        "请允许产品写入其主目录 LOWCODE_HOME；或设置 LOWCODE_ADMIN_PASSWORD 并以 --no-demo 启动。",
    ),
)

FILE: Final = "first-login"
"""Its name in the home."""


@dataclass(frozen=True, slots=True)
class Login:
    """How somebody signs in who has not changed the password yet."""

    name: str
    """The name of the account."""
    password: str
    """The password."""
    proof: str = field(default="", compare=False)
    """The digest (SHA-256) of the hash with which it was compared last: while the account has that, it holds."""


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
            return {UUID(key): Login(**each) for key, each in found.items()}
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return {}

    def add(self, account_id: UUID, login: Login) -> None:
        """Keep one more. Raises `Unavailable` when the file cannot be written."""
        try:
            self._write({**self.logins(), account_id: login})
        except OSError as error:
            message = f"{self.file} cannot be written"
            reason = error.strerror or str(error)
            raise Unavailable(message, [NOT_KEPT.report(file=self.file, reason=reason)]) from error

    def prove(self, proofs: Mapping[UUID, str]) -> None:
        """Keep that passwords were compared. It is done again at the next start when the file cannot be written."""
        kept = self.logins()
        fresh = {key: replace(each, proof=proofs.get(key, each.proof)) for key, each in kept.items()}
        if fresh != kept:
            with suppress(OSError):
                self._write(fresh)

    def drop(self, accounts: Collection[UUID]) -> None:
        """Keep some no more; without any left, there is no file. They stay when it cannot be written."""
        if not accounts:
            return
        with suppress(OSError):
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
