"""Processes are killed at random moments, and nothing is lost: records, flows, journals, postings, mails and calls.

`LOWCODE_CRASH_ROUNDS` says how often; continuous integration is content with a few.
"""

import asyncio
import json
import os
import random
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from itertools import count, pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from aiosmtpd.smtp import SMTP

from lowcode.kernel.errors import Unavailable
from lowcode.services.actor import PRODUCT
from lowcode.services.ledgers import Ledgers
from lowcode.services.tokens import NewToken
from tests.crash.backlog import rested, under_way
from tests.services.flows.office import END, Office, flow, text
from tests.services.flows.test_approval import consistent
from tests.services.flows.test_automation import service

ROUNDS = int(os.environ.get("LOWCODE_CRASH_ROUNDS", "12"))
RESTARTED = 24
"""After how many rounds PostgreSQL is killed as well."""
HERE = Path(__file__).parent
PATIENCE = 180.0
"""Seconds that a process has to come, or to go."""


SALES: dict[str, Any] = {
    "name": "sales", "label": text("Sales"),
    "keys": [{"name": "thing", "label": text("Thing")}],
    "measures": [{"name": "sold", "label": text("Sold")}],
    "postings": [
        {
            "name": "order", "label": text("Order"), "form": "order", "stages": ["agreed"],
            "keys": {"thing": '"chair"'}, "measures": {"sold": "amount"},
        }
    ],
}  # fmt: skip
"""A ledger with one balance, to which every order posts what it has sold: 1."""


class Mailbox:
    """Keeps the identifiers of the mails that it is handed."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - the library's name
        text = envelope.content.decode()
        self.seen += [
            line.partition(":")[2].strip() for line in text.splitlines() if line.lower().startswith("message-id")
        ]
        return "250 OK"


@pytest.fixture
async def mailbox() -> AsyncIterator[tuple[Mailbox, int]]:
    """A mail server, with what it has got."""
    box = Mailbox()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(box, enable_SMTPUTF8=True), "127.0.0.1", 0)
    yield box, server.sockets[0].getsockname()[1]
    server.close()


@pytest.fixture
async def called() -> AsyncIterator[tuple[list[str], int]]:
    """A web server of somebody else, with the keys of the effects that it was called for."""
    seen: list[str] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = next(
                int(one.partition(":")[2]) for one in head.splitlines() if one.lower().startswith("content-length")
            )
            body = await reader.readexactly(length)
        except asyncio.IncompleteReadError:
            # Whoever called was killed.
            writer.close()
            return
        seen.append(str(json.loads(body)["id"]))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    yield seen, server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()


class Nursery:
    """Gives birth to processes that need not import the product."""

    def __init__(self, running: asyncio.subprocess.Process) -> None:
        self.running = running
        self.asked = asyncio.Lock()

    async def birth(self, what: str, output: Path, arguments: tuple[str, ...]) -> int:
        """Return the number of a new process."""
        assert self.running.stdin is not None
        async with self.asked:
            self.running.stdin.write(json.dumps([what, str(output), *arguments]).encode() + b"\n")
            return int(await self.answer())

    async def answer(self) -> bytes:
        """Return what it says next."""
        assert self.running.stdout is not None
        return await asyncio.wait_for(self.running.stdout.readline(), PATIENCE)


@pytest.fixture
async def nursery() -> AsyncIterator[Nursery]:
    """A nursery."""
    pipe = asyncio.subprocess.PIPE
    running = await asyncio.create_subprocess_exec(sys.executable, str(HERE / "nursery.py"), stdin=pipe, stdout=pipe)
    made = Nursery(running)
    assert await made.answer() == b"ready\n"
    yield made
    assert running.stdin is not None
    running.stdin.close()
    await running.wait()


class Process:
    """A process that is killed, again and again."""

    def __init__(self, nursery: Nursery, place: Path, what: str, *arguments: str) -> None:
        self.nursery, self.place, self.what, self.arguments = nursery, place, what, arguments
        self.outputs: list[Path] = []
        self.number: int | None = None

    @property
    def lines(self) -> list[str]:
        """What it has said in all its lives, without what it could not finish."""
        every = [line for one in self.outputs for line in one.read_text("utf-8").splitlines(keepends=True)]
        return [line.strip() for line in every if line.endswith("\n") and line != "working\n"]

    async def start(self) -> None:
        """Start it, and wait until it works."""
        output = self.place / f"{self.what}-{id(self)}-{len(self.outputs)}.txt"
        output.touch()
        self.outputs.append(output)
        self.number = await self.nursery.birth(self.what, output, self.arguments)
        async with asyncio.timeout(PATIENCE):
            while True:
                if output.read_text("utf-8").startswith("working\n"):
                    return
                assert alive(self.number), f"{self.what} has died by itself"
                await asyncio.sleep(0.02)

    async def kill(self) -> None:
        """Kill it, as a power failure would."""
        number, self.number = self.number, None
        if number is None:
            return
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
        async with asyncio.timeout(PATIENCE):
            while True:
                if not alive(number):
                    return
                await asyncio.sleep(0.005)


def alive(number: int) -> bool:
    """Return whether there is a process."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


async def test_s40_nothing_is_lost_when_processes_are_killed(
    office: Office,
    mailbox: tuple[Mailbox, int],
    called: tuple[list[str], int],
    nursery: Nursery,
    postgres_url: str,
    tmp_path: Path,
) -> None:
    box, mail_port = mailbox
    keys, port = called
    await office.publish(process(port), ledgers={"sales": SALES})
    place = (postgres_url, office.tools.database.workspace, str(tmp_path))
    smtp = f"smtp://127.0.0.1:{mail_port}"
    web_port = free_port()
    processes = [
        Process(nursery, tmp_path, "worker", *place, smtp), Process(nursery, tmp_path, "worker", *place, smtp),
        Process(nursery, tmp_path, "clerk", *place, office.id("ann")),
        Process(nursery, tmp_path, "web", *place, str(web_port)),
    ]  # fmt: skip
    draw = random.Random(11)
    new = NewToken(name="till", scopes=("read", "write"))
    token = (await office.tools.workspace.tokens.create(office.actors["ann"], new)).token
    sold: set[UUID] = set()
    till = asyncio.create_task(sell(office, f"http://127.0.0.1:{web_port}", token, sold))
    try:
        for one in processes:
            await one.start()
        for at in range(ROUNDS):
            await asyncio.sleep(draw.uniform(0.05, 0.6))
            if at % RESTARTED == RESTARTED // 4:
                await crash(office)
            victim = draw.choice(processes)
            await victim.kill()
            await victim.start()
        till.cancel()
        await processes[2].kill()
        told = {UUID(line) for line in processes[2].lines}
        await settled(office)
    finally:
        till.cancel()
        for one in processes:
            await one.kill()
    assert sold, "nothing was sold"
    await judged(office, told | sold, keys, box.seen)


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


async def sell(office: Office, address: str, token: str, sold: set[UUID]) -> None:
    """Enter orders by way of the web, each with a key under which it is asked for until it is answered."""
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=address, headers=headers, timeout=10) as client:
        for number in count():
            answer = None
            while answer is None or answer.status_code >= 500:
                try:
                    body = {"values": {"title": f"Sold {number}"}}
                    answer = await client.post(
                        "/api/apps/office/forms/order/records", json=body, headers={"Idempotency-Key": f"sale {number}"}
                    )
                except httpx.TransportError:
                    await asyncio.sleep(0.1)
            assert answer.is_success, answer.text
            sold.add(UUID(answer.json()["id"]))
            await rested(office.tools.database, 0.4)


async def crash(office: Office) -> None:
    """Kill PostgreSQL, and return when it answers again."""
    async with office.tools.database.connection() as connection:
        place = str(await connection.fetchval("SHOW data_directory"))
    lock = await asyncio.to_thread(Path(place, "postmaster.pid").read_text, "utf-8")
    os.kill(int(lock.splitlines()[0]), signal.SIGQUIT)
    until = time.monotonic() + 60
    while True:
        await asyncio.sleep(0.1)
        try:
            async with office.tools.database.connection() as connection:
                if not await connection.fetchval("SELECT pg_is_in_recovery()"):
                    return
        except Unavailable:
            assert time.monotonic() < until, "PostgreSQL does not come back"


def process(port: int) -> dict[str, Any]:
    """Return the flow: a call, a change of the record, a timer, a stage that posts to the ledger, and a mail."""
    nodes = [
        {"kind": "record_start", "name": "made", "on": "created"},
        service("call", "webhook", url=f'"http://127.0.0.1:{port}/"', event='"order.made"', payload="{title: title}"),
        service("note", "update_records", values='{note: "seen", amount: 1}'),
        {"kind": "timer", "name": "later", "moment": {"after": 'duration("PT0S")'}},
        service("sell", "set_stage", stage='"agreed"'),
        service("mail", "send_mail", to='"ann@example.com"', subject="title", text='"Hello"'),
        END,
    ]
    names = [str(one["name"]) for one in nodes]
    return flow("killed", nodes, list(pairwise(names)))


async def settled(office: Office) -> None:
    """Return when no flow is under way any more; how long that takes depends on the machine, so only rest is wrong."""
    least, until = await under_way(office.tools.database), time.monotonic() + PATIENCE
    while least and time.monotonic() < until:
        await asyncio.sleep(0.3)
        now = await under_way(office.tools.database)
        if now < least:
            least, until = now, time.monotonic() + PATIENCE
    if not least:
        return
    async with office.tools.database.connection() as connection:
        rows = await connection.fetch("SELECT kind, state, attempts, error FROM job WHERE state <> 'done'")
        incidents = await connection.fetch("SELECT code, content FROM flow_incident")
    raise AssertionError([dict(row) for row in (*rows, *incidents)][:5])


async def judged(office: Office, told: set[UUID], keys: list[str], mails: list[str]) -> None:
    """Demand that every order has one flow, which did everything, each effect once."""
    async with office.tools.database.connection() as connection:
        orders = {row["id"] for row in await connection.fetch('SELECT id FROM "office__order"')}
        rows = await connection.fetch("SELECT id, record_id, status FROM flow_instance")
        changes = await connection.fetch(
            "SELECT record_id, count(*) AS count FROM record_change WHERE kind = 'update' GROUP BY record_id"
        )
        runs = await connection.fetch("SELECT key, kind, state FROM effect_run")
        rest = await connection.fetchval("SELECT count(*) FROM flow_timer")
        sold = await connection.fetchval('SELECT sum(sold) FROM "office__sales"')
    assert sold == len(orders), "each order is sold once"
    assert orders, "the clerk was killed before the first order"
    assert told <= orders, "what was told to be kept is kept"
    assert {row["record_id"] for row in rows} == orders
    assert len(rows) == len(orders)
    assert {row["status"] for row in rows} == {"completed"}
    # The change, and the stage that it reached.
    assert {row["record_id"]: row["count"] for row in changes} == dict.fromkeys(orders, 2)
    app = office.tools.record_apps["office"].artefact
    (state,) = await Ledgers(office.tools.database).verify(PRODUCT, app, records=True)
    assert (state.differences, state.unposted) == ((), ())
    assert (state.balances, state.lines) == (1, len(orders))
    assert {row["state"] for row in runs} == {"done"}
    assert {row["key"] for row in runs if row["kind"] == "webhook"} == set(keys)
    assert len(set(mails)) == len(orders)
    assert rest == 0
    for row in rows[:20]:
        await consistent(office, row["id"])
