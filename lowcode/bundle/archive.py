"""Bundles as ZIP files: read within limits and without tricks, written so that the same content has the same bytes."""

import io
import stat
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Final

from lowcode.bundle.folder import LARGEST_FILE, LARGEST_FOLDER, MOST_FILES, NOT_A_FILE, TOO_LARGE
from lowcode.kernel.diagnostics import Code, Diagnostic
from lowcode.kernel.errors import Invalid
from lowcode.kernel.names import label

LARGEST_ARCHIVE: Final = 50_000_000
"""Bytes of a ZIP file."""
NOT_A_ZIP: Final = Code(
    "bundle-not-a-zip",
    label("This is no ZIP file that can be read: {reason}.", "这不是可读取的 ZIP 文件：{reason}。"),
    label("Export the app again, or pack its folder anew.", "请重新导出应用，或重新打包文件夹。"),
)
PATH_OUTSIDE: Final = Code(
    "bundle-path-outside",
    label("`{file}` leads out of the bundle.", "`{file}` 指向应用包之外。"),
    label("Pack the folder anew, with paths inside it.", "请重新打包，路径须位于文件夹内。"),
)
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The time that all files in an archive have."""


def unpacked(content: bytes) -> dict[str, bytes]:
    """Return the files of a ZIP file by path; a folder that holds all of them is left out, hidden files too.

    Nothing is written anywhere. Raises `Invalid` with every problem.
    """
    if len(content) > LARGEST_ARCHIVE:
        raise _refused([TOO_LARGE.report(what="ZIP", limit=f"{LARGEST_ARCHIVE:,} bytes")])
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = _files(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise _refused([NOT_A_ZIP.report(reason=str(error)[:200] or "–")]) from error
    tops = {path.split("/", 1)[0] for path in files}
    if len(tops) == 1 and "app.json" not in files and all("/" in path for path in files):
        files = {path.split("/", 1)[1]: each for path, each in files.items()}
    return files


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return files as a ZIP file; the same files give the same bytes."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            entry.create_system = 3
            archive.writestr(entry, files[path])
    return written.getvalue()


def _files(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """Return the files of an archive. Raises `Invalid`."""
    problems: list[Diagnostic] = []
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_FILES:
        raise _refused([TOO_LARGE.report(what="*", limit=f"{MOST_FILES:,} files")])
    found: dict[str, bytes] = {}
    total = 0
    for entry in entries:
        path = PurePosixPath(entry.filename)
        if path.is_absolute() or ".." in path.parts or "\\" in entry.filename or "\0" in entry.filename:
            problems.append(PATH_OUTSIDE.report(file=entry.filename[:200]))
        elif entry.create_system == 3 and stat.S_IFMT(entry.external_attr >> 16) not in {0, stat.S_IFREG}:
            problems.append(NOT_A_FILE.report(file=entry.filename))
        elif not any(part.startswith(".") or part == "__MACOSX" for part in path.parts):
            # What the archive says of sizes is not believed: no more is unpacked than is allowed.
            with archive.open(entry) as opened:
                content = opened.read(LARGEST_FILE + 1)
            total += len(content)
            if len(content) > LARGEST_FILE or total > LARGEST_FOLDER:
                raise _refused([TOO_LARGE.report(path=str(path), what=str(path), limit=f"{LARGEST_FILE:,} bytes")])
            found[str(path)] = content
    if problems:
        raise _refused(problems)
    return found


def _refused(problems: list[Diagnostic]) -> Invalid:
    """Return the error with all problems."""
    message = "the bundle cannot be unpacked"
    return Invalid(message, problems)
