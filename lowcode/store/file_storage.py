"""`FileStorage`: the contents of files, each once by its SHA-256, on a disk or in an object store."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final, cast
from uuid import uuid4

import fsspec
from fsspec.implementations.local import LocalFileSystem

from lowcode.kernel.diagnostics import Code
from lowcode.kernel.errors import Invalid
from lowcode.kernel.names import label
from lowcode.settings import Settings

NO_STORAGE: Final = Code(
    "file-storage-unknown",
    label("Files cannot be kept at the address that is set: {reason}.", "无法将文件保存到所设置的地址：{reason}。"),
    label(
        "Correct LOWCODE_FILES_URL, or install the package that it needs, such as s3fs.",
        "请更正 LOWCODE_FILES_URL，或安装其所需的软件包，例如 s3fs。",
    ),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A content in the storage."""

    sha256: str
    """Its digest in hexadecimal digits, which is its name."""
    at: datetime | None
    """When it was written, UTC; None where the store does not tell."""


class FileStorage:
    """The contents of the files of one workspace. All methods block: call them in a thread.

    A content stands at `content/ab/cd/abcd…`, its thumbnails at `thumbnails/ab/cd/abcd…-SIZE`. What arrives is written
    to a file of its own first, so that a content is there whole or not at all.
    """

    def __init__(self, settings: Settings) -> None:
        """Take the settings, which say where. Raises `Invalid` for an address that nothing knows."""
        url = settings.files_url or (settings.home / "files").absolute().as_uri()
        try:
            found, root = fsspec.core.url_to_fs(url)
        except (ImportError, ValueError) as error:
            message = "files cannot be kept"
            raise Invalid(message, [NO_STORAGE.report(reason=str(error).rstrip("."))]) from error
        self._files: Any = found
        self._local = isinstance(found, LocalFileSystem)
        self._root = f"{str(root).rstrip('/')}/{settings.workspace}"
        self._incoming = Path(self._root) / "incoming" if self._local else settings.home / "incoming"

    # --- what arrives -------------------------------------------------------------------------------------------------

    def begin(self) -> Path:
        """Return the path of a new, empty file on this machine for what arrives."""
        self._incoming.mkdir(parents=True, exist_ok=True)
        path = self._incoming / uuid4().hex
        path.touch(mode=0o600)
        return path

    def keep(self, arrived: Path, sha256: str) -> None:
        """Put what has arrived whole into the storage; nothing is written when the same content is there."""
        path, size = self._path("content", sha256), arrived.stat().st_size
        if self._size(path) == size:
            return
        if not self._local:
            self._files.put_file(str(arrived), path)
            return
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        copy = arrived.with_suffix(".kept")
        try:
            os.link(arrived, copy)
        except OSError:  # a disk that knows no links
            shutil.copyfile(arrived, copy)
        with copy.open("rb") as written:
            os.fsync(written.fileno())
        copy.replace(path)

    # --- what is there ------------------------------------------------------------------------------------------------

    def open(self, sha256: str) -> IO[bytes]:
        """Return a content to read and seek in. Raises `FileNotFoundError`."""
        return cast("IO[bytes]", self._files.open(self._path("content", sha256), "rb"))

    def has(self, sha256: str) -> bool:
        """Return whether a content is there."""
        return bool(self._files.exists(self._path("content", sha256)))

    def contents(self) -> Iterator[Kept]:
        """Iterate over all contents, folder by folder."""
        for first in self._names(f"{self._root}/content"):
            for name, told in self._files.find(first, detail=True).items():
                yield Kept(str(name).rpartition("/")[2], _instant(told))

    def remove(self, sha256: str) -> None:
        """Remove a content and its thumbnails, as far as they are there."""
        path = self._path("content", sha256)
        if self._files.exists(path):
            self._files.rm_file(path)
        folder = self._path("thumbnails", sha256).rpartition("/")[0]
        for name in self._names(folder):
            if name.rpartition("/")[2].startswith(sha256):
                self._files.rm_file(name)

    def forget_arrivals(self, before: datetime) -> int:
        """Remove what began to arrive before an instant and never arrived whole, and return how many."""
        stale = [one for one in self._incoming.glob("*") if one.stat().st_mtime < before.timestamp()]
        for one in stale:
            one.unlink(missing_ok=True)
        return len(stale)

    # --- thumbnails ---------------------------------------------------------------------------------------------------

    def thumbnail(self, sha256: str, size: int) -> bytes | None:
        """Return the thumbnail of a content in a size, None when there is none yet."""
        try:
            return cast("bytes", self._files.cat_file(f"{self._path('thumbnails', sha256)}-{size}"))
        except FileNotFoundError:
            return None

    def keep_thumbnail(self, sha256: str, size: int, content: bytes) -> None:
        """Keep the thumbnail of a content in a size."""
        path = f"{self._path('thumbnails', sha256)}-{size}"
        if not self._local:
            self._files.pipe_file(path, content)
            return
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        arrived = self.begin()
        arrived.write_bytes(content)
        arrived.replace(path)

    # --- paths --------------------------------------------------------------------------------------------------------

    def _path(self, folder: str, sha256: str) -> str:
        """Return where a content or its thumbnail stands; digests come from the product, never from a request."""
        assert len(sha256) == 64 and sha256.isalnum()  # noqa: PT018 - one thing: a digest
        return f"{self._root}/{folder}/{sha256[:2]}/{sha256[2:4]}/{sha256}"

    def _size(self, path: str) -> int | None:
        """Return how many bytes a path has, None when nothing is there."""
        try:
            return int(self._files.info(path)["size"])
        except FileNotFoundError:
            return None

    def _names(self, folder: str) -> list[str]:
        """Return the paths directly in a folder; none when it is not there."""
        try:
            return sorted(str(one) for one in self._files.ls(folder, detail=False))
        except FileNotFoundError:
            return []


def _instant(told: dict[str, Any]) -> datetime | None:
    """Return when a store says that something was written."""
    found = told.get("mtime") or told.get("LastModified") or told.get("created")
    if isinstance(found, int | float):
        return datetime.fromtimestamp(found, UTC)
    if isinstance(found, datetime):
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None
