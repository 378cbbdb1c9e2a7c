"""`BoardComments`: what people say about dashboards and their charts."""

from typing import Final
from uuid import UUID

from engine_reports.dashboard import Dashboard
from lowcode.services.actor import Actor
from lowcode.services.board_place import place_of
from lowcode.services.comments import Comment, Conversation, NewComment, reader_called
from lowcode.services.record_app import RecordApp
from lowcode.services.report_asking import Asker, ReportAsking
from lowcode.services.report_boards import dashboard_of, is_open
from lowcode.services.report_kept import PREFIX, KeptDashboards
from lowcode.store.database import Database
from lowcode.store.statement import Connection, Statement

_LANGUAGE: Final = Statement("SELECT language FROM account WHERE id = :id")


class BoardComments:
    """The use cases of comments and followers of dashboards, in one workspace."""

    def __init__(self, database: Database, asking: ReportAsking, kept: KeptDashboards) -> None:
        """Take the workspace, who knows askers, and the dashboards that people keep."""
        self._database = database
        self._asking = asking
        self._kept = kept

    async def page(self, app: RecordApp, actor: Actor, name: str) -> list[Comment]:
        """Return what was said about a dashboard that the actor sees, the oldest first. Raises `NotFound`."""
        about = await self._about(app, actor, name, "read")
        async with self._database.connection() as connection:
            return await about.page(connection)

    async def add(self, app: RecordApp, actor: Actor, name: str, new: NewComment) -> UUID:
        """Say something about a dashboard that the actor sees, or a chart of it. Raises `NotFound`, `Invalid`."""
        about = await self._about(app, actor, name, "write", new.part)
        async with self._database.transaction() as connection:
            return await about.add(connection, actor, new)

    async def edit(self, app: RecordApp, actor: Actor, name: str, comment_id: UUID, new: NewComment) -> None:
        """Change what one has said. Raises `NotFound`, `Forbidden`."""
        about = await self._about(app, actor, name, "write")
        async with self._database.transaction() as connection:
            await about.edit(connection, actor, comment_id, new)

    async def remove(self, app: RecordApp, actor: Actor, name: str, comment_id: UUID) -> None:
        """Take back what one has said; that something was said stays. Raises `NotFound`, `Forbidden`."""
        about = await self._about(app, actor, name, "write")
        async with self._database.transaction() as connection:
            await about.remove(connection, actor, comment_id)

    async def followers(self, app: RecordApp, actor: Actor, name: str) -> list[UUID]:
        """Return who hears of what is said about a dashboard. Raises `NotFound`."""
        about = await self._about(app, actor, name, "read")
        async with self._database.connection() as connection:
            return await about.followers(connection)

    async def follow(self, app: RecordApp, actor: Actor, name: str, *, on: bool) -> None:
        """Hear of what is said about a dashboard, or do so no more. Raises `NotFound`."""
        about = await self._about(app, actor, name, "write")
        async with self._database.connection() as connection:
            await about.follow(connection, actor, on=on)

    async def check(self, app: RecordApp, actor: Actor, name: str) -> None:
        """Return when the actor sees a dashboard, and so the files of its comments. Raises `NotFound`."""
        await self._about(app, actor, name, "read")

    async def _about(
        self, app: RecordApp, actor: Actor, name: str, scope: str, part: str | None = None
    ) -> Conversation:
        """Return what is said about a dashboard that the actor sees. Raises `NotFound`, `Forbidden`."""
        actor.require_scope(scope)
        asker = await self._asking.asker(app, actor)
        kept = None
        if name in asker.reports.dashboards or not name.startswith(PREFIX):
            dashboard = dashboard_of(asker, name)
        else:
            kept = await self._kept.get(asker, name)
            dashboard = kept.dashboard

        async def sees(held: Connection, account_id: UUID) -> bool:
            """Return whether somebody sees the dashboard."""
            if kept is not None and not kept.shared:
                return account_id == actor.account_id
            reader = await reader_called(held, account_id)
            theirs = Asker(asker.reports, reader, reader.actor)
            return theirs.works if kept is not None else is_open(theirs, dashboard)

        async def names(held: Connection, account_id: UUID) -> str | None:
            """Return what the dashboard is called in somebody's language."""
            language = await _LANGUAGE.value(held, id=account_id)
            return dashboard.label.text("en" if language == "en" else "zh-CN")

        link = f"/app/{app.name}/dashboard/{name}?comments={part or ''}"
        return Conversation(*place_of(app.name, name), link, sees, names, parts=_parts(dashboard))


def _parts(dashboard: Dashboard) -> tuple[str, ...]:
    """Return the charts of a dashboard, which may be spoken about by themselves."""
    return tuple(one.name for one in dashboard.tiles if one.chart is not None)
