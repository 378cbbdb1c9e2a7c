"""`AppPreviews`: what publishing, importing, rolling back or removing an app would do, before anything is done."""

from typing import Any

from lowcode.bundle.canonical import Json
from lowcode.bundle.diff import Change, diff
from lowcode.bundle.merge import ABSENT, Clash
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.errors import Invalid, NotFound
from lowcode.services.actor import Actor
from lowcode.services.app_bundles import AppBundles, name_of, read
from lowcode.services.message import Message
from lowcode.services.publishing import NO_APP
from lowcode.store import apps
from lowcode.store.database import Database
from lowcode.store.live_tables import live_tables
from lowcode.store.plan import Plan

_MOST_CHANGES = 500
"""The most differences that are told one by one."""


class Side(Message):
    """What one of two sides has at a place."""

    present: bool
    """Whether it has anything there."""
    value: Any = None
    """What."""


class ClashView(Message):
    """A place that both changed: people here, and the makers of the app."""

    path: str
    """Where, by names."""
    base: Side
    """What both started from."""
    mine: Side
    """What it is here."""
    theirs: Side
    """What it is in the delivery."""


class AppPreview(Message):
    """What publishing would do."""

    app: str
    """The app."""
    current_version: int | None
    """The present version; None for an app that is new here."""
    base_version: int | None = None
    """The version that was delivered last, from which a merge starts."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """What is wrong; errors keep it from being published."""
    plan: Plan | None = None
    """What it would do to the tables; None when something is wrong."""
    changes: tuple[Change, ...] = ()
    """What it would change in the app, place by place."""
    change_count: int = 0
    """How many places there are, of which the first are told."""
    clashes: tuple[ClashView, ...] = ()
    """Places that both changed; what is here stays unless decided otherwise."""


class DoomedTable(Message):
    """A table that belongs to an app."""

    table: str
    """Its name."""
    place: str
    """The form or sub-table, with its app."""
    records: int
    """How many rows it has."""


class RemovalPreview(Message):
    """What removing an app for ever would delete."""

    tables: tuple[DoomedTable, ...]
    """The tables, with their records."""
    needed_by: tuple[str, ...]
    """The apps that refer to it, which have to go first."""


class AppPreviews:
    """The use cases of looking before one leaps, in one workspace."""

    def __init__(self, database: Database, bundles: AppBundles) -> None:
        """Take the workspace, and what publishes."""
        self._database = database
        self._bundles = bundles

    async def content(self, actor: Actor, name: str, content: Json) -> AppPreview:
        """Return what publishing content would do; content may be wrong."""
        actor.require()
        async with self._database.connection() as connection:
            row = await apps.CURRENT.row(connection, name=name)
        found = await self._bundles.found_in(name, content)
        old = row["content"] if row else None
        number = row["number"] if row else None
        changes = diff(old, content) if old is not None else ()
        plan = None
        if not any(one.severity == "error" for one in found):
            try:
                plan, _ = await self._bundles.planned(content)
            except Invalid as error:
                found = (*found, *error.diagnostics)
        return AppPreview(
            app=name,
            current_version=number,
            diagnostics=found,
            plan=plan,
            changes=changes[:_MOST_CHANGES],
            change_count=len(changes),
        )

    async def files(self, actor: Actor, files: dict[str, bytes], *, merge: bool, take: frozenset[str]) -> AppPreview:
        """Return what importing a bundle would do; with `merge`, what was changed here since the last delivery stays.

        `take` names the places of clashes where the bundle's value counts.
        """
        actor.require()
        try:
            delivered = read(files)
        except Invalid as error:
            return AppPreview(app="", current_version=None, diagnostics=error.diagnostics)
        name = name_of(delivered)
        problems = await self._bundles.found_in(name, delivered)
        if not merge or any(one.severity == "error" for one in problems):
            return await self.content(actor, name, delivered)
        delivery = await self._bundles.merged(name, delivered, take)
        found = await self.content(actor, name, delivery.content)
        clashes = tuple(_shown(one) for one in delivery.clashes)
        return found.model_copy(update={"base_version": delivery.base, "clashes": clashes})

    async def version(self, actor: Actor, name: str, number: int) -> AppPreview:
        """Return what rolling back to a version would do. Raises `NotFound`."""
        earlier = await (await self._bundles.publishing()).version(actor, name, number)
        return await self.content(actor, name, earlier.content)

    async def removal(self, actor: Actor, name: str) -> RemovalPreview:
        """Return what removing an app for ever would delete. Raises `NotFound`."""
        actor.require()
        async with self._database.connection() as connection:
            if await apps.CURRENT.row(connection, name=name) is None:
                message = f"there is no app {name}"
                raise NotFound(message, [NO_APP.report(name=name[:80])])
            mine = [one for one in (await live_tables(connection)).values() if one.place.split(".")[0] == name]
            tables = tuple(
                [
                    DoomedTable(table=one.name, place=one.place, records=await one.records(connection))
                    for one in sorted(mine, key=lambda one: one.name)
                ]
            )
        return RemovalPreview(tables=tables, needed_by=await self._bundles.needing(name))


def _shown(clash: Clash) -> ClashView:
    """Return a clash as people decide it."""
    sides = {
        name: Side(present=value is not ABSENT, value=None if value is ABSENT else value)
        for name, value in (("base", clash.base), ("mine", clash.mine), ("theirs", clash.theirs))
    }
    return ClashView(path=clash.path, **sides)
