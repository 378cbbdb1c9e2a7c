"""`Demonstration`: the whole company of the demonstration, in a workspace without other data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from lowcode.bundle.folder import files_of
from lowcode.bundle.sampling import Extent
from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Code
from lowcode.kernel.errors import Conflict
from lowcode.kernel.names import label
from lowcode.services.accounts import NewAccount
from lowcode.services.actor import PRODUCT
from lowcode.services.app_samples import Progress
from lowcode.services.demo_company import DemoCompany, Tell
from lowcode.services.first_login import FirstLogin, Login
from lowcode.services.first_start import CATALOG, apps_of
from lowcode.services.flow_samples import begin_flows
from lowcode.services.flow_steps import Steps
from lowcode.services.flows import Flows, end
from lowcode.services.hiring import Hiring
from lowcode.services.workshop import workshop
from lowcode.services.workspace import Workspace
from lowcode.store import audit

OTHER_DATA: Final = Code(
    "demo-other-data",
    label(
        "People have worked in this workspace: {count} changes, the last of them in {form}.",
        "该工作区已有人工数据：{count} 次变更，最近一次在 {form}。",
    ),
    label(
        "Choose another workspace or LOWCODE_HOME; or give --replace, which removes all records of the shipped apps.",
        "请更换工作区或 LOWCODE_HOME；或使用 --replace，将删除自带应用的全部记录。",
    ),
)
OTHER_DEMO: Final = Code(
    "demo-other-extent",
    label("There is a demonstration of another extent: {there}.", "已有不同规模的演示数据：{there}。"),
    label(
        "Give the same --seed and --years to go on with it, or --replace.",
        "请使用相同的 --seed 与 --years 继续，或使用 --replace。",
    ),
)
_SUBJECT: Final = "demonstration"
_BEGUN: Final = "demo.begun"
_DONE: Final = "demo.done"
_WORKED: Final = """
    SELECT count(*) AS count, (array_agg(form ORDER BY id DESC))[1] AS form FROM record_change
    WHERE split_part(form, '.', 1) = ANY ($1) AND account_id IS NOT NULL AND NOT cause ? 'sample'
"""
_RUNNING: Final = "SELECT id FROM flow_instance WHERE app = ANY ($1) AND ended_at IS NULL"


@dataclass(frozen=True, slots=True)
class Demonstrated:
    """What there is now."""

    fresh: bool
    """Whether anything was done."""
    left: int
    """How many records the apps have refused, as deliveries of what is not in stock."""
    logins: tuple[Login, ...]
    """How the people sign in who have not changed their passwords."""


class Demonstration:
    """Brings the whole company; what is broken off goes on where it was, with the same records."""

    def __init__(self, workspace: Workspace, tell: Tell, progress: Progress, *, catalog: Path = CATALOG) -> None:
        """Take the workspace, who is told of each app and of how far it is, and where the apps lie."""
        self._workspace = workspace
        self._tell = tell
        self._progress = progress
        self._catalog = catalog

    async def run(self, extent: Extent, *, replace: bool = False) -> Demonstrated:
        """Bring it. Raises `Conflict` where there is other data, unless it is to be replaced."""
        apps = apps_of(self._catalog)
        begun = await self._begun()
        wanted = {"seed": extent.seed, "years": extent.years, "few": extent.few}
        same = begun is not None and {name: begun[name] for name in wanted} == wanted
        if not replace:
            await self._refuse_other(apps, None if same else begun)
        if not same or replace:
            await self._clear(apps)
            begun = {**wanted, "today": clock.now().date().isoformat(), "done": False}
            await self._note(_BEGUN, begun)
        assert begun is not None
        left = 0
        if not begun["done"]:
            left = await self._bring(apps, extent, date.fromisoformat(begun["today"]))
            await self._note(_DONE, {})
        kept = FirstLogin(self._workspace.settings.home).logins()
        return Demonstrated(not begun["done"], left, tuple(kept.values()))

    async def _bring(self, apps: list[str], extent: Extent, today: date) -> int:
        """Bring what is missing; returns how many records were refused."""
        publishing = await self._workspace.bundles.publishing()
        there = {each.name for each in await publishing.apps(PRODUCT) if each.current_version}
        for name in apps:
            if name not in there:
                self._tell(label(f"Bringing the app {name} …", f"正在准备应用 {name}……"))
                await self._workspace.bundles.import_files(PRODUCT, files_of(self._catalog / name))
        hiring = Hiring(self._workspace.settings)
        kept = [each.password for each in FirstLogin(self._workspace.settings.home).logins().values()]
        password = kept[-1] if kept else hiring.password()

        async def hire(of: Workspace, new: NewAccount) -> UUID:
            return await hiring.account(of, new, password, keep=True)

        company = DemoCompany(self._workspace, hire, self._tell, extent=extent)
        await company.settle(apps)
        filling = await company.work(apps, today=today, again=True, progress=self._progress)
        async with workshop(self._workspace) as tools:
            for name in apps:
                await begin_flows(Flows(tools), name)
        return len(filling.gone)

    async def _clear(self, apps: list[str]) -> None:
        """Remove the apps with their records, those first that need others, and end the flows that speak of them."""
        publishing = await self._workspace.bundles.publishing()
        there = [each.name for each in await publishing.apps(PRODUCT)]
        listed = [name for name in reversed(apps) if name in there]
        if not listed:
            return
        self._tell(label("Removing what is there …", "正在清除现有数据……"))
        async with self._workspace.database.connection() as connection:
            running = [row["id"] for row in await connection.fetch(_RUNNING, listed)]
        async with workshop(self._workspace) as tools:
            flows = Flows(tools)
            for id_ in running:
                await flows.transaction(_ending(id_))
        for name in listed:
            await self._workspace.bundles.remove(PRODUCT, name, purge=True)

    # --- what is known ------------------------------------------------------------------------------------------------

    async def _refuse_other(self, apps: list[str], begun: Mapping[str, Any] | None) -> None:
        """Raise `Conflict` where people have worked, or a demonstration of another extent is."""
        if begun is not None:
            there = ", ".join(f"{name} {value}" for name, value in begun.items() if name in {"seed", "years"})
            message = "there is another demonstration"
            raise Conflict(message, [OTHER_DEMO.report(there=there)])
        async with self._workspace.database.connection() as connection:
            row = await connection.fetchrow(_WORKED, apps)
        if row is not None and row["count"]:
            message = "people have worked in this workspace"
            raise Conflict(message, [OTHER_DATA.report(count=row["count"], form=row["form"])])

    async def _begun(self) -> dict[str, Any] | None:
        """Return the extent of the newest demonstration, and whether it is done; None without any."""
        async with self._workspace.database.connection() as connection:
            rows = await audit.PAGE.rows(
                connection, before=None, account_id=None, subject=_SUBJECT, action=None, since=None, until=None, most=2
            )
        if not rows:
            return None
        done = rows[0]["action"] == _DONE
        newest = next((row for row in rows if row["action"] == _BEGUN), None)
        return None if newest is None else {**newest["details"], "done": done}

    async def _note(self, action: str, details: Mapping[str, Any]) -> None:
        """Remember how far it is."""
        async with self._workspace.database.connection() as connection:
            await PRODUCT.note(connection, action, _SUBJECT, **details)


def _ending(id_: UUID) -> Any:
    """Return what ends an instance of a flow."""

    async def work(steps: Steps) -> None:
        for each in await steps.hold([id_]):
            await end(steps, await steps.held(each), "demonstration")

    return work
