"""`media_type`: what a file is, by its first bytes and not by what its name says alone."""

import unicodedata
from collections.abc import Mapping
from typing import Final

from lowcode.kernel.errors import Invalid
from lowcode.services.file_codes import MISLABELLED

HEAD: Final = 512
"""How many bytes tell what a file is."""
UNKNOWN: Final = "application/octet-stream"
PICTURES: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""The media types that every browser shows, and that hold no scripts."""
IMAGES: Final = PICTURES | {"image/bmp", "image/tiff", "image/heic"}
"""The media types of pictures."""

_ZIP, _OLE, _TEXT = "application/zip", "application/x-ole-storage", "text/plain"
_SIGNATURES: Final[tuple[tuple[int, bytes, str], ...]] = (
    (0, b"%PDF-", "application/pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"BM", "image/bmp"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypheix", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (4, b"ftyp", "video/mp4"),
    (0, b"PK\x03\x04", _ZIP),
    (0, b"PK\x05\x06", _ZIP),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OLE),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"ID3", "audio/mpeg"),
    (8, b"WAVE", "audio/wav"),
    (0, b"OggS", "audio/ogg"),
    (0, b"MZ", "application/vnd.microsoft.portable-executable"),
    (0, b"\x7fELF", "application/x-elf"),
)
"""How files of a type begin: at which byte, and with what."""
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_ENDINGS: Final[Mapping[str, tuple[str, str]]] = {
    "pdf": ("application/pdf", "application/pdf"),
    "png": ("image/png", "image/png"),
    "jpg": ("image/jpeg", "image/jpeg"),
    "jpeg": ("image/jpeg", "image/jpeg"),
    "gif": ("image/gif", "image/gif"),
    "webp": ("image/webp", "image/webp"),
    "bmp": ("image/bmp", "image/bmp"),
    "tif": ("image/tiff", "image/tiff"),
    "tiff": ("image/tiff", "image/tiff"),
    "heic": ("image/heic", "image/heic"),
    "docx": (f"{_OFFICE}wordprocessingml.document", _ZIP),
    "xlsx": (f"{_OFFICE}spreadsheetml.sheet", _ZIP),
    "pptx": (f"{_OFFICE}presentationml.presentation", _ZIP),
    "odt": ("application/vnd.oasis.opendocument.text", _ZIP),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet", _ZIP),
    "zip": (_ZIP, _ZIP),
    "doc": ("application/msword", _OLE),
    "xls": ("application/vnd.ms-excel", _OLE),
    "ppt": ("application/vnd.ms-powerpoint", _OLE),
    "gz": ("application/gzip", "application/gzip"),
    "7z": ("application/x-7z-compressed", "application/x-7z-compressed"),
    "rar": ("application/vnd.rar", "application/vnd.rar"),
    "rtf": ("application/rtf", "application/rtf"),
    "mp4": ("video/mp4", "video/mp4"),
    "txt": (_TEXT, _TEXT),
    "csv": ("text/csv", _TEXT),
    "md": ("text/markdown", _TEXT),
    "json": ("application/json", _TEXT),
    "xml": ("application/xml", _TEXT),
    "svg": ("image/svg+xml", _TEXT),
    "html": ("text/html", _TEXT),
    "htm": ("text/html", _TEXT),
}
"""By ending: the media type, and what the first bytes have to say."""
_LONGEST: Final = 200
"""Characters of the longest name."""
_NOT_IN_NAMES: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Characters that nobody sees, among them those that turn the direction of what follows."""


def media_type(name: str, head: bytes) -> str:
    """Return the media type of a file. Raises `Invalid` when its first bytes contradict its name."""
    found, ending = _found(head), ending_of(name)
    known = _ENDINGS.get(ending)
    if known is None:
        return found or UNKNOWN
    kind, wanted = known
    if head and found != wanted and not (wanted == _TEXT and found is None and _is_text(head)):
        message = "the content of the file is not what its name says"
        raise Invalid(message, [MISLABELLED.report(name=name, ending=ending)])
    return kind


def ending_of(name: str) -> str:
    """Return what stands behind the last point of a name, in small letters."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def clean_name(name: str) -> str:
    """Return a name that is no path: what stands behind the last slash of any kind, without what nobody sees."""
    last = name.replace("\\", "/").rpartition("/")[2]
    seen = "".join(one for one in unicodedata.normalize("NFC", last) if unicodedata.category(one) not in _NOT_IN_NAMES)
    kept = seen.strip(" .") or "file"
    stem, point, ending = kept.rpartition(".")
    if len(kept) > _LONGEST:
        kept = f"{stem[: _LONGEST - len(ending) - 1]}.{ending}" if point and len(ending) < 20 else kept[:_LONGEST]
    return kept


def _found(head: bytes) -> str | None:
    """Return the media type that the first bytes say, None when they say nothing."""
    return next((kind for at, magic, kind in _SIGNATURES if head.startswith(magic, at)), None)


def _is_text(head: bytes) -> bool:
    """Return whether bytes may be text: in UTF-16 with its mark, or in any encoding that knows no zero."""
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" not in head
