"""`JoinedWrites`: how answers go out, each in as few packets as it has parts that come at different times.

The server hands an answer's head and its body to the system one by one. Each time costs more than the rest of sending
it, and each wakes up whoever waits for the answer.
"""

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.auto import AutoHTTPProtocol

_MOST: Final = 64 * 1024
"""Bytes that do not wait for more."""


class _Joining:
    """A transport that sends together what is written before the event loop has its turn."""

    def __init__(self, transport: asyncio.Transport) -> None:
        """Take the transport."""
        self._transport = transport
        self._waiting: list[bytes] = []
        self._later = asyncio.get_running_loop().call_soon

    def __getattr__(self, name: str) -> Any:
        """Return what the transport has."""
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Send something soon, behind what was written before."""
        if not self._waiting:
            self._later(self.send)
        self._waiting.append(data)
        if len(data) >= _MOST:
            self.send()

    def close(self) -> None:
        """Close the connection when all is sent."""
        self.send()
        self._transport.close()

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        """Hand the connection over to another protocol, when all is sent."""
        self.send()
        self._transport.set_protocol(protocol)

    def send(self) -> None:
        """Send what waits."""
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            self._transport.write(b"".join(waiting))


class JoinedWrites(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """The server's protocol over a transport that joins writes."""

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Begin to serve a connection."""
        super().connection_made(_Joining(transport))
