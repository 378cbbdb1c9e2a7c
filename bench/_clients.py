"""Clients that send requests over HTTP, and what it costs the server that answers them."""

import asyncio
import json
import os
import socket
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import psutil

CLIENTS: Final = 8


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where requests are sent to, and how."""

    port: int
    path: str
    authorization: str
    body: Callable[[int], Any]
    """The document of a request by its number."""
    process: psutil.Process
    """The server."""


@dataclass(frozen=True, slots=True)
class Run:
    """What some seconds of requests came to."""

    rate: float
    """Requests in a second."""
    cpu: float
    """Milliseconds of CPU that the server spent on each, its children counted."""


@asynccontextmanager
async def started(command: Sequence[str], port: int, **environment: str) -> AsyncIterator[psutil.Process]:
    """Hold a server in a process of its own inside the block. Raises `RuntimeError` when it ends before it listens."""
    process = psutil.Popen(command, env={**os.environ, **environment})
    try:
        for _ in range(1_200):
            if process.poll() is not None:
                message = f"{' '.join(command[:3])} has ended with {process.returncode}"
                raise RuntimeError(message)
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.1)
            else:
                writer.close()
                break
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        await asyncio.to_thread(process.wait, 20)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


async def run(endpoint: Endpoint, seconds: float) -> Run:
    """Return what some seconds of requests by all clients come to."""
    before, begin = _cpu(endpoint.process), time.perf_counter()
    until = begin + seconds
    done = sum(await asyncio.gather(*(_client(endpoint, at, until) for at in range(CLIENTS))))
    took = time.perf_counter() - begin
    return Run(done / took, (_cpu(endpoint.process) - before) * 1_000 / done)


def _cpu(process: psutil.Process) -> float:
    """Return the seconds of CPU that a server and its children have had."""
    times = [one.cpu_times() for one in (process, *process.children(recursive=True))]
    return float(sum(one.user + one.system for one in times))


async def _client(endpoint: Endpoint, first: int, until: float) -> int:
    """Send requests over one connection until a moment, and return how many were answered."""
    reader, writer = await asyncio.open_connection("127.0.0.1", endpoint.port)
    done = 0
    while time.perf_counter() < until:
        content = json.dumps(endpoint.body(first + done * CLIENTS)).encode()
        head = (
            f"POST {endpoint.path} HTTP/1.1\r\nHost: 127.0.0.1:{endpoint.port}\r\n"
            f"Authorization: {endpoint.authorization}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
        )
        writer.write(head.encode() + content)
        answer = await reader.readuntil(b"\r\n\r\n")
        length = next(int(line[15:]) for line in answer.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        text = await reader.readexactly(length)
        if not answer.startswith((b"HTTP/1.1 200", b"HTTP/1.1 201")):
            message = f"the server answers {answer[:40]!r}: {text[:300]!r}"
            raise RuntimeError(message)
        done += 1
    writer.close()
    return done
