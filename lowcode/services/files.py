"""`Files`: the use cases of uploaded files, in one workspace."""

import asyncio
import hashlib
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO, Any, Final
from uuid import UUID

from engine_forms.field import Field
from engine_forms.field_types.subtable import SubtableField
from lowcode.kernel import clock
from lowcode.kernel.errors import Forbidden, Invalid, NotFound
from lowcode.services.actor import Actor
from lowcode.services.board_place import KIND
from lowcode.services.file_claims import COMMENT, MEGABYTE, refusals
from lowcode.services.file_codes import (
    BROKEN_OFF,
    CONTENT_LOST,
    NO_FILE,
    NO_PICTURE,
    NOT_SHOWN,
    TOO_LARGE,
    WRONG_ENDING,
)
from lowcode.services.file_thumbnails import fitting, thumbnail
from lowcode.services.file_types import HEAD, IMAGES, clean_name, ending_of, media_type
from lowcode.services.record_app import RecordApp
from lowcode.services.record_reading import Reading
from lowcode.services.report_asking import ReportAsking
from lowcode.services.report_comments import BoardComments
from lowcode.services.report_kept import KeptDashboards
from lowcode.services.rights import RANK
from lowcode.services.stored_file import StoredFile, stored_file
from lowcode.settings import Settings
from lowcode.store import files
from lowcode.store.database import Database
from lowcode.store.file_storage import FileStorage
from lowcode.store.ids import new_id
from lowcode.store.statement import Connection

_KEPT_HOURS: Final = 24
"""Hours after which a file that belongs to nobody is removed."""
_PIECE: Final = 256 * 1024
_AT_ONCE: Final = 500
_UNFOLDED: Final = 2
"""Pictures that are unfolded at the same time, each of which can take much memory."""

Apps = Callable[[str], Awaitable[RecordApp]]
"""Returns what is needed to work with the records of an app. Raises `NotFound`."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file is to go, so that what its field does not take is refused at once."""

    app: RecordApp
    form: str
    field: str
    """The field, in the rows of a sub-table as `lines.photo`."""

    def shape(self) -> Field | None:
        """Return the field, None when there is none."""
        name, _, inner = self.field.partition(".")
        self.app.form(self.form)
        found = self.app.logic(self.form).shapes.get(name)
        if isinstance(found, SubtableField):
            return next((one for one in found.fields if one.name == inner), None)
        return found


@dataclass(frozen=True, slots=True)
class Content:
    """A file that somebody may see."""

    file: StoredFile
    sha256: str
    """The digest of the content."""


@dataclass(frozen=True, slots=True)
class Tidied:
    """What was removed."""

    files: int
    """Files that belonged to nobody."""
    contents: int
    """Contents that no file had any more."""


class Files:
    """The use cases of uploaded files, in one workspace."""

    def __init__(self, database: Database, settings: Settings) -> None:
        """Take the workspace, and the settings that say where contents are kept."""
        self.database = database
        self.settings = settings
        self.storage = FileStorage(settings)
        self.reading = Reading(database)
        self._said = BoardComments(database, ReportAsking(self.reading, ()), KeptDashboards(database))
        self._unfolding = asyncio.Semaphore(_UNFOLDED)

    # --- uploading ----------------------------------------------------------------------------------------------------

    async def upload(
        self,
        actor: Actor,
        name: str,
        pieces: AsyncIterable[bytes],
        *,
        size: int | None = None,
        place: Place | None = None,
    ) -> StoredFile:
        """Return a new file that belongs to nobody until a record that names it is saved.

        `size` is what the client says beforehand. Nothing is ever whole in memory. Raises `Invalid` for a file that is
        too large, of a type that is not accepted, or not what its name says, as soon as that is known.
        """
        actor.require_scope("write")
        account = None if actor.product else actor.account
        shape = place.shape() if place is not None else None
        name = clean_name(name)
        self._check_name(name)
        limit = min(self.settings.file_megabytes, getattr(shape, "max_megabytes", self.settings.file_megabytes))
        if size is not None and size > limit * MEGABYTE:
            raise _too_large(name, limit)
        arrived = await asyncio.to_thread(self.storage.begin)
        try:
            sha256, length, kind = await self._receive(arrived, name, pieces, limit, shape)
            if size is not None and length != size:
                message = "the file did not arrive whole"
                raise Invalid(message, [BROKEN_OFF.report()])
            file = StoredFile(id=new_id(), name=name, size=length, type=kind)
            return await self._keep(arrived, sha256, file, account)
        finally:
            await asyncio.to_thread(arrived.unlink, missing_ok=True)

    def _check_name(self, name: str) -> None:
        """Raise `Invalid` for a name whose ending is accepted nowhere."""
        accepted = [one.lower().lstrip(".") for one in self.settings.file_endings.replace(",", " ").split()]
        if accepted and ending_of(name) not in accepted:
            message = "files of this type are not accepted"
            raise Invalid(message, [WRONG_ENDING.report(name=name, accepted=", ".join(accepted))])

    async def _receive(
        self, arrived: Path, name: str, pieces: AsyncIterable[bytes], limit: int, shape: Field | None
    ) -> tuple[str, int, str]:
        """Write what arrives to a file, and return its digest, length and media type. Raises `Invalid`."""
        digest, length, head, kind = hashlib.sha256(), 0, b"", ""
        with await asyncio.to_thread(arrived.open, "wb") as written:
            async for piece in pieces:
                length += len(piece)
                if length > limit * MEGABYTE:
                    raise _too_large(name, limit)
                if not kind:
                    head += piece[: HEAD - len(head)]
                    if len(head) == HEAD:
                        kind = _kind(name, head, shape)
                digest.update(piece)
                await asyncio.to_thread(written.write, piece)
        return digest.hexdigest(), length, kind or _kind(name, head, shape)

    async def _keep(self, arrived: Path, sha256: str, file: StoredFile, account: UUID | None) -> StoredFile:
        """Put a content into the storage, then its file into the database: never is there a file without content."""
        await asyncio.to_thread(self.storage.keep, arrived, sha256)
        async with self.database.transaction() as connection:
            # Who removes contents that no file has waits for this, or has removed it: then it is kept again.
            await self.database.hold(connection, f"file/{sha256}")
            await asyncio.to_thread(self.storage.keep, arrived, sha256)
            await files.ADD.run(
                connection,
                id=file.id,
                sha256=sha256,
                name=file.name,
                media_type=file.type,
                size=file.size,
                now=clock.now(),
                created_by=account,
            )
        return file

    # --- downloading --------------------------------------------------------------------------------------------------

    async def readable(self, apps: Apps, actor: Actor, id_: UUID) -> Content:
        """Return a file that the actor may see: the record it belongs to, and the field whole; or the dashboard.

        One that belongs to nobody yet is seen by who uploaded it. Raises `NotFound`, and `Forbidden` for the field.
        """
        async with self.database.connection() as connection:
            actor.require_scope("read")
            row = await files.ONE.row(connection, id=id_)
            if row is None:
                raise _unknown()
            if row["form"] is None:
                if not actor.product and row["created_by"] != actor.account:
                    raise _unknown()
            elif KIND not in row["form"]:
                await self._check_record(connection, apps, actor, row)
        if row["form"] is not None and KIND in row["form"]:
            await self._check_board(apps, actor, row["form"])
        return Content(stored_file(row), row["sha256"])

    async def _check_board(self, apps: Apps, actor: Actor, place: str) -> None:
        """Return when the actor sees the dashboard that a file was said something about with. Raises `NotFound`."""
        name, _, board = place.partition(".")
        try:
            await self._said.check(await apps(name), actor, board.removeprefix(KIND))
        except (NotFound, Forbidden) as error:
            raise _unknown() from error

    async def _check_record(self, connection: Connection, apps: Apps, actor: Actor, row: Any) -> None:
        """Return when the actor may see what a file belongs to. Raises `NotFound`, `Forbidden`."""
        name, _, form = row["form"].partition(".")
        try:
            app = await apps(name)
            reader = await self.reading.reader(connection, actor)
            access = self.reading.access(app, reader, form)
            loaded = await self.reading.one(connection, app, access, row["record_id"])
        except (NotFound, Forbidden) as error:
            raise _unknown() from error
        field = row["field"]
        if field.startswith(COMMENT):
            if not app.form(form).comments:
                raise _unknown()
            return
        rights = self.reading.seen(app, access).rights(loaded.values, loaded.holds)
        outer = field.partition(".")[0]
        for one in {outer, field}:
            if RANK[rights.get(one, "hidden")] < RANK["read_only"] or one in access.sensitive:
                message = "the field of the file is hidden or masked"
                raise Forbidden(message, [NOT_SHOWN.report()])

    async def opened(self, sha256: str) -> IO[bytes]:
        """Return a content to read, to be closed by whoever asks. Raises `NotFound` when the storage has lost it."""
        try:
            return await asyncio.to_thread(self.storage.open, sha256)
        except FileNotFoundError as error:
            message = "the content of the file is not in the storage"
            raise NotFound(message, [CONTENT_LOST.report()]) from error

    async def pieces(self, content: IO[bytes], start: int, length: int) -> AsyncIterator[bytes]:
        """Iterate over a part of a content, and close it."""
        try:
            await asyncio.to_thread(content.seek, start)
            while length > 0 and (piece := await asyncio.to_thread(content.read, min(_PIECE, length))):
                length -= len(piece)
                yield piece
        finally:
            await asyncio.to_thread(content.close)

    async def small(self, content: Content, size: int) -> bytes:
        """Return a small picture of a file as WebP. Raises `NotFound` for what is no picture."""
        if content.file.type not in IMAGES:
            message = "the file is no picture"
            raise NotFound(message, [NO_PICTURE.report()])
        size = fitting(size)
        known = await asyncio.to_thread(self.storage.thumbnail, content.sha256, size)
        if known is not None:
            return known
        with await self.opened(content.sha256) as source:
            async with self._unfolding:
                made = await asyncio.to_thread(thumbnail, source, size)
        await asyncio.to_thread(self.storage.keep_thumbnail, content.sha256, size, made)
        return made

    # --- tidying ------------------------------------------------------------------------------------------------------

    async def tidy(self, hours: float = _KEPT_HOURS) -> Tidied:
        """Remove files that have belonged to nobody for hours, contents that no file has, and what never arrived."""
        before = clock.now() - timedelta(hours=hours)
        async with self.database.connection() as connection:
            count = await files.REMOVE_UNCLAIMED.run(connection, before=before)
        await asyncio.to_thread(self.storage.forget_arrivals, before)
        kept = await asyncio.to_thread(lambda: list(self.storage.contents()))
        old = [one.sha256 for one in kept if one.at is None or one.at < before]
        gone = 0
        for start in range(0, len(old), _AT_ONCE):
            some = old[start : start + _AT_ONCE]
            for sha256 in await self._without_file(some):
                gone += await self._remove_content(sha256)
        return Tidied(count, gone)

    async def _without_file(self, some: list[str]) -> list[str]:
        """Return the contents that no file has, of some."""
        async with self.database.connection() as connection:
            known = {row["sha256"] for row in await files.KNOWN.rows(connection, some=some)}
        return [one for one in some if one not in known]

    async def _remove_content(self, sha256: str) -> bool:
        """Remove a content unless a file has it now, and return whether it is gone."""
        async with self.database.transaction() as connection:
            await self.database.hold(connection, f"file/{sha256}")
            if await files.KNOWN.rows(connection, some=[sha256]):
                return False
            await asyncio.to_thread(self.storage.remove, sha256)
        return True


async def tidy(database: Database, settings: Settings) -> Tidied:
    """Remove what files have left behind in a workspace; to be done once a day."""
    return await Files(database, settings).tidy()


def _kind(name: str, head: bytes, shape: Field | None) -> str:
    """Return the media type of a file whose first bytes are there. Raises `Invalid` when its field takes no such."""
    kind = media_type(name, head)
    problems = [] if shape is None else list(refusals(shape, name, kind, 0))
    if problems:
        message = "the field does not take the file"
        raise Invalid(message, problems)
    return kind


def _too_large(name: str, limit: int) -> Invalid:
    """Return the error that a file is too large."""
    message = "the file is too large"
    return Invalid(message, [TOO_LARGE.report(name=name, limit=limit)])


def _unknown() -> NotFound:
    """Return the error that there is no such file, or that nothing may be told of it."""
    message = "there is no such file"
    return NotFound(message, [NO_FILE.report()])
