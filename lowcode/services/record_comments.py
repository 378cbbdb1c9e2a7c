"""`Comments`: what people say about records, whom they mention, and who follows."""

from collections import defaultdict
from datetime import datetime
from typing import Annotated, Final, Self
from uuid import UUID

import pydantic

from lowcode.kernel import clock
from lowcode.kernel.errors import Forbidden, NotFound
from lowcode.services.actor import Actor
from lowcode.services.file_claims import COMMENT, take
from lowcode.services.message import Message
from lowcode.services.notifications import tell
from lowcode.services.reader import Reader, user_context
from lowcode.services.record_app import RecordApp
from lowcode.services.record_codes import COMMENT_NOT_YOURS, NO_COMMENT, NO_COMMENTS
from lowcode.services.record_link import link_of
from lowcode.services.record_reading import Reading
from lowcode.services.stored_file import StoredFile, stored_file
from lowcode.store import files, people
from lowcode.store.bound import Bound
from lowcode.store.database import Database
from lowcode.store.ids import new_id
from lowcode.store.statement import Connection, Statement

_PAGE: Final = Statement(
    """
    SELECT c.id, c.parent_id, c.account_id, a.display_name AS account_name, c.created_at, c.edited_at, c.removed_at,
        CASE WHEN c.removed_at IS NULL THEN c.body ELSE '' END AS body,
        CASE WHEN c.removed_at IS NULL THEN c.mentions ELSE '{}' END AS mentions
    FROM comment c JOIN account a ON a.id = c.account_id
    WHERE c.form = :form AND c.record_id = :record_id ORDER BY c.id LIMIT 1000
    """
)
_ADD: Final = Statement(
    """
    INSERT INTO comment (id, form, record_id, parent_id, account_id, body, mentions, created_at)
    SELECT :id, :form, :record_id, p.id, :account_id, :body, CAST(:mentions AS uuid[]), :now
    FROM (SELECT 1) AS one LEFT JOIN comment p
        ON p.id = CAST(:parent_id AS uuid) AND p.form = :form AND p.record_id = :record_id
    WHERE CAST(:parent_id AS uuid) IS NULL OR p.id IS NOT NULL
    """
)
_ONE: Final = Statement(
    "SELECT account_id FROM comment WHERE id = :id AND form = :form AND record_id = :record_id AND removed_at IS NULL"
)
_EDIT: Final = Statement(
    "UPDATE comment SET body = :body, mentions = CAST(:mentions AS uuid[]), edited_at = :now WHERE id = :id"
)
_REMOVE: Final = Statement("UPDATE comment SET removed_at = :now, body = '', mentions = '{}' WHERE id = :id")
_FOLLOW: Final = Statement(
    """
    INSERT INTO follower (form, record_id, account_id, created_at)
    SELECT :form, :record_id, a.id, :now FROM account a WHERE a.id = ANY (CAST(:accounts AS uuid[]))
    ON CONFLICT DO NOTHING
    """
)
_UNFOLLOW: Final = Statement(
    "DELETE FROM follower WHERE form = :form AND record_id = :record_id AND account_id = :account_id"
)
_FOLLOWERS: Final = Statement(
    "SELECT account_id FROM follower WHERE form = :form AND record_id = :record_id ORDER BY 1"
)
_ACTIVE: Final = Statement(
    "SELECT id FROM account WHERE id = ANY (CAST(:ids AS uuid[])) AND status = 'active' ORDER BY id"
)
_MOST_NOTIFIED: Final = 200
_MOST_SHOWN: Final = 120
"""Characters of a comment that notifications show."""


class NewComment(Message):
    """Something that is to be said."""

    body: Annotated[str, pydantic.StringConstraints(max_length=10_000, strip_whitespace=True)] = ""
    """The text; it may only be left out where there are files."""
    parent_id: UUID | None = None
    """The comment that it answers."""
    mentions: Annotated[tuple[UUID, ...], pydantic.Field(max_length=50)] = ()
    """The people whom it mentions: they are told, if they may see the record."""
    files: Annotated[tuple[UUID, ...], pydantic.Field(max_length=20)] = ()
    """The files that go with it, which whoever says it has uploaded."""

    @pydantic.model_validator(mode="after")
    def _says_something(self) -> Self:
        """Return the comment. Raises `ValueError` for one with neither text nor files."""
        if not self.body and not self.files:
            message = "body and files cannot both be empty"
            raise ValueError(message)
        return self


class Comment(Message):
    """Something that was said about a record."""

    id: UUID
    """The key, which grows with time."""
    parent_id: UUID | None
    """The comment that it answers."""
    account_id: UUID
    """Who said it."""
    account_name: str
    """What they are called."""
    body: str
    """The text; nothing when it was removed."""
    mentions: tuple[UUID, ...]
    """Whom it mentions."""
    files: tuple[StoredFile, ...] = ()
    """The files that go with it."""
    created_at: datetime
    """When."""
    edited_at: datetime | None
    """When it was changed."""
    removed_at: datetime | None
    """When it was removed."""


class Comments:
    """The use cases of comments and followers, in one workspace."""

    def __init__(self, database: Database, reading: Reading) -> None:
        """Take the workspace, and how records are read."""
        self.database = database
        self.reading = reading

    async def page(self, app: RecordApp, actor: Actor, form: str, id_: UUID) -> list[Comment]:
        """Return what was said about a record that the actor may see, the oldest first."""
        async with self.database.connection() as connection:
            place = await self._seen(connection, app, actor, form, id_, "read")
            rows = await _PAGE.rows(connection, form=place, record_id=id_)
            owned = await files.OF_COMMENTS.rows(connection, form=place, record_id=id_)
        by_comment: dict[str, list[StoredFile]] = defaultdict(list)
        for row in owned:
            by_comment[row["field"]].append(stored_file(row))
        return [Comment.model_validate(dict(row) | {"files": tuple(by_comment[_field_of(row["id"])])}) for row in rows]

    async def add(self, app: RecordApp, actor: Actor, form: str, id_: UUID, new: NewComment) -> UUID:
        """Say something about a record that the actor may see; followers and who is mentioned are told."""
        comment_id, now = new_id(), clock.now()
        async with self.database.transaction() as connection:
            place = await self._seen(connection, app, actor, form, id_, "write")
            mentions = await self._readers(connection, app, form, id_, list(new.mentions))
            added = await _ADD.run(
                connection,
                id=comment_id,
                form=place,
                record_id=id_,
                parent_id=new.parent_id,
                account_id=actor.account,
                body=new.body,
                mentions=mentions,
                now=now,
            )
            if not added:
                message = "there is no comment to answer"
                raise NotFound(message, [NO_COMMENT.report(path="/parent_id")])
            field = _field_of(comment_id)
            owned = [(one, id_, field, f"/files/{at}") for at, one in enumerate(new.files)]
            await take(connection, place, actor, owned)
            followers = [row["account_id"] for row in await _FOLLOWERS.rows(connection, form=place, record_id=id_)]
            # Who follows may have lost the right to see the record.
            allowed = await self._readers(connection, app, form, id_, followers[:_MOST_NOTIFIED])
            told = {"form": place, "record": str(id_), "comment": str(comment_id), "by": str(actor.account)}
            told["text"] = _beginning(new.body)
            for account_id, title in (await self._titles(connection, app, form, id_, [*mentions, *allowed])).items():
                if account_id != actor.account:
                    kind = "mention" if account_id in mentions else "comment"
                    content = told if title is None else {**told, "title": title}
                    await tell(connection, [account_id], kind, content, link_of(app.name, form, id_))
            everybody = [actor.account, *mentions]
            await _FOLLOW.run(connection, form=place, record_id=id_, accounts=everybody, now=now)
        return comment_id

    async def edit(self, app: RecordApp, actor: Actor, form: str, id_: UUID, comment_id: UUID, new: NewComment) -> None:
        """Change what one has said. Raises `NotFound`, `Forbidden`."""
        async with self.database.transaction() as connection:
            place = await self._seen(connection, app, actor, form, id_, "write")
            await self._own(connection, actor, place, id_, comment_id)
            mentions = await self._readers(connection, app, form, id_, list(new.mentions))
            await _EDIT.run(connection, id=comment_id, body=new.body, mentions=mentions, now=clock.now())

    async def remove(self, app: RecordApp, actor: Actor, form: str, id_: UUID, comment_id: UUID) -> None:
        """Take back what one has said; that something was said stays. Raises `NotFound`, `Forbidden`."""
        async with self.database.transaction() as connection:
            place = await self._seen(connection, app, actor, form, id_, "write")
            await self._own(connection, actor, place, id_, comment_id)
            await _REMOVE.run(connection, id=comment_id, now=clock.now())
            await files.REMOVE_OF.run(connection, form=place, record_id=id_, field=_field_of(comment_id))

    async def followers(self, app: RecordApp, actor: Actor, form: str, id_: UUID) -> list[UUID]:
        """Return who follows a record that the actor may see."""
        async with self.database.connection() as connection:
            place = await self._seen(connection, app, actor, form, id_, "read", comments=False)
            return [row["account_id"] for row in await _FOLLOWERS.rows(connection, form=place, record_id=id_)]

    async def follow(self, app: RecordApp, actor: Actor, form: str, id_: UUID, *, on: bool) -> None:
        """Follow a record that the actor may see, or do so no more."""
        async with self.database.connection() as connection:
            place = await self._seen(connection, app, actor, form, id_, "write", comments=False)
            if on:
                who = [actor.account]
                await _FOLLOW.run(connection, form=place, record_id=id_, accounts=who, now=clock.now())
            else:
                await _UNFOLLOW.run(connection, form=place, record_id=id_, account_id=actor.account)

    async def _seen(
        self,
        connection: Connection,
        app: RecordApp,
        actor: Actor,
        form: str,
        id_: UUID,
        scope: str,
        *,
        comments: bool = True,
    ) -> str:
        """Return what comments call the form, when the actor may see the record. Raises `NotFound`, `Forbidden`."""
        reader = await self.reading.reader(connection, actor, scope)
        access = self.reading.access(app, reader, form)
        await self.reading.one(connection, app, access, id_)
        if comments and not app.form(form).comments:
            message = "records of the form cannot be commented on"
            raise Forbidden(message, [NO_COMMENTS.report(form=app.form(form).label)])
        return f"{app.name}.{form}"

    async def _own(self, connection: Connection, actor: Actor, place: str, id_: UUID, comment_id: UUID) -> None:
        """Return when a comment is the actor's. Raises `NotFound`, `Forbidden`."""
        row = await _ONE.row(connection, id=comment_id, form=place, record_id=id_)
        if row is None:
            message = "there is no such comment"
            raise NotFound(message, [NO_COMMENT.report()])
        if row["account_id"] != actor.account:
            message = "the comment is somebody else's"
            raise Forbidden(message, [COMMENT_NOT_YOURS.report()])

    async def _readers(
        self, connection: Connection, app: RecordApp, form: str, id_: UUID, accounts: list[UUID]
    ) -> list[UUID]:
        """Return which of some people may see a record."""
        found = []
        for row in await _ACTIVE.rows(connection, ids=accounts) if accounts else ():
            access = app.access.of(await _reader(connection, row["id"]), form)
            bound = Bound()
            text = (
                f"SELECT true FROM {app.tables.shape(form).name} AS r WHERE r.id = {bound.put(id_)} "
                f"AND {access.predicate('see', bound)}"
            )
            if await connection.fetchval(*bound.over(text)):
                found.append(row["id"])
        return found

    async def _titles(
        self, connection: Connection, app: RecordApp, form: str, id_: UUID, accounts: list[UUID]
    ) -> dict[UUID, str | None]:
        """Return what a record is called for each of some people, None for those who may not see that."""
        found: dict[UUID, str | None] = {}
        for account_id in dict.fromkeys(accounts):
            reader = await _reader(connection, account_id)
            titles = await self.reading.titles_of(connection, app, reader, form, [id_])
            found[account_id] = titles.get(str(id_))
        return found


async def _reader(connection: Connection, account_id: UUID) -> Reader:
    """Return somebody as a reader of records."""
    who = await people.USER.row(connection, id=account_id)
    assert who is not None
    return Reader(Actor(account_id=account_id, roles=frozenset(who["roles"])), user_context(who))


def _beginning(body: str) -> str:
    """Return the first words of a comment, in one line."""
    line = " ".join(body.split())
    return line if len(line) <= _MOST_SHOWN else f"{line[: _MOST_SHOWN - 1].rstrip()}…"


def _field_of(comment_id: UUID) -> str:
    """Return what the place of files is called that go with a comment."""
    return f"{COMMENT}{comment_id}"
