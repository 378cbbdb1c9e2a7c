"""`Search`: what somebody looks for, in all forms of all apps of which they may see records."""

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from lowcode.kernel.names import Label, Name
from lowcode.services.access import FormAccess
from lowcode.services.actor import Actor
from lowcode.services.message import Message
from lowcode.services.record_app import RecordApp
from lowcode.services.record_query import Query, Where
from lowcode.services.record_reading import Reading
from lowcode.store.search_text import runs
from lowcode.store.statement import Connection

_CANDIDATES: Final = 40
"""How many of the newest records that match are looked at for their titles: a bounded set, whatever there is."""


class SearchHit(Message):
    """A record that was found."""

    id: UUID
    """The key."""
    title: str
    """What it is called; empty when the reader may not see that."""


class SearchGroup(Message):
    """The records of one form that were found."""

    app: Name
    """The app."""
    app_label: Label
    """What people call it."""
    form: Name
    """The form."""
    label: Label
    """What people call a record."""
    icon: str | None = None
    """Its icon."""
    hits: tuple[SearchHit, ...]
    """The records, those first of which the title says what is looked for, then the newest."""
    more: bool
    """Whether there are more."""


class Search:
    """The use case of searching all that somebody may see, in one workspace."""

    def __init__(self, reading: Reading) -> None:
        """Take how records are looked at."""
        self._reading = reading

    async def find(
        self, apps: Iterable[tuple[RecordApp, Label]], actor: Actor, text: str, *, form: str = "", most: int = 5
    ) -> list[SearchGroup]:
        """Return the records that contain words in a searchable field that the reader may see, by form.

        `form` names one form with its app, as `crm.lead`, when others are of no interest. Forms with a title that
        says what is looked for come first.
        """
        words = list(runs(text))
        if not words:
            return []
        found: list[SearchGroup] = []
        async with self._reading.database.connection() as connection:
            reader = await self._reading.reader(connection, actor)
            for app, label in apps:
                for name, one in app.forms.forms.items():
                    if (form and form != f"{app.name}.{name}") or not app.owns(name):
                        continue
                    if not app.tables.shape(name).searchable:
                        continue
                    access = app.access.of(reader, name)
                    if not access.allowed("see"):
                        continue
                    hits = await self._hits(connection, app, access, text)
                    if hits:
                        best = _best_first(hits, words)
                        found.append(
                            SearchGroup(
                                app=app.name,
                                app_label=label,
                                form=name,
                                label=one.label,
                                icon=one.icon,
                                hits=tuple(best[:most]),
                                more=len(best) > most,
                            )
                        )
        return sorted(found, key=lambda group: not _says(group.hits[0].title, words))

    async def _hits(self, connection: Connection, app: RecordApp, access: FormAccess, text: str) -> list[SearchHit]:
        """Return the newest records of a form that match, with their titles."""
        where = Where(app, access)
        where.seen(Query(search=text))
        table = app.tables.shape(access.form).name
        sql = f"SELECT r.id FROM {table} AS r WHERE {where.sql} ORDER BY r.id DESC LIMIT {_CANDIDATES}"
        ids = [row["id"] for row in await connection.fetch(*where.bound.over(sql))]
        titles = await self._reading.titles_of(connection, app, access.reader, access.form, ids) if ids else {}
        return [SearchHit(id=one, title=titles.get(str(one), "")) for one in ids]


def _best_first(hits: Sequence[SearchHit], words: Sequence[str]) -> list[SearchHit]:
    """Return records with those first whose title says all words; else as they were."""
    return sorted(hits, key=lambda hit: not _says(hit.title, words))


def _says(title: str, words: Sequence[str]) -> bool:
    """Return whether a title says all words."""
    folded = "".join(runs(title))
    return all(word in folded for word in words)
