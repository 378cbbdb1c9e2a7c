"""What rules see of records: the values that their expressions read, and what they keep of it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from engine_forms.situation import Situation, Tree
from engine_rules.reasoning import Reason
from engine_rules.values import Value
from lowcode.services.effect_order import plain
from lowcode.services.record_app import RecordApp
from lowcode.services.record_sources import Fetched
from lowcode.store.statement import Connection

Stored = Mapping[str, Value]
"""A record as it is stored."""


class Sight:
    """Some records of a form with whatever is read around them."""

    def __init__(self, app: RecordApp, form: str, fetched: Fetched) -> None:
        """Take what was fetched."""
        self._form = form
        self._situation = Situation(app.forms, fetched, None)

    def values(self, stored: Stored, tree: Tree, before: Stored | None = None, **more: Value) -> dict[str, Value]:
        """Return what expressions see of a record, as far as the tree goes; with `before`, also of what it was."""
        own = {name: below for name, below in tree.items() if name != "before"}
        seen = self._situation.record(self._form, stored, own)
        if "before" in tree:
            seen["before"] = None if before is None else self._situation.record(self._form, before, tree["before"])
        return {**seen, "is new": before is None, "current user": None, **more}


async def sight(
    connection: Connection, app: RecordApp, form: str, records: Iterable[Stored], trees: Iterable[Tree]
) -> Sight:
    """Return records with what is read around them, fetched round by round."""
    tree: Tree = {}
    for one in trees:
        _join(tree, {name: below for name, below in one.items() if name != "before"})
        _join(tree, one.get("before", {}))
    fetched = Fetched(app)
    await fetched.fetch(connection, form, records, tree)
    return Sight(app, form, fetched)


async def stored_records(
    connection: Connection, app: RecordApp, form: str, ids: Sequence[UUID], *, lock: bool = False
) -> dict[UUID, dict[str, Value]]:
    """Return the records with some ids that are not in the trash, as they are stored."""
    statements = app.statements(form)
    found = [statements.values(row) for row in await statements.fetch(connection, ids, lock=lock)]
    found = [one for one in found if one.get("trashed at") is None]
    await statements.add_rows(connection, found)
    return {UUID(str(one["id"])): one for one in found}


def _join(tree: Tree, other: Tree) -> None:
    """Put what one tree names into another."""
    for name, below in other.items():
        _join(tree.setdefault(name, {}), below)


def told(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """Return reasons as JSON."""
    return [
        {"text": one.text, "value": shown(one.value), "kind": one.kind, "parts": told(one.parts)} for one in reasons
    ]


def shown(value: Value) -> Any:
    """Return a value as JSON that people can read: of a record its name, of a long list its beginning."""
    if isinstance(value, Mapping):
        kept = {name: shown(one) for name, one in value.items() if one is not None and name != "roles"}
        return {name: kept[name] for name in list(kept)[:8]}
    if isinstance(value, list | tuple):
        return [shown(one) for one in value[:20]]
    found = plain(value)
    return found[:500] if isinstance(found, str) else found


def read_by(tree: Tree, values: Mapping[str, Value]) -> dict[str, Any]:
    """Return the values that are read, as JSON."""
    return {name: shown(values.get(name)) for name in sorted(tree)}
