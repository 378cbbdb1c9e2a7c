"""`StoredFile`: what people see of a file that was uploaded."""

from typing import Any
from uuid import UUID

from lowcode.services.message import Message


class StoredFile(Message):
    """A file that was uploaded."""

    id: UUID
    """The key."""
    name: str
    """What it is called."""
    size: int
    """Bytes."""
    type: str
    """The media type (RFC 6838), as the first bytes say."""


def stored_file(row: Any) -> StoredFile:
    """Return a row of the table as a file."""
    return StoredFile(id=row["id"], name=row["name"], size=row["size"], type=row["media_type"])
