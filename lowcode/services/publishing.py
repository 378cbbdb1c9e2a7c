"""`Publishing`: drafts of apps become versions that are never changed, in one transaction with all they bring."""

import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, Final, TypeAlias
from uuid import UUID

from pydantic import Field, StringConstraints

from lowcode.bundle.canonical import Json, canonical, digest, pointer
from lowcode.bundle.diff import Change, diff
from lowcode.bundle.merge import ABSENT, Clash, merge
from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Code, Diagnostic
from lowcode.kernel.errors import Conflict, Invalid, NotFound
from lowcode.kernel.names import label
from lowcode.services.actor import Actor
from lowcode.services.message import Message
from lowcode.store import apps
from lowcode.store.database import Database
from lowcode.store.ids import new_id
from lowcode.store.statement import Connection

TOPIC: Final = "app"
"""What listeners hear of when the present version of an app is another; they are told its name."""

Check: TypeAlias = Callable[[str, Json], Sequence[Diagnostic]]
"""Returns what is wrong with the content of an app; errors keep it from being published."""

Apply: TypeAlias = Callable[[Connection, Json | None, Json | None], Awaitable[None]]
"""Brings the database from one content to another, in the transaction that publishes; None: no app."""

NO_APP: Final = Code(
    "app-unknown",
    label("There is no app {name}.", "没有应用 {name}。"),
    label("Choose one of the list of apps.", "请从应用列表中选择。"),
)
NO_VERSION: Final = Code(
    "app-version-unknown",
    label("The app {name} has no version {number}.", "应用 {name} 没有版本 {number}。"),
    label("Choose one of the list of versions.", "请从版本列表中选择。"),
)
APP_NAME_WRONG: Final = Code(
    "app-name-wrong",
    label("{name} cannot be the name of an app.", "{name} 不能作为应用名称。"),
    label(
        "Use lower case letters, digits and `_`, beginning with a letter.", "请使用小写字母、数字和 `_`，以字母开头。"
    ),
)
CONTENT_NOT_KEPT: Final = Code(
    "app-content-not-kept",
    label("The content cannot be kept: {reason}.", "内容无法保存：{reason}。"),
    label("Remove it from the named place.", "请从所指位置删除它。"),
)
DRAFT_CHANGED: Final = Code(
    "draft-changed-elsewhere",
    label(
        "This was saved from elsewhere meanwhile: {theirs}; here it is {mine}.",
        "此处已在别处保存为 {theirs}，当前为 {mine}。",
    ),
    label("Load what was saved, or save again to replace it.", "请加载已保存的内容，或再次保存以覆盖。"),
)
PUBLISHED_MEANWHILE: Final = Code(
    "app-published-meanwhile",
    label("Version {number} has been published meanwhile.", "在此期间已发布版本 {number}。"),
    label("Take it into the draft, look at the outcome, and publish again.", "请先将其合并到草稿，确认后再发布。"),
)
BOTH_CHANGED: Final = Code(
    "both-changed",
    label("Both changed this: {mine} here, {theirs} there.", "双方都修改了此处：这里是 {mine}，那里是 {theirs}。"),
    label("Keep one of the two.", "请保留其中之一。"),
    "warning",
)

_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,47}")
_LARGEST: Final = 50_000_000
"""Bytes of the content of an app."""
_SHOWN: Final = 200
"""Characters of a value in a message."""

VersionNumber = Annotated[int, Field(ge=1, le=2_147_483_647)]
"""The number of a version."""

Note = Annotated[str, StringConstraints(max_length=2000, strip_whitespace=True)]
"""What somebody says about a version."""


class AppEntry(Message):
    """An app in a list."""

    name: str
    """What it is called in metadata."""
    label: Any = None
    """What people call it, in each language; None when it is not published."""
    icon: str | None = None
    """Its icon."""
    current_version: int | None
    """The present version; None when it is not published, or removed."""
    sha256: str | None
    """The digest of its content."""
    created_at: datetime | None
    """When it was published."""
    author: str | None
    """Who published it."""
    note: str | None
    """What they said about it."""
    drafts: int
    """How many people work on it."""


class Version(Message):
    """A published version."""

    number: int
    """Versions are counted from 1."""
    sha256: str
    """The digest of the content's canonical bytes."""
    created_at: datetime
    """When it was published."""
    created_by: UUID | None
    """Who published it; None: the product."""
    author: str | None
    """How they are called."""
    note: str
    """What they said about it."""
    restores: int | None
    """The earlier version whose content it has again."""


class VersionContent(Version):
    """A published version with its content."""

    content: Any
    """The app as one document."""


class DraftSave(Message):
    """What somebody works on, to be kept."""

    content: Any
    """The app as one document, which may be half finished."""
    base_version: VersionNumber | None = None
    """The version it started from; None for a new app."""
    revision: int = Field(default=0, ge=0, le=2_147_483_647)
    """The revision that was loaded or saved last; 0 when there was none."""


class Draft(Message):
    """What somebody works on."""

    content: Any
    """The app as one document; what is published as long as there is no draft."""
    base_version: int | None
    """The version it started from."""
    revision: int
    """Grows with every save; 0: nothing is saved yet."""
    updated_at: datetime | None
    """When it was saved."""
    current_version: int | None
    """The present version; when it is not the one that the draft started from, somebody has published meanwhile."""


class Worker(Message):
    """Somebody who works on an app."""

    account_id: UUID
    """Who."""
    author: str
    """How they are called."""
    base_version: int | None
    """The version they started from."""
    updated_at: datetime
    """When they saved last."""


class PublishRequest(Message):
    """What is to be published."""

    content: Any
    """The app as one document."""
    base_version: VersionNumber | None = None
    """The version it started from, which has to be the present one still."""
    note: Note = ""
    """What to say about it."""


class Published(Message):
    """What came of publishing."""

    number: int
    """The present version."""
    sha256: str
    """The digest of its content."""
    fresh: bool
    """Whether there is a new version; the same content again publishes nothing."""


class Rebased(Message):
    """A draft that what was published meanwhile has been taken into."""

    draft: Draft
    """The draft, which has been saved."""
    clashes: tuple[Diagnostic, ...]
    """Places that both changed; the draft has its own value there."""


async def apply_nothing(_connection: Connection, _old: Json | None, _new: Json | None) -> None:
    """Bring nothing: what an app says has no place outside of its content yet."""


def check_nothing(_name: str, _content: Json) -> Sequence[Diagnostic]:
    """Find nothing wrong."""
    return ()


class Publishing:
    """The use cases of apps as metadata in one workspace."""

    def __init__(self, database: Database, *, check: Check = check_nothing, apply: Apply = apply_nothing) -> None:
        """Take the workspace, what tells whether content is right, and what brings its tables."""
        self._database = database
        self._check = check
        self._apply = apply

    # --- versions ----------------------------------------------------------------------------------------------------

    async def apps(self, actor: Actor) -> list[AppEntry]:
        """Return all apps."""
        actor.require()
        async with self._database.connection() as connection:
            rows = await apps.APPS.rows(connection)
        return [AppEntry.model_validate(dict(row)) for row in rows]

    async def versions(self, actor: Actor, name: str, *, before: int | None = None, most: int = 50) -> list[Version]:
        """Return the versions of an app before one, the newest first."""
        actor.require()
        async with self._database.connection() as connection:
            rows = await apps.VERSIONS.rows(connection, name=name, before=before, most=most)
        return [Version.model_validate(dict(row)) for row in rows]

    async def version(self, actor: Actor, name: str, number: int) -> VersionContent:
        """Return one version. Raises `NotFound`."""
        actor.require()
        async with self._database.connection() as connection:
            return await _version(connection, name, number)

    async def compare(self, actor: Actor, name: str, old: int, new: int) -> tuple[Change, ...]:
        """Return what differs between two versions, place by place. Raises `NotFound`."""
        first, second = await self.version(actor, name, old), await self.version(actor, name, new)
        return diff(first.content, second.content)

    async def publish(
        self, actor: Actor, name: str, request: PublishRequest, *, delivered: Json | None = None
    ) -> Published:
        """Let content be the present version of an app, which is made when there is none; all of it or nothing.

        `delivered` is what the makers of the app sent, for content that comes from them: it is remembered, so that
        their next delivery can be told from what was changed here. Raises `Invalid` for content that is wrong,
        `Conflict` when another version than its base is present.
        """
        actor.require()
        return await self._publish(actor, name, request, None, delivered)

    async def roll_back(self, actor: Actor, name: str, number: int, note: str = "") -> Published:
        """Publish the content of an earlier version as a new one. Raises as publishing does, and `NotFound`."""
        earlier = await self.version(actor, name, number)
        current = await self._current_number(name)
        request = PublishRequest(content=earlier.content, base_version=current, note=note)
        return await self._publish(actor, name, request, number)

    async def remove(self, actor: Actor, name: str) -> None:
        """Let an app have no present version; its versions stay, and any of them can be published again."""
        actor.require()
        async with self._database.transaction() as connection:
            await self._database.hold(connection, f"app {name}")
            row = await apps.CURRENT.row(connection, name=name)
            if row is None or row["number"] is None:
                raise _no_app(name)
            await apps.SET_CURRENT.run(connection, id=row["id"], number=None)
            await self._apply(connection, row["content"], None)
            await actor.note(connection, "app.removed", f"app:{name}", version=row["number"])
            await self._database.notify(connection, TOPIC, name)

    async def _publish(
        self, actor: Actor, name: str, request: PublishRequest, restores: int | None, delivered: Json | None = None
    ) -> Published:
        """Publish in one transaction; whoever publishes the same app meanwhile waits."""
        _check_name(name)
        content = request.content
        found = [*_unkept(content)] or [*self._check(name, content)]
        if any(each.severity == "error" for each in found):
            message = f"{name} cannot be published"
            raise Invalid(message, found)
        sha256 = digest(content)
        async with self._database.transaction() as connection:
            await self._database.hold(connection, f"app {name}")
            await apps.ADD.run(connection, id=new_id(), name=name, now=clock.now(), created_by=actor.account_id)
            row = await apps.CURRENT.row(connection, name=name)
            assert row is not None
            if row["sha256"] == sha256:
                await self._drop_draft(connection, actor, name)
                return Published(number=row["number"], sha256=sha256, fresh=False)
            if row["number"] != request.base_version:
                message = "another version has been published meanwhile"
                raise Conflict(message, [PUBLISHED_MEANWHILE.report(number=row["number"] or 0)])
            said = {"app_id": row["id"], "created_by": actor.account_id, "now": clock.now(), "note": request.note}
            origin = None
            if delivered is not None and digest(delivered) != sha256:
                # What was delivered is kept as a version of its own, which is passed over: the next merge starts there.
                origin = await apps.ADD_VERSION.value(
                    connection, **said, content=delivered, sha256=digest(delivered), restores=None
                )
            number = await apps.ADD_VERSION.value(connection, **said, content=content, sha256=sha256, restores=restores)
            await apps.SET_CURRENT.run(connection, id=row["id"], number=number)
            await self._apply(connection, row["content"], content)
            await self._drop_draft(connection, actor, name)
            action = "app.published" if restores is None else "app.rolled_back"
            told = {"version": number, "sha256": sha256, "note": request.note, "restores": restores}
            await actor.note(connection, action, f"app:{name}", **told)
            if delivered is not None:
                await actor.note(connection, "app.imported", f"app:{name}", version=origin or number)
            await self._database.notify(connection, TOPIC, name)
        return Published(number=number, sha256=sha256, fresh=True)

    # --- drafts ------------------------------------------------------------------------------------------------------

    async def draft(self, actor: Actor, name: str) -> Draft:
        """Return what the actor works on, which is the present version until something is saved."""
        actor.require()
        account_id = actor.require_presence()
        async with self._database.connection() as connection:
            row = await apps.DRAFT.row(connection, name=name, account_id=account_id)
            current = await apps.CURRENT.row(connection, name=name)
        if current is None:
            raise _no_app(name)
        if row is not None:
            return Draft.model_validate({**dict(row), "current_version": current["number"]})
        return Draft(
            content=current["content"],
            base_version=current["number"],
            revision=0,
            updated_at=None,
            current_version=current["number"],
        )

    async def save_draft(self, actor: Actor, name: str, save: DraftSave) -> Draft:
        """Keep what the actor works on; content may be wrong, but has to be JSON that can be kept.

        Raises `Conflict`, with both values of each place, when it was saved from elsewhere since `save.revision`.
        """
        actor.require()
        account_id = actor.require_presence()
        _check_name(name)
        if found := _unkept(save.content):
            message = "the draft cannot be kept"
            raise Invalid(message, found)
        now = clock.now()
        async with self._database.transaction() as connection:
            await apps.ADD.run(connection, id=new_id(), name=name, now=now, created_by=account_id)
            app = await apps.CURRENT.row(connection, name=name)
            assert app is not None
            if save.base_version is not None:
                await _version(connection, name, save.base_version)
            kept = await apps.DRAFT.row(connection, name=name, account_id=account_id)
            fits = save.revision == (kept["revision"] if kept else 0)
            revision = fits and await apps.SAVE_DRAFT.value(
                connection,
                app_id=app["id"],
                account_id=account_id,
                content=save.content,
                base_version=save.base_version,
                now=now,
                revision=save.revision,
            )
            if not revision:
                kept = await apps.DRAFT.row(connection, name=name, account_id=account_id)
                raise _changed_elsewhere(kept["content"] if kept else None, save.content)
        return Draft(
            content=save.content,
            base_version=save.base_version,
            revision=revision,
            updated_at=now,
            current_version=app["number"],
        )

    async def discard_draft(self, actor: Actor, name: str) -> None:
        """Throw away what the actor works on; what is published stays as it is."""
        actor.require()
        async with self._database.connection() as connection:
            await self._drop_draft(connection, actor, name)

    async def rebase_draft(self, actor: Actor, name: str) -> Rebased:
        """Take what was published meanwhile into what the actor works on, and save it.

        Where both changed the same, the draft keeps its own value, and the clash is told.
        """
        draft = await self.draft(actor, name)
        if draft.base_version == draft.current_version or draft.current_version is None:
            return Rebased(draft=draft, clashes=())
        theirs = await self.version(actor, name, draft.current_version)
        base = None if draft.base_version is None else await self.version(actor, name, draft.base_version)
        merged = merge(base.content if base else {}, draft.content, theirs.content)
        save = DraftSave(content=merged.value, base_version=draft.current_version, revision=draft.revision)
        return Rebased(draft=await self.save_draft(actor, name, save), clashes=tuple(map(_clash, merged.clashes)))

    async def workers(self, actor: Actor, name: str) -> list[Worker]:
        """Return who works on an app, the last who saved first."""
        actor.require()
        async with self._database.connection() as connection:
            rows = await apps.DRAFTS.rows(connection, name=name)
        return [Worker.model_validate(dict(row)) for row in rows]

    async def _drop_draft(self, connection: Connection, actor: Actor, name: str) -> None:
        """Throw away the draft of somebody, if it is somebody."""
        if actor.account_id is not None:
            await apps.DROP_DRAFT.run(connection, name=name, account_id=actor.account_id)

    async def _current_number(self, name: str) -> int | None:
        """Return the present version."""
        async with self._database.connection() as connection:
            row = await apps.CURRENT.row(connection, name=name)
        return row["number"] if row else None


async def _version(connection: Connection, name: str, number: int) -> VersionContent:
    """Return one version. Raises `NotFound`."""
    row = await apps.VERSION.row(connection, name=name, number=number)
    if row is None:
        message = f"{name} has no version {number}"
        raise NotFound(message, [NO_VERSION.report(name=name, number=number)])
    return VersionContent.model_validate(dict(row))


def _check_name(name: str) -> None:
    """Raise `Invalid` for what no app can be called."""
    if not _NAME.fullmatch(name):
        message = "an app cannot be called so"
        raise Invalid(message, [APP_NAME_WRONG.report(name=name[:80])])


def _no_app(name: str) -> NotFound:
    """Return the error for an app that is not there."""
    message = f"there is no app {name}"
    return NotFound(message, [NO_APP.report(name=name[:80])])


def _unkept(content: Json) -> list[Diagnostic]:
    """Return why PostgreSQL could not keep content, or would keep it as something else; nothing when it can."""
    try:
        size = len(canonical(content))
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deep" if isinstance(error, RecursionError) else str(error)
        return [CONTENT_NOT_KEPT.report(reason=reason)]
    if size > _LARGEST:
        return [CONTENT_NOT_KEPT.report(reason=f"{size:,} > {_LARGEST:,} bytes")]
    return [
        CONTENT_NOT_KEPT.report(path=pointer(place), reason=label("a text holds U+0000", "文本中含有 U+0000"))
        for place in _with_nul(content, ())
    ]


def _with_nul(value: Json, place: tuple[str | int, ...]) -> list[tuple[str | int, ...]]:
    """Return the places of texts with the one character that PostgreSQL does not keep."""
    if isinstance(value, str):
        return [place] if "\0" in value else []
    if isinstance(value, dict):
        inner = [each for key, part in value.items() for each in _with_nul(part, (*place, key))]
        return [place, *inner] if any("\0" in key for key in value) else inner
    if isinstance(value, list):
        return [each for number, part in enumerate(value) for each in _with_nul(part, (*place, number))]
    return []


def _changed_elsewhere(kept: Json, sent: Json) -> Conflict:
    """Return the error of a draft that was saved from elsewhere, with both values of each place."""
    found = [
        DRAFT_CHANGED.report(path=each.path, theirs=_shown(each.before), mine=_shown(each.after))
        for each in diff(kept, sent)
    ]
    message = "the draft was saved from elsewhere meanwhile"
    return Conflict(message, found or [DRAFT_CHANGED.report(theirs=_shown(kept), mine=_shown(sent))])


def _clash(clash: Clash) -> Diagnostic:
    """Return a clash as a diagnostic."""
    return BOTH_CHANGED.report(path=clash.path, mine=_shown(clash.mine), theirs=_shown(clash.theirs))


def _shown(value: Any) -> str:
    """Return a value for a message."""
    if value is ABSENT:
        return "∅"
    text = canonical(value).decode()
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
