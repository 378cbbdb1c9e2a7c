"""`Conversation`: what people say about something, whom they mention, and who follows; a record or a dashboard."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Final, Self, TypeAlias
from uuid import UUID

import pydantic

from lowcode.kernel import clock
from lowcode.kernel.errors import Forbidden, NotFound
from lowcode.services.actor import Actor
from lowcode.services.file_claims import COMMENT, take
from lowcode.services.message import Message
from lowcode.services.notifications import tell
from lowcode.services.reader import Reader, user_context
from lowcode.services.record_codes import COMMENT_NOT_YOURS, NO_COMMENT, NO_COMMENT_PART
from lowcode.services.stored_file import StoredFile, stored_file
from lowcode.store import files, people
from lowcode.store.ids import new_id
from lowcode.store.statement import Connection, Statement

_PAGE: Final = Statement(
    """
    SELECT c.id, c.parent_id, c.part, c.account_id, a.display_name AS account_name,
        c.created_at, c.edited_at, c.removed_at,
        CASE WHEN c.removed_at IS NULL THEN c.body ELSE '' END AS body,
        CASE WHEN c.removed_at IS NULL THEN c.mentions ELSE '{}' END AS mentions
    FROM comment c JOIN account a ON a.id = c.account_id
    WHERE c.form = :form AND c.record_id = :record_id ORDER BY c.id DESC LIMIT 1000
    """
)
_ADD: Final = Statement(
    """
    INSERT INTO comment (id, form, record_id, parent_id, part, account_id, body, mentions, created_at)
    SELECT :id, :form, :record_id, p.id, CASE WHEN p.id IS NULL THEN CAST(:part AS text) ELSE p.part END,
        :account_id, :body, CAST(:mentions AS uuid[]), :now
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
_FORGET: Final = Statement("DELETE FROM comment WHERE form = :form AND record_id = :record_id")
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
_FOLLOWED_NO_MORE: Final = Statement("DELETE FROM follower WHERE form = :form AND record_id = :record_id")
_ACTIVE: Final = Statement(
    "SELECT id FROM account WHERE id = ANY (CAST(:ids AS uuid[])) AND status = 'active' ORDER BY id"
)
_MOST_NOTIFIED: Final = 200
_MOST_SHOWN: Final = 120
"""Characters of a comment that notifications show."""
Sees: TypeAlias = Callable[[Connection, UUID], Awaitable[bool]]
"""Returns whether an account may see what is spoken about."""
Names: TypeAlias = Callable[[Connection, UUID], Awaitable[str | None]]
"""Returns what an account knows it as, None for those who may not see that."""


class NewComment(Message):
    """Something that is to be said."""

    body: Annotated[str, pydantic.StringConstraints(max_length=10_000, strip_whitespace=True)] = ""
    """The text; it may only be left out where there are files."""
    parent_id: UUID | None = None
    """The comment that it answers."""
    part: Annotated[str, pydantic.StringConstraints(max_length=60)] | None = None
    """The part that it is about, as a chart of a dashboard; an answer is about what it answers."""
    mentions: Annotated[tuple[UUID, ...], pydantic.Field(max_length=50)] = ()
    """The people whom it mentions: they are told, if they may see what it is about."""
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
    """Something that was said about a record or a dashboard."""

    id: UUID
    """The key, which grows with time."""
    parent_id: UUID | None
    """The comment that it answers."""
    part: str | None = None
    """The part that it is about, as a chart of a dashboard."""
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


@dataclass(frozen=True, slots=True)
class Conversation:
    """What is said about one thing that whoever speaks may see. Its methods take the caller's transaction."""

    place: str
    """What the table calls the kind of thing: the form of a record, as `crm.lead`."""
    id: UUID
    """The thing."""
    link: str
    """Where it is opened."""
    sees: Sees
    """Who else may see it: only they are told."""
    names: Names
    """What it is called for each of them."""
    parts: Sequence[str] = ()
    """The parts that may be spoken about by themselves."""
    told: Mapping[str, Any] = field(default_factory=dict)
    """What notifications say of it besides."""

    async def page(self, connection: Connection) -> list[Comment]:
        """Return what was said, the oldest first; of very much the latest."""
        rows = await _PAGE.rows(connection, **self._key)
        by_comment: dict[str, list[StoredFile]] = defaultdict(list)
        for row in await files.OF_COMMENTS.rows(connection, **self._key):
            by_comment[row["field"]].append(stored_file(row))
        return [
            Comment.model_validate(dict(row) | {"files": tuple(by_comment[_field_of(row["id"])])})
            for row in reversed(rows)
        ]

    async def add(self, connection: Connection, actor: Actor, new: NewComment) -> UUID:
        """Say something; followers and who is mentioned are told. Raises `NotFound`, `Invalid` for files."""
        if new.part is not None and new.part not in self.parts:
            message = "there is no such part"
            raise NotFound(message, [NO_COMMENT_PART.report(path="/part", name=new.part)])
        comment_id, now = new_id(), clock.now()
        mentions = await self._readers(connection, new.mentions)
        said = {"parent_id": new.parent_id, "part": new.part, "body": new.body, "mentions": mentions, "now": now}
        if not await _ADD.run(connection, **self._key, id=comment_id, account_id=actor.account, **said):
            message = "there is no comment to answer"
            raise NotFound(message, [NO_COMMENT.report(path="/parent_id")])
        place = _field_of(comment_id)
        owned = [(one, self.id, place, f"/files/{at}") for at, one in enumerate(new.files)]
        await take(connection, self.place, actor, owned)
        await self._tell(connection, actor, comment_id, new, mentions)
        await _FOLLOW.run(connection, **self._key, accounts=[actor.account, *mentions], now=now)
        return comment_id

    async def _tell(
        self, connection: Connection, actor: Actor, comment_id: UUID, new: NewComment, mentions: Sequence[UUID]
    ) -> None:
        """Tell who is mentioned, and who follows."""
        followers = [row["account_id"] for row in await _FOLLOWERS.rows(connection, **self._key)]
        # Who follows may have lost the right to see it.
        allowed = await self._readers(connection, followers[:_MOST_NOTIFIED])
        about = {"comment": str(comment_id), "by": str(actor.account), "text": _beginning(new.body)}
        for one in dict.fromkeys([*mentions, *allowed]):
            if one == actor.account:
                continue
            title = await self.names(connection, one)
            content = {**self.told, **about} if title is None else {**self.told, **about, "title": title}
            await tell(connection, [one], "mention" if one in mentions else "comment", content, self.link)

    async def edit(self, connection: Connection, actor: Actor, comment_id: UUID, new: NewComment) -> None:
        """Change what one has said. Raises `NotFound`, `Forbidden`."""
        await self._own(connection, actor, comment_id)
        mentions = await self._readers(connection, new.mentions)
        await _EDIT.run(connection, id=comment_id, body=new.body, mentions=mentions, now=clock.now())

    async def remove(self, connection: Connection, actor: Actor, comment_id: UUID) -> None:
        """Take back what one has said; that something was said stays. Raises `NotFound`, `Forbidden`."""
        await self._own(connection, actor, comment_id)
        await _REMOVE.run(connection, id=comment_id, now=clock.now())
        await files.REMOVE_OF.run(connection, **self._key, field=_field_of(comment_id))

    async def followers(self, connection: Connection) -> list[UUID]:
        """Return who follows."""
        return [row["account_id"] for row in await _FOLLOWERS.rows(connection, **self._key)]

    async def follow(self, connection: Connection, actor: Actor, *, on: bool) -> None:
        """Follow, or do so no more."""
        if on:
            await _FOLLOW.run(connection, **self._key, accounts=[actor.account], now=clock.now())
        else:
            await _UNFOLLOW.run(connection, **self._key, account_id=actor.account)

    @property
    def _key(self) -> dict[str, Any]:
        """What rows of comments, followers and files are found by."""
        return {"form": self.place, "record_id": self.id}

    async def _own(self, connection: Connection, actor: Actor, comment_id: UUID) -> None:
        """Return when a comment is the actor's. Raises `NotFound`, `Forbidden`."""
        row = await _ONE.row(connection, **self._key, id=comment_id)
        if row is None:
            message = "there is no such comment"
            raise NotFound(message, [NO_COMMENT.report()])
        if row["account_id"] != actor.account:
            message = "the comment is somebody else's"
            raise Forbidden(message, [COMMENT_NOT_YOURS.report()])

    async def _readers(self, connection: Connection, accounts: Sequence[UUID]) -> list[UUID]:
        """Return which of some people may see it."""
        active = await _ACTIVE.rows(connection, ids=list(accounts)) if accounts else ()
        return [row["id"] for row in active if await self.sees(connection, row["id"])]


async def forget(connection: Connection, place: str, id_: UUID) -> None:
    """Forget everything that was said about a thing that is no more."""
    await _FORGET.run(connection, form=place, record_id=id_)
    await _FOLLOWED_NO_MORE.run(connection, form=place, record_id=id_)
    await files.REMOVE_OF_RECORDS.run(connection, form=place, records=[id_])


async def reader_called(connection: Connection, account_id: UUID) -> Reader:
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
