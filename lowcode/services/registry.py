"""`Registry`: what this process has compiled of each app, always of the version that is present."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Generic, Self, TypeVar

from lowcode.bundle.canonical import Json
from lowcode.bundle.content import depends_of
from lowcode.bundle.linking import connected
from lowcode.kernel.errors import NotFound, Unavailable
from lowcode.services.publishing import NO_APP, TOPIC
from lowcode.store import apps
from lowcode.store.database import Database
from lowcode.store.listener import Heard, Listener

_LOG: Final = logging.getLogger(__name__)

_SLOWEST: Final = 5.0
"""Seconds between two tries to read what is published, at the most."""

Artefact = TypeVar("Artefact")


@dataclass(frozen=True, slots=True)
class Compiled(Generic[Artefact]):
    """What was made of one version of an app."""

    number: int
    """The version."""
    artefact: Artefact
    """What was made of it."""


class Registry(Generic[Artefact]):
    """Artefacts by the name of the app, for as long as the block `async with` lasts.

    A request takes an artefact once and works with it to its end, while the next request may already take the next
    version: nothing is ever changed in place, and nothing waits. A version that cannot be compiled is logged, and the
    last one that could stays.
    """

    def __init__(
        self,
        database: Database,
        compile: Callable[[Json], Artefact] | None = None,  # noqa: A002 - what it does
        *,
        link: Callable[[Json, Mapping[str, Json]], Artefact] | None = None,
    ) -> None:
        """Take the workspace, and what makes an artefact of the content of an app; it runs in a thread.

        What is given as `link` gets the other apps that are connected with it besides, and is asked again whenever one
        of those changes.
        """
        assert (compile is None) is not (link is None)
        self._database = database
        self._compile = compile
        self._link = link
        self._contents: dict[str, Compiled[Json]] = {}
        self._present: Mapping[str, Compiled[Artefact]] = {}
        self._one_at_a_time = asyncio.Lock()
        self._listener = Listener(database)
        self._listener.on(TOPIC, self._heard)

    def hears(self, topic: str, heard: Heard) -> None:
        """Hand on what is said of another topic, to spare a connection; say so before the block begins."""
        self._listener.on(topic, heard)

    async def __aenter__(self) -> Self:
        """Compile all apps, and follow what is published from now on."""
        await self._listener.__aenter__()
        try:
            await self.refresh()
        except BaseException:
            await self._listener.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        """Follow no more."""
        await self._listener.__aexit__()

    def __getitem__(self, name: str) -> Compiled[Artefact]:
        """Return what was made of an app. Raises `NotFound` when it is not published."""
        try:
            return self._present[name]
        except KeyError:
            message = f"there is no app {name}"
            raise NotFound(message, [NO_APP.report(name=name[:80])]) from None

    async def present(self, name: str) -> Compiled[Artefact]:
        """Return what was made of an app, also when it was published this moment and the news are on their way.

        Raises `NotFound` when it is not published, `Unavailable`.
        """
        if name not in self._present:
            await self.refresh()
        return self[name]

    def names(self) -> tuple[str, ...]:
        """Return the apps, by name."""
        return tuple(self._present)

    async def refresh(self) -> None:
        """Bring everything up to date; for whoever has just published and wants to see it at once."""
        async with self._one_at_a_time:
            async with self._database.connection() as connection:
                wanted = {row["name"]: row["current_version"] for row in await apps.NUMBERS.rows(connection)}
            changed = {
                name
                for name, number in wanted.items()
                if name not in self._present or self._present[name].number != number
            }
            changed |= await self._touched(wanted)
            made = {name: compiled for name in sorted(changed) if (compiled := await self._made(name))}
            # One assignment swaps all: no request sees a half of it.
            self._present = {
                name: made.get(name) or self._present[name] for name in wanted if name in made or name in self._present
            }

    async def _touched(self, wanted: Mapping[str, int]) -> set[str]:
        """Return the apps that are connected with one that changed or is gone; none where nothing is linked."""
        if self._link is None:
            return set()
        stale = {name for name, one in self._contents.items() if wanted.get(name) != one.number}
        fresh = {name for name in wanted if name not in self._contents or name in stale}
        if not stale and not fresh:
            return set()
        former = {name: depends_of(one.artefact) for name, one in self._contents.items()}
        for name in stale:
            del self._contents[name]
        async with self._database.connection() as connection:
            for name in sorted(fresh):
                row = await apps.CURRENT.row(connection, name=name)
                if row is not None and row["number"] is not None:
                    self._contents[name] = Compiled(row["number"], row["content"])
        now = {name: depends_of(one.artefact) for name, one in self._contents.items()}
        near = {each for name in stale for each in connected(name, former)}
        near |= {each for name in fresh & now.keys() for each in connected(name, now)}
        return near & now.keys()

    def _artefact(self, name: str, content: Json) -> Artefact:
        """Return what is made of the content of an app."""
        if self._compile is not None:
            return self._compile(content)
        assert self._link is not None
        depends = {each: depends_of(one.artefact) for each, one in self._contents.items()} | {name: depends_of(content)}
        near = connected(name, depends) - {name}
        return self._link(content, {each: self._contents[each].artefact for each in near})

    async def _made(self, name: str) -> Compiled[Artefact] | None:
        """Return what comes of the present version of an app, None when it cannot be compiled or has gone."""
        async with self._database.connection() as connection:
            row = await apps.CURRENT.row(connection, name=name)
        if row is None or row["number"] is None:
            return None
        try:
            return Compiled(row["number"], await asyncio.to_thread(self._artefact, name, row["content"]))
        except Exception:  # noqa: BLE001 - what one app holds must not stop the others
            _LOG.exception("version %s of %s cannot be compiled; the last one that could stays", row["number"], name)
            return None

    async def _heard(self, _name: str | None) -> None:
        """Bring everything up to date, however often it takes: what was told may have been followed by more."""
        pause = 0.1
        while True:
            try:
                await self.refresh()
            except Unavailable as error:
                _LOG.warning("what is published cannot be read now: %s", error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _SLOWEST)
            else:
                return
