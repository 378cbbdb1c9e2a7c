"""`SavedViews`: how people look at lists: views that they keep and share, and how each has arranged a list.

An arrangement is kept beside the saved views, under the form with the view behind it, `crm.customer/customers`, which
no form is called, and without a name, which no saved view has.
"""

from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

import asyncpg
import pydantic

from engine_forms.filters import AnyFilter, WrongFilter, compiled
from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Code
from lowcode.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from lowcode.kernel.names import Name, label
from lowcode.services.access import FormAccess
from lowcode.services.actor import ADMINISTRATOR, Actor
from lowcode.services.message import Message
from lowcode.services.record_app import RecordApp
from lowcode.services.record_query import Sort, Where
from lowcode.services.record_reading import Reading
from lowcode.services.record_summary import Figure, GroupBy
from lowcode.store.ids import new_id
from lowcode.store.statement import Connection, Statement

MOST_VIEWS: Final = 200
"""How many views one person keeps of a form."""
NO_VIEW: Final = Code(
    "saved-view-unknown",
    label("There is no such view, or it is not yours.", "没有这个视图，或它不属于您。"),
    label("Load the list of views again.", "请重新加载视图列表。"),
)
VIEW_EXISTS: Final = Code(
    "saved-view-exists",
    label("You have a view {name} already.", "您已有名为“{name}”的视图。"),
    label("Choose another name, or change that view.", "请换一个名称，或修改该视图。"),
)
MAY_NOT_SHARE: Final = Code(
    "saved-view-not-shared",
    label("You may not share views of {form}.", "您无权共享“{form}”的视图。"),
    label(
        "Keep it for yourself, or ask an administrator for the right to share.",
        "请保存为个人视图，或联系管理员授予共享权限。",
    ),
)
TOO_MANY_VIEWS: Final = Code(
    "saved-view-too-many",
    label("These are more than {limit} views of one form.", "同一表单的视图超过了 {limit} 个。"),
    label("Remove one that you need no more.", "请删除不再需要的视图。"),
)

_COLUMNS: Final = "v.id, v.name, v.shared, v.account_id, a.display_name AS owner_name, v.content, v.updated_at"
_LIST: Final = Statement(
    f"SELECT {_COLUMNS} FROM saved_view v JOIN account a ON a.id = v.account_id "
    "WHERE v.form = :form AND (v.shared OR v.account_id = :account_id) ORDER BY v.position, v.name, v.id"
)
_ONE: Final = Statement(
    f"SELECT {_COLUMNS} FROM saved_view v JOIN account a ON a.id = v.account_id WHERE v.form = :form AND v.id = :id"
)
_ADD: Final = Statement(
    "INSERT INTO saved_view (id, form, account_id, shared, name, content, created_at, updated_at) "
    "VALUES (:id, :form, :account_id, :shared, :name, CAST(CAST(:content AS text) AS jsonb), :at, :at)"
)
_COUNT: Final = Statement("SELECT count(*) FROM saved_view WHERE form = :form AND account_id = :account_id")
_CHANGE: Final = Statement(
    "UPDATE saved_view SET shared = :shared, name = :name, content = CAST(CAST(:content AS text) AS jsonb), "
    "updated_at = :at WHERE id = :id"
)
_REMOVE: Final = Statement("DELETE FROM saved_view WHERE id = :id")
_ARRANGED: Final = Statement(
    "SELECT content FROM saved_view WHERE form = :form AND account_id = :account_id AND name = ''"
)
_ARRANGE: Final = Statement(
    "INSERT INTO saved_view (id, form, account_id, shared, name, content, created_at, updated_at) "
    "VALUES (:id, :form, :account_id, FALSE, '', CAST(CAST(:content AS text) AS jsonb), :at, :at) "
    "ON CONFLICT (form, account_id, name) DO UPDATE SET content = EXCLUDED.content, updated_at = EXCLUDED.updated_at"
)


class ListColumn(Message):
    """A column of a list."""

    field: Annotated[str, pydantic.Field(min_length=1, max_length=200)]
    """The field, also of a record it refers to."""
    width: Annotated[int, pydantic.Field(ge=40, le=2_000)] | None = None
    """Its width in pixels."""
    pinned: bool = False
    """Whether it stays where it is while the others are scrolled."""
    total: Figure | None = None
    """The figure below it, over all records that the list shows."""


class ListContent(Message):
    """How a list looks."""

    view: Name | None = None
    """The view of the app that it was made from."""
    columns: Annotated[tuple[ListColumn, ...], pydantic.Field(max_length=60)] = ()
    """The columns; those of the view if there are none."""
    filter: AnyFilter | None = None
    """Which records it shows, of those that the view shows."""
    sort: Annotated[tuple[Sort, ...], pydantic.Field(max_length=4)] | None = None
    """Their order; that of the view if nothing is said."""
    group: Annotated[tuple[GroupBy, ...], pydantic.Field(max_length=3)] | None = None
    """What they are grouped by, outermost first; as in the view if nothing is said."""
    density: Literal["compact", "normal", "roomy"] | None = None
    """How high the lines are; as in the view if nothing is said."""


class NewView(Message):
    """A view that somebody keeps."""

    name: Annotated[str, pydantic.Field(min_length=1, max_length=100, pattern=r"\S")]
    """What people read."""
    shared: bool = False
    """Whether all who see records of the form have it."""
    content: ListContent
    """How the list looks."""


class ViewChange(Message):
    """What is to be changed of a saved view."""

    name: Annotated[str, pydantic.Field(min_length=1, max_length=100, pattern=r"\S")] | None = None
    """What people are to read."""
    shared: bool | None = None
    """Whether all who see records of the form are to have it."""
    content: ListContent | None = None
    """How the list is to look."""


class SavedView(Message):
    """A view that was kept."""

    id: UUID
    """The key."""
    name: str
    """What people read."""
    shared: bool
    """Whether all who see records of the form have it."""
    owner_id: UUID
    """Who keeps it."""
    owner_name: str
    """What they are called."""
    mine: bool
    """Whether the reader may change it."""
    content: ListContent
    """How the list looks."""
    updated_at: datetime
    """When it was changed last."""


class Arrangement(Message):
    """How somebody has arranged a list for themselves."""

    default: UUID | None = None
    """The saved view that the list begins with; the view of the app if there is none."""
    columns: Annotated[tuple[ListColumn, ...], pydantic.Field(max_length=60)] = ()
    """The columns of the view of the app in their order; those of the view if there are none."""
    widths: Annotated[dict[str, Annotated[int, pydantic.Field(ge=40, le=2_000)]], pydantic.Field(max_length=200)] = (
        pydantic.Field(default_factory=dict)
    )
    """The widths of columns in pixels, by field."""
    density: Literal["compact", "normal", "roomy"] | None = None
    """How high the lines are."""


class Views(Message):
    """The views of a form that somebody has."""

    views: tuple[SavedView, ...]
    """Their own and those that are shared."""
    may_share: bool
    """Whether they may share views."""


class SavedViews:
    """The use cases of saved views, in one workspace. Whoever may see records of a form has views of it."""

    def __init__(self, reading: Reading) -> None:
        """Take how records are read."""
        self.reading = reading
        self.database = reading.database

    async def listing(self, app: RecordApp, actor: Actor, form: str) -> Views:
        """Return the views of a form that the actor keeps, and those that are shared."""
        async with self.database.connection() as connection:
            may_share = await self._admitted(connection, app, actor, form)
            rows = await _LIST.rows(connection, form=_key(app, form), account_id=actor.account)
            access = self.reading.access(app, await self.reading.reader(connection, actor), form)
        found = (_view(row, actor) for row in rows)
        return Views(views=tuple(one for one in found if one.mine or _open(app, access, one)), may_share=may_share)

    async def create(self, app: RecordApp, actor: Actor, form: str, new: NewView) -> SavedView:
        """Return a new view. Raises `Invalid`, `Forbidden`, and `Conflict` for a name that the actor's views have."""
        account = actor.account
        actor.require_scope("write")
        async with self.database.transaction() as connection:
            may_share = await self._admitted(connection, app, actor, form)
            _check(app, form, new.content, shared=new.shared, may_share=may_share)
            if await _COUNT.value(connection, form=_key(app, form), account_id=account) >= MOST_VIEWS:
                message = "these are too many views"
                raise Invalid(message, [TOO_MANY_VIEWS.report(limit=MOST_VIEWS)])
            id_ = new_id()
            try:
                async with connection.transaction():
                    await _ADD.run(
                        connection, id=id_, form=_key(app, form), account_id=account, shared=new.shared,
                        name=new.name.strip(), content=new.content.model_dump_json(), at=clock.now(),
                    )  # fmt: skip
            except asyncpg.UniqueViolationError as error:
                raise _taken(new.name) from error
            return _view(await _ONE.row(connection, form=_key(app, form), id=id_), actor)

    async def change(self, app: RecordApp, actor: Actor, form: str, id_: UUID, change: ViewChange) -> SavedView:
        """Return a view of one's own after a change; administrators may change shared ones. Raises `NotFound`."""
        actor.require_scope("write")
        async with self.database.transaction() as connection:
            may_share = await self._admitted(connection, app, actor, form)
            present = await self._own(connection, app, actor, form, id_)
            content = change.content or present.content
            shared = present.shared if change.shared is None else change.shared
            _check(app, form, content, shared=shared and not present.shared, may_share=may_share)
            name = (change.name or present.name).strip()
            try:
                async with connection.transaction():
                    await _CHANGE.run(
                        connection, id=id_, shared=shared, name=name, content=content.model_dump_json(), at=clock.now()
                    )
            except asyncpg.UniqueViolationError as error:
                raise _taken(name) from error
            return _view(await _ONE.row(connection, form=_key(app, form), id=id_), actor)

    async def remove(self, app: RecordApp, actor: Actor, form: str, id_: UUID) -> None:
        """Remove a view of one's own; administrators may remove shared ones. Raises `NotFound`."""
        actor.require_scope("write")
        async with self.database.transaction() as connection:
            await self._admitted(connection, app, actor, form)
            await self._own(connection, app, actor, form, id_)
            await _REMOVE.run(connection, id=id_)

    async def arrangement(self, app: RecordApp, actor: Actor, form: str, view: str = "") -> Arrangement:
        """Return how the actor has arranged a view of a form; the bare list of the form without one."""
        async with self.database.connection() as connection:
            await self._admitted(connection, app, actor, form)
            found = await _ARRANGED.value(connection, form=_key(app, form, view), account_id=actor.account)
        return Arrangement() if found is None else Arrangement.model_validate(found)

    async def arrange(
        self, app: RecordApp, actor: Actor, form: str, arranged: Arrangement, view: str = ""
    ) -> Arrangement:
        """Keep how the actor has arranged a view of a form, and return it."""
        actor.require_scope("write")
        async with self.database.transaction() as connection:
            await self._admitted(connection, app, actor, form)
            content = arranged.model_dump_json()
            await _ARRANGE.run(
                connection, id=new_id(), form=_key(app, form, view), account_id=actor.account, content=content,
                at=clock.now(),
            )  # fmt: skip
        return arranged

    async def _admitted(self, connection: Connection, app: RecordApp, actor: Actor, form: str) -> bool:
        """Return whether the actor may share views of a form. Raises `Forbidden` for those who see no records."""
        reader = await self.reading.reader(connection, actor, app=app)
        access = self.reading.access(app, reader, form)
        return ADMINISTRATOR in actor.roles or access.allowed("share")

    async def _own(self, connection: Connection, app: RecordApp, actor: Actor, form: str, id_: UUID) -> SavedView:
        """Return a view that the actor may change. Raises `NotFound`."""
        row = await _ONE.row(connection, form=_key(app, form), id=id_)
        if row is None or not _view(row, actor).mine:
            message = "there is no such view"
            raise NotFound(message, [NO_VIEW.report()])
        return _view(row, actor)


def _key(app: RecordApp, form: str, view: str | None = None) -> str:
    """Return the form as views are kept under, or what an arrangement is kept under."""
    return f"{app.name}.{form}" if view is None else f"{app.name}.{form}/{view}"


def _view(row: asyncpg.Record | None, actor: Actor) -> SavedView:
    """Return a view as its reader sees it."""
    assert row is not None
    own = row["account_id"] == actor.account_id
    return SavedView(
        id=row["id"],
        name=row["name"],
        shared=row["shared"],
        owner_id=row["account_id"],
        owner_name=row["owner_name"],
        mine=own or (row["shared"] and ADMINISTRATOR in actor.roles),
        content=ListContent.model_validate(row["content"]),
        updated_at=row["updated_at"],
    )


def _open(app: RecordApp, access: FormAccess, view: SavedView) -> bool:
    """Return whether the reader may filter as a view of somebody else does: its filter names values of the fields."""
    if view.content.filter is None:
        return True
    where = Where(app, access)
    where.filtered(view.content.filter)
    return not where.problems


def _check(app: RecordApp, form: str, content: ListContent, *, shared: bool, may_share: bool) -> None:
    """Raise `Forbidden` for sharing without the right, and `Invalid` for a filter that the form has not."""
    if shared and not may_share:
        message = "no role of the actor allows to share views of the form"
        raise Forbidden(message, [MAY_NOT_SHARE.report(path="/shared", form=app.form(form).label)])
    if content.filter is not None:
        try:
            compiled(content.filter, app.forms, form)
        except WrongFilter as wrong:
            message = "the filter is not accepted"
            raise Invalid(message, [one.at("/content/filter") for one in wrong.diagnostics]) from wrong


def _taken(name: str) -> Conflict:
    """Return what is raised for a name that another view of the actor has."""
    return Conflict("the actor has such a view already", [VIEW_EXISTS.report(path="/name", name=name)])
