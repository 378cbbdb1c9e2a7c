"""Answers on the wire: few packets, all of them, in order."""

import asyncio
from typing import Any

import uvicorn
from uvicorn._types import ASGIApplication
from uvicorn.server import ServerState

from lowcode.http.wire import JoinedWrites

REQUEST = b"GET / HTTP/1.1\r\nHost: test\r\n\r\n"


class Sent(asyncio.Transport):
    """A transport that keeps what is sent."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.packets: list[bytes] = []
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Keep a packet."""
        assert not self.closed
        self.packets.append(bytes(data))

    def close(self) -> None:
        """Be closed."""
        self.closed = True

    def is_closing(self) -> bool:
        """Return whether it is closed."""
        return self.closed


def _serving(app: ASGIApplication) -> tuple[Any, Sent]:
    """Return a protocol that serves an application, and its transport."""
    config = uvicorn.Config(app, log_level="critical")
    config.load()
    # What the server's own class takes is no part of the type of a protocol.
    made: Any = JoinedWrites
    protocol, sent = made(config=config, server_state=ServerState(), app_state={}), Sent()
    protocol.connection_made(sent)
    return protocol, sent


async def _answered(sent: Sent) -> bytes:
    """Return what has been sent when the answer is whole."""
    async with asyncio.timeout(5):
        while not b"".join(sent.packets).endswith(b"the end"):  # noqa: ASYNC110 - a transport tells nobody
            await asyncio.sleep(0)
    return b"".join(sent.packets)


async def test_head_and_body_are_one_packet() -> None:
    """What the server writes in one turn goes out at once."""

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        headers = [(b"content-length", b"7")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"the end"})

    protocol, sent = _serving(app)
    protocol.data_received(REQUEST)
    answer = await _answered(sent)
    assert answer.startswith(b"HTTP/1.1 200")
    assert len(sent.packets) == 1


async def test_parts_come_in_order_and_large_ones_do_not_wait() -> None:
    """Parts of different turns are packets of their own, and the last one goes out before the connection is closed."""
    large = b"x" * 100_000

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        headers = [(b"content-length", str(len(large) + 12).encode()), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"first", "more_body": True})
        await asyncio.sleep(0.01)
        await send({"type": "http.response.body", "body": large, "more_body": True})
        assert len(sent.packets) == 2
        await send({"type": "http.response.body", "body": b"the end"})

    protocol, sent = _serving(app)
    protocol.data_received(REQUEST)
    answer = await _answered(sent)
    assert answer.partition(b"\r\n\r\n")[2] == b"first" + large + b"the end"
    assert sent.closed
