"""Start the product: its web server, and its database unless the environment names another."""

import logging
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from types import FrameType
from typing import Annotated

import typer
import uvicorn
from fastapi import FastAPI

from lowcode.cli.logins import login_lines
from lowcode.http.app import application
from lowcode.http.wire import JoinedWrites
from lowcode.kernel.diagnostics import Code
from lowcode.kernel.errors import LowcodeError, Unavailable
from lowcode.kernel.names import Label, Language, label
from lowcode.services.first_login import Login
from lowcode.services.first_start import FirstStart
from lowcode.services.workspace import Workspace
from lowcode.settings import Settings
from lowcode.worker.loop import working

ADDRESS_TAKEN = Code(
    "address-not-free",
    label("{host}:{port} cannot be listened on: {reason}", "无法监听 {host}:{port}：{reason}"),
    label("Choose another with --host and --port.", "请用 --host 和 --port 选择其他地址。"),
)
"""Somebody else listens there, or the machine has no such address."""

_BACKLOG = 128
"""Connections that wait to be accepted."""
_GRACE = 5
"""Seconds that requests have to end when the product is stopped."""


class _Start:
    """What is done and learnt before anybody is let in."""

    def __init__(self, settings: Settings, language: Language, *, demo: bool, workers: int) -> None:
        """Take the settings, the language, whether to bring something to try, and how many jobs to do at once."""
        self.settings = settings
        self.language = language
        self.demo = demo
        self.workers = workers
        self.logins: tuple[Login, ...] = ()
        self.problem: LowcodeError | None = None

    async def prepare(self, workspace: Workspace) -> None:
        """Let an empty workspace get what it needs."""
        self.logins = await FirstStart(workspace, self._tell, demo=self.demo).run()

    def watch(self, app: FastAPI) -> None:
        """Keep what stops the application from starting: it is printed like all problems, and not as a traceback."""
        life = app.router.lifespan_context

        @asynccontextmanager
        async def watched(started: FastAPI) -> AsyncIterator[None]:
            try:
                async with life(started), working(started.state.workshop, at_once=self.workers):
                    yield
            except LowcodeError as error:
                self.problem = error
                raise

        app.router.lifespan_context = watched
        logging.getLogger("uvicorn.error").addFilter(lambda _: self.problem is None)

    def lines(self) -> Iterator[str]:
        """Iterate over what there is to say about signing in."""
        yield from login_lines(self.logins, self.settings.home, self.language)

    def _tell(self, about: Label) -> None:
        """Print what is being done, apart from the lines that programs read."""
        print(about.text(self.language), file=sys.stderr, flush=True)


class _Announced(uvicorn.Server):
    """A server that prints where it is, and how to sign in, once it is there."""

    address = ""

    def __init__(self, config: uvicorn.Config, start: _Start) -> None:
        """Take how to serve, and what is known from the start."""
        super().__init__(config)
        self.start = start

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        if self.started:
            ready = f"lowcode is ready: open {self.address}/ in a browser, press Ctrl-C to stop"
            print("\n".join([ready, *self.start.lines()]), flush=True)


def run(
    *,
    host: Annotated[
        str, typer.Option(help="The address to listen on; other machines reach it only by another.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on; 0 takes a free one.", min=0, max=65_535)] = 8000,
    demo: Annotated[
        bool | None,
        typer.Option(
            help="Bring people and records to try the apps with at the first start.",
            show_default="--demo with the embedded PostgreSQL",
        ),
    ] = None,
    worker: Annotated[bool, typer.Option(help="Do jobs too; otherwise they wait for a `lowcode worker`.")] = True,
) -> None:
    """Start the product and print the address to open in a browser; Ctrl-C or SIGTERM stops it.

    The first start makes the account `admin`, brings the apps, and into the embedded PostgreSQL people and records to
    try them with; it prints the passwords that it has made up, and so does every later start until they are changed.
    `LOWCODE_ADMIN_PASSWORD` and `LOWCODE_DEMO` say it otherwise.

    Its home, with the embedded PostgreSQL, is the folder in `LOWCODE_HOME`, `.lowcode` without one;
    `LOWCODE_DATABASE_URL` names a PostgreSQL of your own instead, which gets such people only with `--demo`.
    """
    listening = _listening(host, port)
    settings = Settings.of()
    start = _Start(
        settings,
        _language(),
        demo=settings.brings_demo if demo is None else demo,
        workers=settings.workers if worker else 0,
    )
    app = application(settings, prepare=start.prepare)
    config = uvicorn.Config(
        app, http=JoinedWrites, log_level="warning", access_log=False, timeout_graceful_shutdown=_GRACE
    )
    start.watch(app)
    server = _Announced(config, start)
    server.address = _url(host, listening.getsockname()[1])
    # The server gives its signals back when it has stopped: this one then means that all is well.
    signal.signal(signal.SIGTERM, _ended)
    try:
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listening])
    except SystemExit:
        if server.started:
            raise
    if not server.started:
        raise start.problem or typer.Exit(1)


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens. Raises `Unavailable` when the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        message = f"{host}:{port} cannot be listened on"
        raise Unavailable(message, [ADDRESS_TAKEN.report(host=host, port=port, reason=reason)]) from error
    # Connections inherit it. Without it the end of an answer waits for the browser to confirm its beginning, about
    # 40 ms: the event loop sets it only on sockets whose protocol is named, which `create_server` does not do.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def _language() -> Language:
    """Return the language of the terminal."""
    said = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return "zh-CN" if said.startswith("zh") else "en"


def _url(host: str, port: int) -> str:
    """Return the address that a browser on this machine opens."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}"


def _ended(_number: int, _frame: FrameType | None) -> None:
    """End the process after an orderly stop."""
    sys.exit(0)
