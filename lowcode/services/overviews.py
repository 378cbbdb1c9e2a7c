"""`Overviews`: all there is about a record on one page, put together of what the apps say about its form."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, TypeVar
from uuid import UUID

import pydantic

from engine_forms.dictionary import Dictionary
from engine_forms.field import AnyField, Field, Json
from engine_forms.field_types.dictionary import DictionaryField
from lowcode.bundle.overview import Overview, OverviewFigure, OverviewList
from lowcode.kernel.errors import Forbidden, NotFound
from lowcode.kernel.names import Label, Name
from lowcode.services.actor import Actor
from lowcode.services.message import Message
from lowcode.services.reader import Reader
from lowcode.services.record_app import RecordApp
from lowcode.services.record_codes import NO_OVERVIEW
from lowcode.services.record_figures import FigureWanted, figures
from lowcode.services.record_query import Query, Sort
from lowcode.services.record_reading import Reading
from lowcode.services.record_rows import refers
from lowcode.services.record_summary import FigureQuery
from lowcode.services.record_view import RecordView
from lowcode.services.registry import Registry
from lowcode.store.statement import Connection

WIDE: Final = 200
"""How many records a list shows that is asked for longer."""
_AT_ONCE: Final = 3
"""How many parts of a page are computed at once: the other connections are for others."""
Part = TypeVar("Part")


class FigureShown(Message):
    """A figure of the page."""

    name: Name
    """Its name."""
    label: Label
    """What people read."""
    value: Any = None
    """The figure as text, so that no digit is lost; null when there is nothing."""
    shape: AnyField | None = None
    """The field by which it is shown; none for a number of records."""
    alert: bool = False
    """Whether it is a warning."""
    app: str
    """The app of the form that it is computed of."""
    form: str
    """The form."""


class ListShown(Message):
    """A list of the page."""

    name: Name
    """Its name."""
    label: Label
    """What people read."""
    app: str
    """The app of the form."""
    form: str
    """The form."""
    form_label: Label
    """What people call a record of it."""
    icon: str | None = None
    """The icon of the form."""
    by: Name
    """The field by which its records refer to that of the page."""
    create: bool = False
    """Whether the reader may add one."""
    columns: tuple[str, ...] = ()
    """The fields that are shown, and what every record has, in order."""
    shapes: tuple[AnyField, ...] = ()
    """The fields among them that say how values are shown."""
    records: tuple[RecordView, ...] = ()
    """The records."""
    more: bool = False
    """Whether there are more."""
    titles: dict[str, str] = pydantic.Field(default_factory=dict)
    """What records and people that they refer to are called, by id."""
    dictionaries: dict[str, Dictionary] = pydantic.Field(default_factory=dict)
    """The dictionaries that values are of."""


class OverviewShown(Message):
    """All there is about a record, as far as the reader may see it."""

    label: Label
    """What the page is called."""
    title: str = ""
    """What the record is called."""
    record: RecordView
    """The record."""
    fields: tuple[AnyField, ...] = ()
    """The fields that stand at the top."""
    figures: tuple[FigureShown, ...] = ()
    """The figures."""
    lists: tuple[ListShown, ...] = ()
    """The lists."""
    dictionaries: dict[str, Dictionary] = pydantic.Field(default_factory=dict)
    """The dictionaries that the fields at the top are of."""


class OverviewEntry(Message):
    """A form about whose records there is an overview."""

    app: str
    """Its app."""
    form: str
    """The form."""
    label: Label
    """What the page is called."""


@dataclass(slots=True)
class _Group:
    """Figures over the records of one form that refer to that of the page by one field."""

    app: RecordApp
    """The app as which their form is found."""
    figures: dict[int, OverviewFigure] = field(default_factory=dict)
    """The figures by their places on the page."""


class Overviews:
    """The use case of overviews in one workspace."""

    def __init__(self, reading: Reading, apps: Registry[RecordApp]) -> None:
        """Take the use cases of reading, and the apps."""
        self._reading = reading
        self._apps = apps

    def of_form(self, app: RecordApp, form: str) -> list[tuple[RecordApp, Overview]]:
        """Return what the apps say about a form, in order."""
        place = app.place(form)
        found = [
            (one, each)
            for name in self._apps.names()
            for one in (self._apps[name].artefact,)
            for each in one.overviews.values()
            if one.place(each.form) == place
        ]
        return sorted(found, key=lambda pair: (pair[1].order, pair[0].name, pair[1].name))

    async def entries(self, actor: Actor) -> list[OverviewEntry]:
        """Return the forms about whose records there are overviews, of those that the actor may see."""
        async with self._reading.database.connection() as connection:
            reader = await self._reading.reader(connection, actor)
        seen = [
            (app, form)
            for app in (self._apps[name].artefact for name in self._apps.names())
            for form in app.own_forms
            if app.keeps(form) and app.access.of(reader, form).allowed("see")
        ]
        told = [(app.name, form, self.of_form(app, form)) for app, form in seen]
        return [OverviewEntry(app=name, form=form, label=parts[0][1].label) for name, form, parts in told if parts]

    async def of_record(
        self, app: RecordApp, actor: Actor, form: str, id_: UUID, wide: Collection[str] = ()
    ) -> OverviewShown:
        """Return all there is about a record, as far as the actor may see it; `wide` names lists to be shown longer.

        Figures and lists of forms that the actor may not see are left out. Raises `NotFound`, also when no app says
        anything about the form.
        """
        record = await self._reading.get(app, actor, form, id_)
        parts = self.of_form(app, form)
        if not parts:
            message = f"there is no overview of {form}"
            raise NotFound(message, [NO_OVERVIEW.report(form=app.form(form).label)])
        async with self._reading.database.connection() as connection:
            reader = await self._reading.reader(connection, actor)
            titles = await self._reading.titles_of(connection, app, reader, form, [id_])
        shapes = app.logic(form).shapes
        fields = [shapes[name] for _, one in parts for name in one.fields if name in record.values and name in shapes]
        figures, lists = await self._parts(parts, reader, id_, wide)
        return OverviewShown(
            label=parts[0][1].label,
            title=titles.get(str(id_), ""),
            record=record,
            fields=tuple({one.name: one for one in fields}.values()),
            figures=figures,
            lists=lists,
            dictionaries=_dictionaries(app, fields),
        )

    async def _parts(
        self, parts: list[tuple[RecordApp, Overview]], reader: Reader, id_: UUID, wide: Collection[str]
    ) -> tuple[tuple[FigureShown, ...], tuple[ListShown, ...]]:
        """Return the figures and the lists that the reader may see; a few of them are computed at once."""
        room = asyncio.Semaphore(1 if self._reading.database.takes_turns else _AT_ONCE)

        async def one_of(work: Callable[[Connection], Awaitable[Part]]) -> Part | None:
            async with room, self._reading.database.connection() as connection:
                try:
                    return await work(connection)
                except Forbidden:
                    return None

        groups = _groups(parts)
        lists = [(app, one, _rows(app, one, wide)) for app, overview in parts for one in overview.lists]
        async with asyncio.TaskGroup() as tasks:
            counted = [tasks.create_task(one_of(partial(self._figures, each, reader, id_))) for each in groups]
            listed = [tasks.create_task(one_of(partial(self._list, *each, reader, id_))) for each in lists]
        made = {at: one for task in counted for at, one in (task.result() or {}).items()}
        shown = [found for task in listed if (found := task.result()) is not None]
        return tuple(made[at] for at in sorted(made)), tuple(shown)

    async def _figures(
        self, group: _Group, reader: Reader, id_: UUID, connection: Connection
    ) -> dict[int, FigureShown]:
        """Return the figures of a group that the reader may see, by their places on the page. Raises `Forbidden`."""
        app, listed = group.app, list(group.figures.items())
        _, first = listed[0]
        access = self._reading.access(app, reader, first.form)
        wanted = [FigureWanted(one.filter, _query(one)) for _, one in listed]
        found = await figures(connection, app, access, refers(app, first.form, first.by, id_), wanted)
        return {listed[at][0]: _shown(app, listed[at][1], value) for at, value in found.items()}

    async def _list(
        self, app: RecordApp, some: OverviewList, rows: int, reader: Reader, id_: UUID, connection: Connection
    ) -> ListShown:
        """Return a list. Raises `Forbidden`."""
        home, form = _home(app, some.form)
        order = tuple(Sort(by=one.field, descending=one.descending) for one in some.sort)
        query = Query(filter=some.filter, sort=order, limit=rows)
        by = some.form, some.by
        page = await self._reading.referring(connection, app, reader, by, id_, query, names=some.columns)
        made = app.form(some.form)
        shapes = app.logic(some.form).shapes
        shown: list[Field] = [shapes[name] for name in some.columns if name in shapes]
        return ListShown(
            name=some.name,
            label=some.label,
            app=home,
            form=form,
            form_label=made.label,
            icon=made.icon,
            by=some.by,
            create=some.form not in app.ledgers.kept and app.access.of(reader, some.form).allowed("create"),
            columns=some.columns,
            shapes=tuple(shown),
            records=tuple(_narrowed(one, some.columns) for one in page.records),
            more=page.next is not None,
            titles=page.titles,
            dictionaries=_dictionaries(app, shown),
        )


def _groups(parts: list[tuple[RecordApp, Overview]]) -> list[_Group]:
    """Return the figures of a page in groups of those that are over the records of one form by one field."""
    found: dict[tuple[str, str], _Group] = {}
    listed = [(app, one) for app, overview in parts for one in overview.figures]
    for at, (app, one) in enumerate(listed):
        found.setdefault((app.place(one.form), one.by), _Group(app)).figures[at] = one
    return list(found.values())


def _query(figure: OverviewFigure) -> FigureQuery | None:
    """Return what is computed of a field, None for a number of records."""
    if figure.field is None:
        return None
    return FigureQuery(field=figure.field, figure=figure.figure)


def _shown(app: RecordApp, figure: OverviewFigure, value: Json) -> FigureShown:
    """Return a figure as it is shown."""
    home, form = _home(app, figure.form)
    if value is None and figure.figure == "sum":
        value = "0"
    some = value is not None and float(str(value)) > 0
    shape = None if figure.field is None else app.logic(figure.form).shapes.get(figure.field)
    return FigureShown(
        name=figure.name,
        label=figure.label,
        value=value,
        shape=shape,
        alert=figure.alert and some,
        app=home,
        form=form,
    )


def _rows(app: RecordApp, some: OverviewList, wide: Collection[str]) -> int:
    """Return how many records of a list are shown."""
    return WIDE if {some.name, f"{app.name}.{some.name}"} & {*wide} else some.rows


def _narrowed(record: RecordView, columns: Collection[str]) -> RecordView:
    """Return a record with the values of some fields."""
    return record.model_copy(update={"values": {name: one for name, one in record.values.items() if name in columns}})


def _dictionaries(app: RecordApp, fields: Iterable[Field]) -> dict[str, Dictionary]:
    """Return the dictionaries that fields choose from, by the names that the fields give."""
    names = {one.dictionary for one in fields if isinstance(one, DictionaryField)}
    return {name: app.forms.dictionaries[name] for name in sorted(names) if name in app.forms.dictionaries}


def _home(app: RecordApp, form: str) -> tuple[str, str]:
    """Return the app of a form, and its name there."""
    home, _, name = app.place(form).partition(".")
    return home, name
