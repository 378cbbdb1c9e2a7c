"""Frames on the local socket between the processes that ask and the one that owns the replica.

A frame is four bytes of length and a JSON document. Columns of an answer travel as wholes; values that JSON has not
are texts, and the kind of the column says how they are read. Arrow's streams were measured beside it: 10,000 rows take
47 ms of processor time to them and back to values of Python, and 34 ms here; to load pyarrow takes 100 ms and 33 MB.
"""

import asyncio
import json
import struct
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import IO, Any, Final
from uuid import UUID

LARGEST: Final = 256 * 1024 * 1024
"""Bytes of a frame at the most."""
_LENGTH: Final = struct.Struct(">I")
_KINDS: Final[dict[type, str]] = {Decimal: "n", datetime: "m", date: "d", time: "t", UUID: "u"}


async def receive(reader: asyncio.StreamReader) -> dict[str, Any]:
    """Return the next frame. Raises `IncompleteReadError` at the end, `ValueError` for one that is too large."""
    (length,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
    if length > LARGEST:
        message = "the frame is too large"
        raise ValueError(message)
    found: dict[str, Any] = json.loads(await reader.readexactly(length))
    return found


async def send(writer: asyncio.StreamWriter, content: dict[str, Any]) -> None:
    """Send a frame."""
    writer.write(frame(content))
    await writer.drain()


def frame(content: dict[str, Any]) -> bytes:
    """Return a frame as it travels."""
    data = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return _LENGTH.pack(len(data)) + data


def read(stream: IO[bytes]) -> dict[str, Any] | None:
    """Return the next frame of a pipe, which is waited for, None at its end."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    found: dict[str, Any] = json.loads(stream.read(_LENGTH.unpack(head)[0]))
    return found


def packed(value: Any) -> Any:
    """Return a value as JSON that says what it is."""
    kind = _KINDS.get(type(value))
    if kind is not None:
        return {kind: str(value) if kind in "nu" else value.isoformat()}
    if isinstance(value, list | tuple):
        return [packed(one) for one in value]
    return value


def unpacked(value: Any) -> Any:
    """Return what `packed` was given; lists as lists."""
    if isinstance(value, dict):
        ((kind, text),) = value.items()
        return _read(kind, text)
    return [unpacked(one) for one in value] if isinstance(value, list) else value


def columns(rows: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    """Return rows column by column."""
    found = []
    for values in zip(*rows, strict=True):
        kind = next((_KINDS.get(type(one), "") for one in values if one is not None), "")
        if not kind:
            found.append({"k": "", "v": [packed(one) for one in values]})
        else:
            write = str if kind in "nu" else _iso
            found.append({"k": kind, "v": [None if one is None else write(one) for one in values]})
    return found


def rows(listed: Sequence[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Return the rows of columns."""
    parts = []
    for one in listed:
        kind = one["k"]
        if kind:
            parts.append([None if each is None else _read(kind, each) for each in one["v"]])
        else:
            parts.append([unpacked(each) for each in one["v"]])
    return list(zip(*parts, strict=True))


def _iso(value: Any) -> str:
    """Return a date or time in ISO 8601."""
    text: str = value.isoformat()
    return text


def _read(kind: str, text: str) -> Any:
    """Return the value of a text."""
    match kind:
        case "n":
            return Decimal(text)
        case "m":
            return datetime.fromisoformat(text)
        case "d":
            return date.fromisoformat(text)
        case "t":
            return time.fromisoformat(text)
        case _:
            return UUID(text)
