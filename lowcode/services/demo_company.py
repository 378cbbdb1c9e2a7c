"""`DemoCompany`: people with departments and roles, and two years of their work in the apps."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from uuid import UUID

from lowcode.bundle.sampling import Extent
from lowcode.kernel import clock
from lowcode.kernel.errors import Conflict
from lowcode.kernel.names import Label, label
from lowcode.services.accounts import NewAccount
from lowcode.services.actor import PRODUCT
from lowcode.services.app_samples import AppSamples, Filling, Owner, Progress
from lowcode.services.demo_people import DEPARTMENTS, OWNERS, PEOPLE, DemoPerson
from lowcode.services.departments import DepartmentDraft, Membership
from lowcode.services.roles import NewGrant
from lowcode.services.workspace import Workspace

Hire = Callable[[Workspace, NewAccount], Awaitable[UUID]]
"""Makes an account that can sign in, and returns its key."""
Tell = Callable[[Label], None]
"""Is told what is being done."""


_NIGHT = "UPDATE schedule SET next_at = $2 WHERE app = ANY ($1) AND kind IN ('rule_sweep', 'score_run')"
"""Lets a worker do at once what apps do every night: nobody waits a day for scores and what rules find by the clock."""


class DemoCompany:
    """The company of the demonstration in one workspace; what is there of it already is left as it is."""

    def __init__(self, workspace: Workspace, hire: Hire, tell: Tell, *, extent: Extent | None = None) -> None:
        """Take the workspace, what makes accounts, who is told of each app, and how much there is to be."""
        self._workspace = workspace
        self._hire = hire
        self._tell = tell
        self.extent = extent or Extent(few=True)
        self.people = [one for one in PEOPLE if not (one.whole and self.extent.few)]

    async def settle(self, apps: Sequence[str]) -> None:
        """Make the departments and people that are missing, and give them their roles in apps."""
        departments = await self._departments()
        there = {each.name: each.id for each in await self._workspace.accounts.page(PRODUCT)}
        for one in self.people:
            if one.name not in there:
                new = NewAccount(name=one.name, display_name=one.display_name)
                there[one.name] = await self._hire(self._workspace, new)
                membership = Membership(head=one.head, main=True, title=one.title)
                department = departments[one.department]
                await self._workspace.departments.set_member(PRODUCT, department, there[one.name], membership)
        await self.grant({there[one.name]: one.role for one in self.people}, apps)

    async def _departments(self) -> dict[str, UUID]:
        """Return the departments by name; those that are missing are made."""
        async with self._workspace.database.connection() as connection:
            rows = await connection.fetch("SELECT id, name FROM department ORDER BY id DESC")
        found: dict[str, UUID] = {row["name"]: row["id"] for row in rows}
        for each in DEPARTMENTS:
            if each.name not in found:
                draft = DepartmentDraft(name=each.name, parent_id=found.get(each.above))
                found[each.name] = (await self._workspace.departments.create(PRODUCT, draft)).id
        return found

    async def grant(self, holders: Mapping[UUID, str], apps: Sequence[str]) -> None:
        """Give people the role of a name in each app that has one."""
        roles = [(each.app, each.name) for each in await self._workspace.roles.page(PRODUCT) if each.app in apps]
        for account_id, wanted in holders.items():
            for app, name in roles:
                if name == wanted:
                    await self._workspace.roles.grant(PRODUCT, NewGrant(role=f"{app}.{name}", account_id=account_id))

    async def work(
        self, apps: Sequence[str], *, today: date | None = None, again: bool = False, progress: Progress | None = None
    ) -> Filling:
        """Fill apps, each behind those that it needs, with the work of the people; returns what was left out.

        With `again`, records that are there are passed over. Apps in which somebody has records are told and left.
        """
        filling = Filling(today or clock.now().date(), self.extent, await self._owners(apps), again=again)
        if progress is not None:
            filling.tell = progress
        samples = AppSamples(self._workspace.database)
        for name in apps:
            try:
                await samples.fill(PRODUCT, name, filling)
            except Conflict as error:
                about = "; ".join(each.text("en") for each in error.diagnostics)
                zh = "；".join(each.text("zh-CN") for each in error.diagnostics)
                self._tell(label(f"No records for {name}: {about}", f"未为 {name} 导入数据：{zh}"))
        for name in apps:
            if name in filling.apps:
                await samples.finish(PRODUCT, name, filling)
        async with self._workspace.database.connection() as connection:
            await connection.execute(_NIGHT, list(apps), clock.now())
        return filling

    async def _owners(self, apps: Sequence[str]) -> dict[str, list[Owner]]:
        """Return by app whom records belong to: the sellers, or whoever of the company has a role where none has."""
        text = """
            SELECT DISTINCT a.name, a.id, m.department_id, r.app FROM role_grant g
            JOIN role r ON r.id = g.role_id JOIN account a ON a.id = g.account_id
            LEFT JOIN department_member m ON m.account_id = a.id AND m.main WHERE a.status = 'active'
        """
        async with self._workspace.database.connection() as connection:
            rows = await connection.fetch(text)
        place = {one.name: (at, one) for at, one in enumerate(self.people)}
        found: dict[str, list[tuple[int, DemoPerson, Owner]]] = {name: [] for name in apps}
        for row in rows:
            if row["app"] in found and row["name"] in place:
                at, one = place[row["name"]]
                found[row["app"]].append((at, one, (row["id"], row["department_id"])))
        owners: dict[str, list[Owner]] = {}
        for name, listed in found.items():
            ranked = sorted(listed, key=lambda each: each[0])
            sellers = [owner for _, one, owner in ranked if one.role == OWNERS]
            owners[name] = sellers or [owner for _, _, owner in ranked]
        return owners
