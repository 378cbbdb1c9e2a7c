"""`Hiring`: makes accounts whose passwords are kept in the home until they are changed."""

import secrets
from typing import Final
from uuid import UUID

from lowcode.services.accounts import NewAccount
from lowcode.services.actor import PRODUCT, Actor
from lowcode.services.first_login import FirstLogin, Login
from lowcode.services.workspace import Workspace
from lowcode.settings import Settings

_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""What passwords are made of: nothing that looks like something else."""
_GROUP: Final = 4
"""Letters of a password between two hyphens; twelve of them are about 59 bits."""
_STARTING: Final = Actor(agent="first start")
"""Who takes the tickets of the accounts that are made."""


class Hiring:
    """Makes accounts that can sign in."""

    def __init__(self, settings: Settings) -> None:
        """Take the settings: where passwords are kept, and how long they are."""
        self._settings = settings
        self._kept = FirstLogin(settings.home)

    async def account(self, inner: Workspace, new: NewAccount, password: str | None, *, keep: bool = False) -> UUID:
        """Return the key of a new account that can sign in; a password that nobody has given is kept in the home."""
        account, ticket = await inner.accounts.create(PRODUCT, new)
        chosen = password or self.password()
        await inner.accounts.accept(_STARTING, ticket.token, chosen)
        if keep or password is None:
            # Before the transaction ends: an account whose password nobody knows would be worse than one too many here.
            self._kept.add(account.id, Login(account.name, chosen))
        return account.id

    def password(self) -> str:
        """Return a new password."""
        count = max(3, -(-self._settings.password_length // _GROUP))
        return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(count))
