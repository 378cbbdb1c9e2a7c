"""`Overviews`: all there is about a record on one page, put together of what the apps say about its form."""

from collections.abc import AsyncIterator, Collection, Iterable
from typing import Any, Final
from uuid import UUID

import pydantic

from engine_forms.dictionary import Dictionary
from engine_forms.field import AnyField, Field
from engine_forms.field_types.dictionary import DictionaryField
from engine_forms.filters import AllFilter, AnyFilter, FieldFilter
from lowcode.bundle.overview import Overview, OverviewFigure, OverviewList
from lowcode.kernel.errors import Forbidden, NotFound
from lowcode.kernel.names import Label, Name
from lowcode.services.actor import Actor
from lowcode.services.message import Message
from lowcode.services.record_app import RecordApp
from lowcode.services.record_codes import NO_OVERVIEW
from lowcode.services.record_query import Query, Sort
from lowcode.services.record_reading import Reading
from lowcode.services.record_summary import FigureQuery, SummaryQuery, summary
from lowcode.services.record_view import RecordView
from lowcode.services.registry import Registry

WIDE: Final = 200
"""How many records a list shows that is asked for longer."""


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
        return OverviewShown(
            label=parts[0][1].label,
            title=titles.get(str(id_), ""),
            record=record,
            fields=tuple({one.name: one for one in fields}.values()),
            figures=tuple([one async for one in self._figures(parts, actor, id_)]),
            lists=tuple([one async for one in self._lists(parts, actor, id_, wide)]),
            dictionaries=_dictionaries(app, fields),
        )

    async def _figures(
        self, parts: list[tuple[RecordApp, Overview]], actor: Actor, id_: UUID
    ) -> AsyncIterator[FigureShown]:
        """Iterate over the figures that the actor may see."""
        for app, overview in parts:
            for one in overview.figures:
                try:
                    yield await self._figure(app, one, actor, id_)
                except Forbidden:
                    continue

    async def _figure(self, app: RecordApp, figure: OverviewFigure, actor: Actor, id_: UUID) -> FigureShown:
        """Return a figure. Raises `Forbidden`."""
        home, form = _home(app, figure.form)
        asked = () if figure.field is None else (FigureQuery(field=figure.field, figure=figure.figure),)
        query = SummaryQuery(query=Query(filter=_filter(figure, id_)), figures=asked)
        (group,) = (await summary(self._reading, app, actor, figure.form, query)).groups
        value = str(group.count) if figure.field is None else group.figures[0]
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

    async def _lists(
        self, parts: list[tuple[RecordApp, Overview]], actor: Actor, id_: UUID, wide: Collection[str]
    ) -> AsyncIterator[ListShown]:
        """Iterate over the lists that the actor may see."""
        for app, overview in parts:
            for one in overview.lists:
                try:
                    long = {one.name, f"{app.name}.{one.name}"} & {*wide}
                    yield await self._list(app, one, actor, id_, WIDE if long else one.rows)
                except Forbidden:
                    continue

    async def _list(self, app: RecordApp, some: OverviewList, actor: Actor, id_: UUID, rows: int) -> ListShown:
        """Return a list. Raises `Forbidden`."""
        home, form = _home(app, some.form)
        order = tuple(Sort(by=one.field, descending=one.descending) for one in some.sort)
        query = Query(filter=_filter(some, id_), sort=order, limit=rows)
        page = await self._reading.page(app, actor, some.form, query)
        async with self._reading.database.connection() as connection:
            reader = await self._reading.reader(connection, actor)
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
            records=page.records,
            more=page.next is not None,
            titles=page.titles,
            dictionaries=_dictionaries(app, shown),
        )


def _dictionaries(app: RecordApp, fields: Iterable[Field]) -> dict[str, Dictionary]:
    """Return the dictionaries that fields choose from, by the names that the fields give."""
    names = {one.dictionary for one in fields if isinstance(one, DictionaryField)}
    return {name: app.forms.dictionaries[name] for name in sorted(names) if name in app.forms.dictionaries}


def _home(app: RecordApp, form: str) -> tuple[str, str]:
    """Return the app of a form, and its name there."""
    home, _, name = app.place(form).partition(".")
    return home, name


def _filter(part: OverviewFigure | OverviewList, id_: UUID) -> AnyFilter:
    """Return the filter of the records that refer to one."""
    mine = FieldFilter(kind="field", field=part.by, operator="equals", value=str(id_))
    return mine if part.filter is None else AllFilter(kind="all", filters=(mine, part.filter))
