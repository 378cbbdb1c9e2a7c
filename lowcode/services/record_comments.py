"""`Comments`: what people say about records, whom they mention, and who follows."""

from uuid import UUID

from lowcode.kernel.errors import Forbidden
from lowcode.services.actor import Actor
from lowcode.services.comments import Comment, Conversation, NewComment, reader_called
from lowcode.services.record_app import RecordApp
from lowcode.services.record_codes import NO_COMMENTS
from lowcode.services.record_link import link_of
from lowcode.services.record_reading import Reading
from lowcode.store.bound import Bound
from lowcode.store.database import Database
from lowcode.store.statement import Connection


class Comments:
    """The use cases of comments and followers of records, in one workspace."""

    def __init__(self, database: Database, reading: Reading) -> None:
        """Take the workspace, and how records are read."""
        self.database = database
        self.reading = reading

    async def page(self, app: RecordApp, actor: Actor, form: str, id_: UUID) -> list[Comment]:
        """Return what was said about a record that the actor may see, the oldest first."""
        async with self.database.connection() as connection:
            return await (await self._about(connection, app, actor, form, id_, "read")).page(connection)

    async def add(self, app: RecordApp, actor: Actor, form: str, id_: UUID, new: NewComment) -> UUID:
        """Say something about a record that the actor may see; followers and who is mentioned are told."""
        async with self.database.transaction() as connection:
            about = await self._about(connection, app, actor, form, id_, "write")
            return await about.add(connection, actor, new)

    async def edit(self, app: RecordApp, actor: Actor, form: str, id_: UUID, comment_id: UUID, new: NewComment) -> None:
        """Change what one has said. Raises `NotFound`, `Forbidden`."""
        async with self.database.transaction() as connection:
            about = await self._about(connection, app, actor, form, id_, "write")
            await about.edit(connection, actor, comment_id, new)

    async def remove(self, app: RecordApp, actor: Actor, form: str, id_: UUID, comment_id: UUID) -> None:
        """Take back what one has said; that something was said stays. Raises `NotFound`, `Forbidden`."""
        async with self.database.transaction() as connection:
            about = await self._about(connection, app, actor, form, id_, "write")
            await about.remove(connection, actor, comment_id)

    async def followers(self, app: RecordApp, actor: Actor, form: str, id_: UUID) -> list[UUID]:
        """Return who follows a record that the actor may see."""
        async with self.database.connection() as connection:
            about = await self._about(connection, app, actor, form, id_, "read", comments=False)
            return await about.followers(connection)

    async def follow(self, app: RecordApp, actor: Actor, form: str, id_: UUID, *, on: bool) -> None:
        """Follow a record that the actor may see, or do so no more."""
        async with self.database.connection() as connection:
            about = await self._about(connection, app, actor, form, id_, "write", comments=False)
            await about.follow(connection, actor, on=on)

    async def _about(
        self,
        connection: Connection,
        app: RecordApp,
        actor: Actor,
        form: str,
        id_: UUID,
        scope: str,
        *,
        comments: bool = True,
    ) -> Conversation:
        """Return what is said about a record that the actor may see. Raises `NotFound`, `Forbidden`."""
        reader = await self.reading.reader(connection, actor, scope)
        access = self.reading.access(app, reader, form)
        await self.reading.one(connection, app, access, id_)
        if comments and not app.form(form).comments:
            message = "records of the form cannot be commented on"
            raise Forbidden(message, [NO_COMMENTS.report(form=app.form(form).label)])

        async def sees(held: Connection, account_id: UUID) -> bool:
            """Return whether somebody may see the record."""
            theirs = app.access.of(await reader_called(held, account_id), form)
            bound = Bound()
            text = (
                f"SELECT true FROM {app.tables.shape(form).name} AS r WHERE r.id = {bound.put(id_)} "
                f"AND {theirs.predicate('see', bound)}"
            )
            return bool(await held.fetchval(*bound.over(text)))

        async def names(held: Connection, account_id: UUID) -> str | None:
            """Return what the record is called for somebody, None for those who may not see that."""
            theirs = await reader_called(held, account_id)
            return (await self.reading.titles_of(held, app, theirs, form, [id_])).get(str(id_))

        place = f"{app.name}.{form}"
        told = {"form": place, "record": str(id_)}
        return Conversation(place, id_, link_of(app.name, form, id_), sees, names, told=told)
