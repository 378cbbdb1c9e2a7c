"""`Workspace`: the use cases of one workspace, put together."""

from typing import Final

from lowcode.services.accounts import Account, Accounts, NewAccount, Ticket
from lowcode.services.actor import ADMINISTRATOR, PRODUCT
from lowcode.services.app_bundles import AppBundles
from lowcode.services.app_previews import AppPreviews
from lowcode.services.audit import Audit
from lowcode.services.connection_tables import ConnectionTables
from lowcode.services.connections import Connections
from lowcode.services.departments import Departments
from lowcode.services.files import Files
from lowcode.services.hooks import Hooks
from lowcode.services.job_desk import Jobs
from lowcode.services.notifications import Notifications
from lowcode.services.oidc import Oidc
from lowcode.services.passwords import Passwords
from lowcode.services.report_outside import OutsideSource
from lowcode.services.roles import PLATFORM, NewGrant, Roles
from lowcode.services.rule_schedules import SWEEP
from lowcode.services.schedules import Schedule, Schedules
from lowcode.services.sessions import Sessions
from lowcode.services.tokens import Tokens
from lowcode.settings import Settings
from lowcode.store import accounts
from lowcode.store.database import Database

_REPORTS: Final = Schedule("reports", "* * * * *", "report_due")
"""Every minute it is looked which reports are to be sent, and which alerts to be looked at."""
_MAILS: Final = Schedule("notice_mails", "*/2 * * * *", "notice_mails")
"""Every two minutes what people were told and have not read goes out by mail."""
_ARCHIVE: Final = Schedule("flow_archive", "47 3 * * *", "flow_archive")
"""Every night flows that ended long ago move into the archive."""
_PURGE: Final = Schedule("purge", "17 3 * * *", "purge")
"""Every night what is not needed any more is forgotten."""


class Workspace:
    """The use cases of one workspace."""

    def __init__(self, database: Database, settings: Settings) -> None:
        """Take the workspace's tables, which are up to date, and the settings."""
        self.database = database
        self.settings = settings
        passwords = Passwords(settings.password_length)
        self.accounts = Accounts(database, settings, passwords)
        self.sessions = Sessions(database, settings, passwords)
        self.oidc = Oidc(database, settings, self.accounts, self.sessions)
        self.tokens = Tokens(database, settings)
        self.departments = Departments(database)
        self.files = Files(database, settings)
        self.roles = Roles(database, self.accounts)
        self.audit = Audit(database)
        self.notifications = Notifications(database)
        self.hooks = Hooks(database, settings)
        self.connections = Connections(database, settings)
        self.jobs = Jobs(database)
        outside = OutsideSource(database, settings)
        self.connection_tables = ConnectionTables(outside)
        self.bundles = AppBundles(database, self.roles, outside)
        self.previews = AppPreviews(database, self.bundles)

    async def prepare(self) -> None:
        """Make the roles of the platform known, and remove what has expired; to be done at every start."""
        async with self.database.transaction() as connection:
            await self.database.hold(connection, "roles")
            await self.roles.declare(connection, "platform", PLATFORM)
            await Schedules(self.database).declare(connection, "platform", [_PURGE, _ARCHIVE, _MAILS, SWEEP, _REPORTS])
        await self.sessions.tidy()

    async def empty(self) -> bool:
        """Return whether nobody has an account yet."""
        async with self.database.connection() as connection:
            return not await accounts.COUNT.value(connection)

    def link(self, ticket: Ticket) -> str:
        """Return the link that a ticket is sent as; what is secret stands where servers and logs do not see it."""
        public = self.settings.public_url or "http://127.0.0.1:8000"
        return f"{public.rstrip('/')}/invitation#{ticket.token}"

    async def appoint(self, new: NewAccount) -> tuple[Account, Ticket]:
        """Return a new account of an administrator, and the ticket by which the person chooses a password.

        For the first account, and for the command line of those who run the installation.
        """
        account, ticket = await self.accounts.create(PRODUCT, new)
        await self.roles.grant(PRODUCT, NewGrant(role=ADMINISTRATOR, account_id=account.id))
        return await self.accounts.get(PRODUCT, account.id), ticket
