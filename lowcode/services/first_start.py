"""`FirstStart`: what an empty workspace gets before anybody comes: an administrator, the apps, people to try them."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Final
from uuid import UUID

import lowcode
from lowcode.bundle.folder import files_of
from lowcode.bundle.linking import ordered
from lowcode.kernel.errors import Invalid, LowcodeError, Unavailable
from lowcode.kernel.names import Label, label
from lowcode.services.accounts import NewAccount
from lowcode.services.actor import ADMINISTRATOR, PRODUCT
from lowcode.services.demo_company import DemoCompany
from lowcode.services.first_login import FirstLogin, Login
from lowcode.services.flow_samples import begin_flows
from lowcode.services.flows import Flows
from lowcode.services.hiring import Hiring
from lowcode.services.passwords import Passwords
from lowcode.services.roles import NewGrant
from lowcode.services.workshop import workshop
from lowcode.services.workspace import Workspace
from lowcode.store import accounts, audit
from lowcode.store.one_transaction import one_transaction
from lowcode.store.statement import Connection

CATALOG: Final = Path(lowcode.__file__).parents[1] / "apps_catalog"
"""The apps that come with the product, a folder each: beside the packages, in a clone as where a wheel is installed."""

ADMIN: Final = "admin"
"""What the administrator signs in with."""

Tell = Callable[[Label], None]
"""Is told what is being done."""

_Work = Callable[[Workspace], Awaitable[None]]
"""What a step does, in its transaction."""

_EVER: Final = {"since": None, "until": None}
"""No bounds in time."""
_SUBJECT: Final = "first-start"
"""What the entries of the audit log are about by which a first start knows what it has done."""
_FIRST: Final = "administrator"
"""The step that only an empty workspace begins."""
_LAST: Final = "done"
"""The step after which there is nothing left to do."""
_PATIENCE: Final = 600.0
"""Seconds to wait for a step that another process is at."""


def apps_of(catalog: Path) -> list[str]:
    """Return the apps of a catalog, each behind those that it needs."""
    found: dict[str, list[str]] = {}
    for file in catalog.glob("*/app.json"):
        said = json.loads(file.read_bytes())
        found[file.parent.name] = [str(one["app"]) for one in said.get("depends", ())]
    return ordered(found)


class FirstStart:
    """The first start of one workspace.

    Each step is one transaction that ends with an entry in the audit log: a process that is killed leaves whole steps,
    and the next start goes on after them. Several processes that start at once take turns. A workspace in which
    somebody had an account before is left as it is.
    """

    def __init__(self, workspace: Workspace, tell: Tell, *, demo: bool = True, catalog: Path = CATALOG) -> None:
        """Take the workspace, whose tables are up to date, who is told of each step, and where the apps lie.

        With `demo`, people and records to try the apps with are brought too.
        """
        self._workspace = workspace
        self._tell = tell
        self._demo = demo
        self._catalog = catalog
        self._kept = FirstLogin(workspace.settings.home)
        self._hiring = Hiring(workspace.settings)

    async def run(self) -> tuple[Login, ...]:
        """Do what is left to do; returns the logins that a first start made up and that still hold.

        Raises `Invalid` for a password of the administrator that cannot be taken, and `Unavailable`.
        """
        async with self._workspace.database.connection() as connection:
            done = await _done(connection)
        if _LAST not in done and (_FIRST in done or await self._workspace.empty()):
            for step, work in self._steps():
                await self._once(step, work)
        return await self._holding()

    def _steps(self) -> Iterator[tuple[str, _Work]]:
        """Iterate over the steps with their names."""
        yield _FIRST, self._administrator
        for name in apps_of(self._catalog):
            about = label(f"the app {name}", f"应用 {name}")
            yield f"app:{name}", partial(self._tolerated, about, partial(self._app, self._catalog / name))
        if self._demo:
            about = label("people and records to try the apps with", "演示人员与数据")
            yield "demo", partial(self._tolerated, about, self._demonstration)
            about = label("flows under way", "进行中的流程")
            yield "flows", partial(self._tolerated, about, self._under_way)
        yield _LAST, self._appointed

    async def _once(self, step: str, work: _Work) -> None:
        """Do a step in one transaction unless it is done."""
        async with one_transaction(self._workspace.database) as database, database.connection() as connection:
            await self._turn(connection)
            if step not in await _done(connection):
                await work(Workspace(database, self._workspace.settings))
                await PRODUCT.note(connection, "workspace.prepared", _SUBJECT, step=step)

    async def _turn(self, connection: Connection) -> None:
        """Wait until no other process is at a step, longer than for other things, and let others wait until the end."""
        key = f"{self._workspace.database.workspace}/{_SUBJECT}"
        text = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"
        await connection.execute(text, key, timeout=_PATIENCE)

    async def _tolerated(self, about: Label, work: _Work, inner: Workspace) -> None:
        """Do what the product can do without: what is wrong with it is told, and nothing of it is kept."""
        self._tell(label(f"Bringing {about.en} …", f"正在准备{about.zh_cn}……"))
        try:
            async with inner.database.transaction():
                await work(inner)
        except Unavailable:
            raise
        except LowcodeError as error:
            found = [each for each in error.diagnostics if each.severity == "error"]
            reasons = {
                language: "; ".join(f"{each.path or '-'}: {each.text(language)}" for each in found[:5]) or str(error)
                for language in ("en", "zh-CN")
            }
            self._tell(label(f"{about.en}: left out. {reasons['en']}", f"{about.zh_cn}：未导入。{reasons['zh-CN']}"))

    # --- the steps ----------------------------------------------------------------------------------------------------

    async def _administrator(self, inner: Workspace) -> None:
        """Make the first account, unless somebody else has just made one."""
        if not await inner.empty():
            return
        given = inner.settings.admin_password
        new = NewAccount(name=ADMIN, display_name="管理员")
        try:
            account_id = await self._hiring.account(inner, new, given.get_secret_value() if given else None)
        except Invalid as error:
            message = "LOWCODE_ADMIN_PASSWORD cannot be the password of the administrator"
            raise Invalid(message, error.diagnostics) from error
        await inner.roles.grant(PRODUCT, NewGrant(role=ADMINISTRATOR, account_id=account_id))

    async def _app(self, folder: Path, inner: Workspace) -> None:
        """Import an app, unless one of this name is there."""
        if folder.name not in {each.name for each in await (await inner.bundles.publishing()).apps(PRODUCT)}:
            await inner.bundles.import_files(PRODUCT, files_of(folder))

    async def _demonstration(self, inner: Workspace) -> None:
        """Make people with their departments and roles, and fill the apps with some of their work."""
        password = self._hiring.password()

        async def hire(of: Workspace, new: NewAccount) -> UUID:
            return await self._hiring.account(of, new, password, keep=True)

        company = DemoCompany(inner, hire, self._tell)
        apps = await self._apps(inner)
        await company.settle(apps)
        await company.work(apps)

    async def _under_way(self, inner: Workspace) -> None:
        """Let sample records go through the flows of the apps."""
        async with workshop(inner, follows=False) as tools:
            flows = Flows(tools)
            for name in await self._apps(inner):
                await begin_flows(flows, name)

    async def _appointed(self, inner: Workspace) -> None:
        """Let the administrator administer the apps too."""
        found = await inner.accounts.page(PRODUCT, search=ADMIN)
        await self._grant(inner, {each.id: "admin" for each in found if each.name == ADMIN})

    # --- what the steps are made of -----------------------------------------------------------------------------------

    async def _grant(self, inner: Workspace, holders: dict[UUID, str]) -> None:
        """Give people the role of a name in each app of the catalog that has one."""
        apps = await self._apps(inner)
        roles = [(each.app, each.name) for each in await inner.roles.page(PRODUCT) if each.app in apps]
        for account_id, wanted in holders.items():
            for app, name in roles:
                if name == wanted:
                    await inner.roles.grant(PRODUCT, NewGrant(role=f"{app}.{name}", account_id=account_id))

    async def _apps(self, inner: Workspace) -> list[str]:
        """Return the apps of the catalog that are published."""
        there = await (await inner.bundles.publishing()).apps(PRODUCT)
        published = {each.name for each in there if each.current_version}
        return [name for name in apps_of(self._catalog) if name in published]

    async def _holding(self) -> tuple[Login, ...]:
        """Return the logins that still hold; those of this workspace that hold no more are forgotten."""
        kept = self._kept.logins()
        passwords = Passwords(self._workspace.settings.password_length)
        async with self._workspace.database.connection() as connection:
            rows = {key: await accounts.FOR_LOGIN.row(connection, name=each.name) for key, each in kept.items()}
        here = {key: row["password_hash"] for key, row in rows.items() if row is not None and row["id"] == key}
        proofs = {key: sha256((hash_ or "").encode()).hexdigest() for key, hash_ in here.items()}
        # To compare a password takes a twentieth of a second, which is much for some twenty people at each start.
        open_ = [key for key, proof in proofs.items() if kept[key].proof != proof]
        holds = await asyncio.gather(*(passwords.verify(here[key], kept[key].password) for key in open_))
        wrong = {key for key, right in zip(open_, holds, strict=True) if not right}
        self._kept.drop(wrong)
        self._kept.prove({key: proof for key, proof in proofs.items() if key not in wrong})
        return tuple(kept[key] for key in here if key not in wrong)


async def _done(connection: Connection) -> frozenset[str]:
    """Return the names of the steps that are done."""
    rows = await audit.PAGE.rows(
        connection, before=None, account_id=None, subject=_SUBJECT, action=None, most=1_000, **_EVER
    )
    return frozenset(row["details"].get("step", "") for row in rows)
