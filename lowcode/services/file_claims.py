"""How records come to own files: what a draft names is checked, and becomes the record's in its transaction."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import asyncpg

from engine_forms.field import Field, Json
from engine_forms.field_types.file import FileField
from engine_forms.field_types.image import ImageField
from engine_forms.field_types.rich_text import RichTextField
from engine_forms.field_types.signature import SignatureField
from engine_forms.field_types.subtable import SubtableField
from engine_forms.files import FilesField
from engine_rules.values import Value
from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.errors import Invalid
from lowcode.services.actor import Actor
from lowcode.services.file_codes import NOT_YOURS, TOO_LARGE, WRONG_ENDING
from lowcode.services.file_types import IMAGES, ending_of
from lowcode.services.record_app import RecordApp
from lowcode.services.record_drafts import Draft
from lowcode.store import files
from lowcode.store.ids import new_id
from lowcode.store.statement import Connection

MEGABYTE: Final = 1_000_000
COMMENT: Final = "comment/"
"""How the place of a file begins that belongs to a comment; its id follows. No field is called so."""
_ADDRESS: Final = re.compile(r"/api/files/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
"""A file in formatted text."""


@dataclass(frozen=True, slots=True)
class Named:
    """A file that a draft names for the first time."""

    id: UUID
    field: str
    """The field, in the rows of a sub-table as `lines.photo`."""
    path: str
    shape: Field
    draft: Draft


# --- which files ------------------------------------------------------------------------------------------------------


def names_files(app: RecordApp, form: str, given: Iterable[str]) -> bool:
    """Return whether some fields can hold files; most forms have none, and nothing has to be asked then."""
    shapes = app.logic(form).shapes
    return any(_holds_files(shapes[name]) for name in given if name in shapes)


def _holds_files(shape: Field) -> bool:
    """Return whether a field, or one in its rows, can hold files."""
    if isinstance(shape, SubtableField):
        return any(_holds_files(one) for one in shape.fields)
    return isinstance(shape, FilesField | SignatureField | RichTextField)


def ids_in(shape: Field, value: Value) -> list[str]:
    """Return the ids of the files in a value, in their order."""
    if isinstance(shape, RichTextField):
        return list(dict.fromkeys(_ADDRESS.findall(value))) if isinstance(value, str) else []
    if isinstance(shape, FilesField | SignatureField):
        return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]
    return []


def named(app: RecordApp, form: str, draft: Draft) -> Iterator[Named]:
    """Iterate over the files that are handed in and were not there before."""
    shapes = app.logic(form).shapes
    for name in sorted(draft.changed & draft.given.keys()):
        shape, value, before = shapes[name], draft.values.get(name), (draft.stored or {}).get(name)
        if isinstance(shape, SubtableField):
            for one in shape.fields:
                old = {id_ for row in before or () for id_ in ids_in(one, row.get(one.name))}
                for at, row in enumerate(value or ()):
                    for id_ in ids_in(one, row.get(one.name)):
                        if id_ not in old:
                            yield Named(UUID(id_), f"{name}.{one.name}", f"/{name}/{at}/{one.name}", one, draft)
        else:
            old = set(ids_in(shape, before))
            for id_ in ids_in(shape, value):
                if id_ not in old:
                    yield Named(UUID(id_), name, f"/{name}", shape, draft)


# --- whether they may be there ----------------------------------------------------------------------------------------


async def check(connection: Connection, app: RecordApp, form: str, actor: Actor, drafts: Sequence[Draft]) -> None:
    """Report files that are not the actor's to hand in, and those that their field does not take."""
    wanted = [one for draft in drafts for one in named(app, form, draft)]
    if not wanted:
        return
    rows = {row["id"]: row for row in await files.SOME.rows(connection, ids=[one.id for one in wanted])}
    taken: dict[UUID, tuple[UUID, str]] = {}
    for one in wanted:
        place = one.draft.id, one.field
        row = rows.get(one.id)
        free = row is not None and _free(row, app.place(form), place, actor)
        if row is None or not free or taken.setdefault(one.id, place) != place:
            one.draft.diagnostics.append(NOT_YOURS.report(path=one.path, id=str(one.id)))
        else:
            one.draft.diagnostics += refusals(one.shape, row["name"], row["media_type"], row["size"], one.path)


def _free(row: asyncpg.Record, form: str, place: tuple[UUID, str], actor: Actor) -> bool:
    """Return whether a file belongs to a field of a record already, or to nobody and was uploaded by the actor."""
    if row["form"] is None:
        return actor.product or row["created_by"] == actor.account_id
    return bool(row["form"] == form and (row["record_id"], row["field"]) == place)


def refusals(shape: Field, name: str, kind: str, size: int, path: str = "") -> Iterator[Diagnostic]:
    """Iterate over the reasons why a field does not take a file; other fields take any."""
    if isinstance(shape, FilesField) and size > shape.max_megabytes * MEGABYTE:
        yield TOO_LARGE.report(path=path, name=name, limit=shape.max_megabytes)
    if isinstance(shape, FileField) and shape.extensions:
        accepted = [one.lower().lstrip(".") for one in shape.extensions]
        if ending_of(name) not in accepted:
            yield WRONG_ENDING.report(path=path, name=name, accepted=", ".join(accepted))
    if isinstance(shape, ImageField | SignatureField | RichTextField) and kind not in IMAGES:
        accepted = [one.partition("/")[2] for one in sorted(IMAGES)]
        yield WRONG_ENDING.report(path=path, name=name, accepted=", ".join(accepted))


async def claim(connection: Connection, app: RecordApp, form: str, actor: Actor, drafts: Sequence[Draft]) -> None:
    """Let drafts own the files that they name, in their transaction. Raises `Invalid` when one is gone meanwhile."""
    wanted = [one for draft in drafts for one in named(app, form, draft)]
    if wanted:
        places = [(one.id, one.draft.id, one.field, one.path) for one in wanted]
        await take(connection, app.place(form), actor, places)


async def take(connection: Connection, form: str, actor: Actor, places: Sequence[tuple[UUID, UUID, str, str]]) -> None:
    """Let records own files: each the file, the record, the field and the path of a mistake. Raises `Invalid`."""
    rows = await files.CLAIM.rows(
        connection,
        form=form,
        ids=[one[0] for one in places],
        records=[one[1] for one in places],
        fields=[one[2] for one in places],
        anybody=actor.product,
        account_id=actor.account_id,
    )
    owned = {row["id"] for row in rows}
    lost = [NOT_YOURS.report(path=path, id=str(id_)) for id_, _, _, path in places if id_ not in owned]
    if lost:
        message = "a file belongs elsewhere"
        raise Invalid(message, lost)


# --- copies -----------------------------------------------------------------------------------------------------------


async def copied(
    connection: Connection, app: RecordApp, form: str, actor: Actor, values: Mapping[str, Json]
) -> dict[str, Json]:
    """Return the values of a copy of a record with files of its own, which share their contents with the others."""
    shapes = app.logic(form).shapes
    made: dict[str, str] = {}
    for name, value in values.items():
        shape = shapes[name]
        inner = shape.fields if isinstance(shape, SubtableField) else ()
        found = ids_in(shape, value) + [
            id_ for row in (value if inner else ()) or () for one in inner for id_ in ids_in(one, row.get(one.name))
        ]
        made |= {id_: str(new_id()) for id_ in found}
    if not made:
        return dict(values)
    ids, others = [UUID(one) for one in made], [UUID(one) for one in made.values()]
    await files.COPY.run(connection, ids=ids, made=others, now=clock.now(), created_by=actor.account_id)
    return {name: _renamed(value, made) if _holds_files(shapes[name]) else value for name, value in values.items()}


def _renamed(value: Any, made: Mapping[str, str]) -> Any:
    """Return a value with other ids of files."""
    if isinstance(value, list):
        return [_renamed(one, made) for one in value]
    if isinstance(value, dict):
        return {name: _renamed(one, made) for name, one in value.items()}
    if isinstance(value, str) and "/api/files/" in value:
        return _ADDRESS.sub(lambda match: f"/api/files/{made.get(match[1], match[1])}", value)
    return made.get(value, value) if isinstance(value, str) else value
