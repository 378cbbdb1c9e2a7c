"""`KeptDashboards`: dashboards that people make for themselves or for others who work with the app.

What they show is under the rights of who looks; only whoever has made one changes it.
"""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

import pydantic

from engine_reports.dashboard import Dashboard
from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Code, Diagnostic
from lowcode.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from lowcode.kernel.names import Name, label
from lowcode.services.actor import Actor
from lowcode.services.board_place import forget_board
from lowcode.services.message import Message
from lowcode.services.report_asking import Asker
from lowcode.services.report_codes import NO_DASHBOARD
from lowcode.services.report_messages import DashboardEntry
from lowcode.store.database import Database
from lowcode.store.ids import new_id
from lowcode.store.statement import Statement

PREFIX: Final = "my_"
"""How the names of kept dashboards begin; the key follows."""
MOST: Final = 200
"""How many dashboards one person keeps in an app."""
MAY_NOT_SHARE: Final = Code(
    "report-dashboard-not-shared",
    label("You may not share what it shows of {form}.", "您无权共享其中“{form}”的内容。"),
    label("Keep it for yourself, or ask for the right to share.", "请保存为个人仪表盘，或申请共享权限。"),
)
CHANGED: Final = Code(
    "report-dashboard-changed",
    label("The dashboard was changed elsewhere meanwhile.", "该仪表盘已在别处被修改。"),
    label("Load it again, and make your change there.", "请重新加载后再修改。"),
)
TOO_MANY: Final = Code(
    "report-dashboard-too-many",
    label("These are more than {limit} dashboards.", "仪表盘数量超过了 {limit} 个。"),
    label("Remove one that you need no more.", "请删除不再需要的仪表盘。"),
)
_LIST: Final = Statement(
    "SELECT id, account_id, shared, content, version FROM report_dashboard "
    "WHERE app = :app AND (shared OR account_id = :account_id) ORDER BY id"
)
_ONE: Final = Statement(
    "SELECT id, account_id, shared, content, version FROM report_dashboard "
    "WHERE id = :id AND app = :app AND (shared OR account_id = :account_id)"
)
_COUNT: Final = Statement("SELECT count(*) FROM report_dashboard WHERE app = :app AND account_id = :account_id")
_ADD: Final = Statement(
    "INSERT INTO report_dashboard (id, app, account_id, shared, content, version, updated_at) "
    "VALUES (:id, :app, :account_id, :shared, :content, 1, :at)"
)
_CHANGE: Final = Statement(
    "UPDATE report_dashboard SET shared = :shared, content = :content, version = version + 1, updated_at = :at "
    "WHERE id = :id AND version = :version"
)
_REMOVE: Final = Statement("DELETE FROM report_dashboard WHERE id = :id AND account_id = :account_id RETURNING app")


class KeptDashboard(Message):
    """A dashboard that somebody has made."""

    dashboard: Dashboard
    """The dashboard; its name is what links call it."""
    shared: bool = False
    """Whether everybody who works with the app has it."""
    mine: bool = True
    """Whether the asker may change it."""
    version: int = 1
    """How often it was saved."""


class DashboardDraft(Message):
    """A dashboard as somebody wants to keep it."""

    dashboard: Dashboard
    """The dashboard; its name is given by the product."""
    shared: bool = False
    """Whether everybody who works with the app has it."""
    version: int = pydantic.Field(default=0, ge=0)
    """The version that was changed; 0 for a new one."""


class KeptDashboards:
    """The dashboards of people in one workspace."""

    def __init__(self, database: Database) -> None:
        """Take the workspace."""
        self._database = database

    async def list(self, asker: Asker) -> tuple[DashboardEntry, ...]:
        """Return those of the asker and those that are shared."""
        if asker.actor.account_id is None or not asker.works:
            return ()
        async with self._database.connection() as connection:
            rows = await _LIST.rows(connection, app=asker.app.name, account_id=asker.actor.account)
        found = []
        for row in rows:
            one = Dashboard.model_validate(row["content"])
            mine = row["account_id"] == asker.actor.account
            found.append(
                DashboardEntry(
                    name=one.name, label=one.label, description=one.description, tiles=len(one.tiles),
                    kept=True, mine=mine, shared=row["shared"],
                )
            )  # fmt: skip
        return tuple(found)

    async def get(self, asker: Asker, name: str) -> KeptDashboard:
        """Return one. Raises `NotFound`."""
        async with self._database.connection() as connection:
            row = await _ONE.row(connection, id=_key(name), app=asker.app.name, account_id=asker.actor.account)
        if row is None or not asker.works:
            raise _unknown(name)
        return KeptDashboard(
            dashboard=Dashboard.model_validate(row["content"]),
            shared=row["shared"],
            mine=row["account_id"] == asker.actor.account,
            version=row["version"],
        )

    async def add(self, asker: Asker, draft: DashboardDraft) -> KeptDashboard:
        """Keep a new one. Raises `Invalid`, `Forbidden`."""
        account = asker.actor.require_presence()
        asker.require_work()
        key = new_id()
        content = self._checked(asker, draft, f"{PREFIX}{key.hex}")
        async with self._database.transaction() as connection:
            if await _COUNT.value(connection, app=asker.app.name, account_id=account) >= MOST:
                message = "too many dashboards"
                raise Invalid(message, [TOO_MANY.report(limit=MOST)])
            await _ADD.run(
                connection, id=key, app=asker.app.name, account_id=account, shared=draft.shared,
                content=_document(content), at=clock.now(),
            )  # fmt: skip
        return KeptDashboard(dashboard=content, shared=draft.shared)

    async def change(self, asker: Asker, name: str, draft: DashboardDraft) -> KeptDashboard:
        """Change one that is the asker's. Raises `NotFound`, `Invalid`, `Forbidden`, `Conflict`."""
        known = await self.get(asker, name)
        if not known.mine:
            raise _unknown(name)
        content = self._checked(asker, draft, name)
        async with self._database.connection() as connection:
            changed = await _CHANGE.run(
                connection, id=_key(name), shared=draft.shared, content=_document(content), at=clock.now(),
                version=draft.version,
            )  # fmt: skip
        if not changed:
            message = "the dashboard was changed"
            raise Conflict(message, [CHANGED.report()])
        return KeptDashboard(dashboard=content, shared=draft.shared, version=draft.version + 1)

    async def remove(self, actor: Actor, name: str) -> None:
        """Remove one that is the actor's, with what was said about it. Raises `NotFound`."""
        async with self._database.transaction() as connection:
            removed = await _REMOVE.row(connection, id=_key(name), account_id=actor.require_presence())
            if removed is None:
                raise _unknown(name)
            await forget_board(connection, removed["app"], name)

    def _checked(self, asker: Asker, draft: DashboardDraft, name: Name) -> Dashboard:
        """Return a dashboard as it is kept. Raises `Invalid` for one that does not fit, `Forbidden` to share it."""
        content = draft.dashboard.model_copy(update={"name": name, "roles": ()})
        if problems := [*content.problems(), *_problems(asker, content)]:
            message = "the dashboard is not accepted"
            raise Invalid(message, problems)
        asked = {one.chart.query.dataset for one in content.tiles if one.chart is not None}
        forms = {form for one in asked for form in asker.dataset(one).dataset.forms}
        closed = [one for one in sorted(forms) if not asker.app.access.of(asker.reader, one).allowed("share")]
        if draft.shared and closed:
            message = "the dashboard may not be shared"
            shown = asker.app.forms.forms[closed[0]].label
            raise Forbidden(message, [MAY_NOT_SHARE.report(form=shown)])
        return content


def _problems(asker: Asker, dashboard: Dashboard) -> Iterator[Diagnostic]:
    """Iterate over what cannot be computed for who wants to keep it."""
    for at, tile in enumerate(dashboard.tiles):
        for place, query in tile.questions():
            try:
                asker.question(query).compiled("postgres")
            except Invalid as error:
                yield from (one.at(f"/dashboard/tiles/{at}{place}") for one in error.diagnostics)


def _document(content: Dashboard) -> dict[str, object]:
    """Return a dashboard as JSON."""
    found: dict[str, object] = content.model_dump(mode="json", by_alias=True)
    return found


def _key(name: str) -> UUID:
    """Return the key of a kept dashboard. Raises `NotFound` for what is the name of none."""
    try:
        return UUID(hex=name.removeprefix(PREFIX))
    except ValueError:
        raise _unknown(name) from None


def _unknown(name: str) -> NotFound:
    """Return the error of a dashboard that is not there, or not for who asks."""
    message = f"there is no dashboard {name}"
    return NotFound(message, [NO_DASHBOARD.report(name=name[:80])])
