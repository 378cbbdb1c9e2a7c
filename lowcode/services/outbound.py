"""`call`: asks another system by HTTP, and never one of the own network that is not allowed."""

import asyncio
import ipaddress
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import httpcore
import httpx

from lowcode.kernel.errors import Forbidden, Invalid, Unavailable
from lowcode.services.effect_codes import ADDRESS_REFUSED, ADDRESS_WRONG, ANSWER_TOO_LARGE, CALL_FAILED, CALL_REFUSED
from lowcode.services.rehearsal import present
from lowcode.settings import Settings

MOST_BYTES: Final = 2_000_000
"""Bytes of the largest answer."""
_HOPS: Final = 3
"""How often an answer may send on to another address."""
_SHOWN: Final = 300
"""Characters of a refusal that are told."""
_UNICAST: Final = ipaddress.ip_network("2000::/3")
"""All addresses of IPv6 that the internet has (RFC 4291, section 2.4)."""
_SPECIAL: Final = (ipaddress.ip_network("192.0.0.0/24"), ipaddress.ip_network("192.88.99.0/24"))
"""Networks for protocols, which Python calls global in part (RFC 6890)."""
_TRANSIENT: Final = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
"""The answers after which trying again may help."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a system answered."""

    status: int
    """The status code."""
    headers: dict[str, str]
    """The headers, by names in lower case."""
    content: bytes
    """The body."""
    url: str
    """Where it came from."""

    @property
    def text(self) -> str:
        """Return the body as a text."""
        return self.content.decode("utf-8", "replace")

    def expect_success(self) -> None:
        """Return for 2xx. Raises `Unavailable` when trying again may help, `Invalid` when it does not."""
        if 200 <= self.status < 300:
            return
        host = urlsplit(self.url).hostname or ""
        found = CALL_REFUSED.report(host=host, status=self.status, reason=self.text[:_SHOWN])
        message = f"{host} answered {self.status}"
        if self.status in _TRANSIENT:
            raise Unavailable(message, [found])
        raise Invalid(message, [found])


class Guard:
    """Tells which addresses may be called: those of the internet, and those that the settings allow."""

    def __init__(self, allowed: str) -> None:
        """Take hosts, addresses and networks, separated by commas."""
        self._hosts: set[str] = set()
        self._networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network] = []
        for one in allowed.replace(",", " ").split():
            try:
                self._networks.append(ipaddress.ip_network(one, strict=False))
            except ValueError:
                self._hosts.add(one.lower())

    def allows(self, host: str, address: str) -> bool:
        """Return whether a host may be called that has an address."""
        if host.lower() in self._hosts:
            return True
        found = ipaddress.ip_address(address.partition("%")[0])
        mapped = getattr(found, "ipv4_mapped", None)
        found = mapped or found
        if any(found in network for network in self._networks if network.version == found.version):
            return True
        if isinstance(found, ipaddress.IPv6Address):
            # 6to4 and Teredo carry an IPv4 address, which could be one of the own network; so does much of what is
            # no global unicast address: NAT64, and addresses that are compatible or translated.
            return found in _UNICAST and found.is_global and not (found.sixtofour or found.teredo)
        return found.is_global and not found.is_multicast and not any(found in network for network in _SPECIAL)

    async def addresses(self, host: str, port: int) -> list[str]:
        """Return the addresses of a host, all of which may be called. Raises `Forbidden`, `httpcore.ConnectError`."""
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
        if not addresses or not all(self.allows(host, one) for one in addresses):
            message = f"{host} is in the own network"
            raise Forbidden(message, [ADDRESS_REFUSED.report(host=host)])
        return addresses


class _Guarded(httpcore.AsyncNetworkBackend):
    """Connects to the very addresses that were looked at, so that a name cannot mean another one a moment later."""

    def __init__(self, guard: Guard) -> None:
        """Take who tells what may be called."""
        self._guard = guard
        self._backend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature of httpcore
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Return a connection. Raises `Forbidden`, `httpcore.ConnectError`."""
        problem: Exception = httpcore.ConnectError("no address")
        for address in await self._guard.addresses(host, port):
            try:
                return await self._backend.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
        raise problem

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._backend.sleep(seconds)


async def call(  # noqa: PLR0913 - the parts of a request
    settings: Settings,
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    params: Mapping[str, str] | None = None,
    content: bytes | None = None,
    seconds: float = 20.0,
    follow: bool = False,
) -> Answer:
    """Return what a system answers, of any status.

    Raises `Invalid` for what is no address, `Forbidden` for one in the own network, `Unavailable` when nothing answers
    in time. With `follow` it goes where the answer sends it, held to the same.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        message = "this is no address to call"
        raise Invalid(message, [ADDRESS_WRONG.report(url=url[:200])])
    if (rehearsal := present()) is not None:
        rehearsal.calls.append((method, url))
        return Answer(200, {"content-type": "application/json"}, b"{}", url)
    transport = httpx.AsyncHTTPTransport(trust_env=False)
    # httpx has no way to give the pool a network backend of one's own.
    transport._pool._network_backend = _Guarded(Guard(settings.http_allowed))  # noqa: SLF001
    client = httpx.AsyncClient(
        transport=transport, timeout=seconds, follow_redirects=follow, max_redirects=_HOPS, trust_env=False
    )
    try:
        async with asyncio.timeout(seconds), client:
            asked = client.build_request(method, url, headers=headers, params=params, content=content)
            response = await client.send(asked, stream=True)
            return await _read(response, parts.hostname)
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        message = "this is no address to call"
        raise Invalid(message, [ADDRESS_WRONG.report(url=url[:200])]) from error
    except (httpx.HTTPError, TimeoutError, OSError) as error:
        message = f"{parts.hostname} does not answer: {error}"
        reason = str(error) or type(error).__name__
        raise Unavailable(message, [CALL_FAILED.report(host=parts.hostname, reason=reason[:_SHOWN])]) from error


async def _read(response: httpx.Response, host: str) -> Answer:
    """Return an answer, read as far as it may be long. Raises `Invalid` for a longer one."""
    found = bytearray()
    async for piece in response.aiter_bytes():
        found += piece
        if len(found) > MOST_BYTES:
            message = "the answer is too large"
            raise Invalid(message, [ANSWER_TOO_LARGE.report(host=host, limit=MOST_BYTES)])
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status_code, headers, bytes(found), str(response.url))
