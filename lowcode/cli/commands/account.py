"""Make an account, or a new link to its password."""

import asyncio
import getpass
import sys
from typing import Annotated

import typer

from lowcode.services.accounts import Account, NewAccount, Ticket, account_name
from lowcode.services.actor import ADMINISTRATOR, PRODUCT, Actor
from lowcode.services.roles import NewGrant
from lowcode.services.workspace import Workspace
from lowcode.settings import Settings
from lowcode.store.database import opened
from lowcode.store.migration import migrate


def run(
    name: Annotated[str, typer.Argument(help="What the person signs in with.")],
    *,
    display_name: Annotated[str, typer.Option(help="How the person is called.", show_default="the name")] = "",
    administrator: Annotated[
        bool, typer.Option("--administrator", help="Give the person the role to administer people and apps.")
    ] = False,
    password: Annotated[
        bool, typer.Option("--password", help="Ask for the password here, or read it as a line of input.")
    ] = False,
) -> None:
    """Make an account and print the link by which the person chooses a password; who has one gets a new link.

    This is how the first administrator comes in, and how one comes back who forgot the password. The link holds once.
    """
    chosen = _asked() if password else None
    print(asyncio.run(_made(NewAccount(name=name, display_name=display_name or name), chosen, administrator)))


async def _made(new: NewAccount, password: str | None, administrator: bool) -> str:  # noqa: FBT001
    """Return what to print."""
    settings = Settings.of()
    async with opened(settings) as database:
        await migrate(database.url, settings.workspace)
        workspace = Workspace(database, settings)
        await workspace.prepare()
        account, ticket = await _account(workspace, new)
        if administrator:
            await workspace.roles.grant(PRODUCT, NewGrant(role=ADMINISTRATOR, account_id=account.id))
        if password is None:
            return workspace.link(ticket)
        await workspace.accounts.accept(Actor(agent="lowcode account"), ticket.token, password)
        return f"{account.name} can sign in"


async def _account(workspace: Workspace, new: NewAccount) -> tuple[Account, Ticket]:
    """Return the account of the name, made if need be, and a new ticket for it."""
    name = account_name(new.name)
    known = [each for each in await workspace.accounts.page(PRODUCT, search=name) if each.name == name]
    if known:
        return known[0], await workspace.accounts.invite(PRODUCT, known[0].id)
    return await workspace.accounts.create(PRODUCT, new)


def _asked() -> str:
    """Return the password that somebody types, or that is the first line of the input."""
    return getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
