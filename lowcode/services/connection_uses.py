"""`ConnectionUses`: which parts of apps name a connection, so that nobody removes one that is needed."""

from collections.abc import Iterator
from typing import Any, Final

from lowcode.kernel.names import Label
from lowcode.services.message import Message
from lowcode.store.statement import Connection, Statement

_CONTENTS: Final = Statement(
    """
    SELECT a.name, v.content FROM app a JOIN app_version v ON v.app_id = a.id AND v.number = a.current_version
    WHERE jsonb_path_exists(v.content, '$.**.connection') ORDER BY a.name
    """
)
"""The apps in which something names a connection."""


_SCHEDULES: Final = Statement(
    """
    SELECT s.app, s.content ->> 'dashboard' AS dashboard, v.content -> 'app' -> 'label' AS label
    FROM report_schedule s JOIN app a ON a.name = s.app
    JOIN app_version v ON v.app_id = a.id AND v.number = a.current_version
    WHERE s.content #>> '{chat,connection}' = :name
    ORDER BY s.app, s.id
    """
)
"""The dashboards that are sent into a group that chats by a connection."""


class ConnectionUse(Message):
    """A part of an app that needs a connection."""

    app: str
    """The app."""
    app_label: Label
    """What it is called."""
    part: str
    """What the part is, by its folder: `datasets`, `flows`, `actions`, `rules`; `schedules` for a dashboard that is
    sent again and again."""
    name: str
    """Its name."""
    label: Label | None = None
    """What it is called."""


async def uses_of(connection: Connection, name: str) -> list[ConnectionUse]:
    """Return the parts of apps, as they are published, that name a connection."""
    found = []
    for row in await _CONTENTS.rows(connection):
        content = row["content"]
        for part, key, thing in _named(content):
            if _names(thing, {name, f'"{name}"'}):
                label = thing.get("label")
                found.append(
                    ConnectionUse(
                        app=row["name"],
                        app_label=Label.model_validate(content["app"]["label"]),
                        part=part,
                        name=key,
                        label=None if label is None else Label.model_validate(label),
                    )
                )
    for row in await _SCHEDULES.rows(connection, name=name):
        label = Label.model_validate(row["label"])
        called = row["dashboard"] or ""
        found.append(ConnectionUse(app=row["app"], app_label=label, part="schedules", name=called))
    return found


def _named(content: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Iterate over the parts of an app: the folder, the name and the content of each."""
    for part, things in content.items():
        if part != "app" and isinstance(things, dict):
            for key, thing in things.items():
                if isinstance(thing, dict):
                    yield part, key, thing


def _names(thing: Any, wanted: set[str]) -> bool:
    """Return whether something names a connection: as it is, or as a text of the language, as steps of flows do."""
    if isinstance(thing, dict):
        named = thing.get("connection")
        return (isinstance(named, str) and named.strip() in wanted) or any(
            _names(one, wanted) for one in thing.values()
        )
    return isinstance(thing, list) and any(_names(one, wanted) for one in thing)
