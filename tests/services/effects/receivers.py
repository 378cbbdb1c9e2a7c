"""A real mail server and a real web server, in this process, that keep what they are sent."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Mails:
    """What a mail server was sent."""

    url: str = ""
    found: list[EmailMessage] = field(default_factory=list)
    refuse: list[str] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - as aiosmtpd wants it
        if self.refuse:
            return self.refuse.pop(0)
        self.found.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[Mails]:
    """Hold a mail server inside the block."""
    mails = Mails()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    server = Controller(mails, hostname="127.0.0.1", port=port)
    server.start()
    mails.url = f"smtp://127.0.0.1:{port}"
    try:
        yield mails
    finally:
        server.stop()


@dataclass
class Calls:
    """What a web server was asked."""

    url: str = ""
    found: list[dict[str, Any]] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)


@asynccontextmanager
async def web_server() -> AsyncIterator[Calls]:
    """Hold a web server inside the block; it answers what stands first in `answers`, else 200."""
    calls = Calls()

    class Handler(BaseHTTPRequestHandler):
        """Keeps what is asked."""

        def answer(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            calls.found.append(
                {"method": self.command, "path": self.path, "headers": headers, "body": self.rfile.read(length)}
            )
            status, more, body = calls.answers.pop(0) if calls.answers else (200, {}, b'{"ok": true}')
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **more}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = answer  # noqa: N815 - as the library wants it

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    calls.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield calls
    finally:
        await asyncio.to_thread(server.shutdown)
        server.server_close()
        thread.join()
