"""The courier on httpcore2: an HTTP client without cookies, proxies, or a memory of its own."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

from httpcore2 import AsyncConnectionPool, NetworkError, ProtocolError, Response, TimeoutException
from httpcore2 import UnsupportedProtocol as _UnsupportedProtocol

from plong import __version__
from plong.courier.base import PATIENCE, Courier, Reply, Undelivered
from plong.courier.network import FilteredNetwork
from plong.protocol.ping.address import read_host
from plong.protocol.ping.network import Network

_MOST_BODY: Final = 2 * 1024 * 1024
"""Bytes of an answer."""
_MOST_REDIRECTS: Final = 3
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_KEPT_CONNECTIONS: Final = 16
_KEPT_FOR: Final = 10.0
"""Seconds that an unused connection is kept."""
_Headers = Mapping[bytes | str, bytes | str]
_HEADERS: Final[Mapping[bytes | str, bytes | str]] = {
    "User-Agent": f"plong/{__version__}",
    "Accept": "application/json",
    # Else a small answer could unpack to a large one.
    "Accept-Encoding": "identity",
}
_URL: Final = "%:/?#[]@!$&'()*+,;=~"
"""Characters that stay as they are in an address, beside letters and digits."""
_FAILURES: Final = (NetworkError, ProtocolError, TimeoutException, _UnsupportedProtocol, OSError)


@dataclass(frozen=True, slots=True)
class _Question:
    method: str
    url: str
    headers: _Headers
    body: bytes | None = None


class HttpCourier(Courier):
    """Goes where `plong.protocol.ping.network.refusal` lets it, and to ``allowed`` networks.

    Args:
        allowed: see `Courier.allow`.
        beyond: likewise.
    """

    def __init__(self, allowed: Sequence[Network], beyond: Sequence[Network] | None = None) -> None:
        self._retired: list[AsyncConnectionPool] = []
        """Whose connections lead where nobody may go any more."""
        self._open(allowed, beyond)

    def allow(self, allowed: Sequence[Network], beyond: Sequence[Network] | None = None) -> None:
        """See `Courier.allow`."""
        if (allowed, beyond) != self._networks:
            self._retired += {self._pool, self._beyond}
            self._open(allowed, beyond)

    async def post(self, url: str, body: bytes | None, token: str | None = None) -> Reply:
        """See `Courier.post`."""
        await self._close_retired()
        headers: _Headers = {**_HEADERS, **_describe(body), **_authorize(token)}
        return (await _ask(self._pool, _Question("POST", url, headers, body)))[0]

    async def get(self, url: str) -> Reply:
        """See `Courier.get`."""
        return await self._look("GET", url)

    async def head(self, url: str) -> int:
        """See `Courier.head`."""
        return (await self._look("HEAD", url)).status

    async def _look(self, method: str, url: str) -> Reply:
        await self._close_retired()
        is_beyond = False
        for _ in range(_MOST_REDIRECTS + 1):
            pool = self._beyond if is_beyond else self._pool  # they may be others than before
            reply, location = await _ask(pool, _Question(method, url, _HEADERS))
            if reply.status not in _REDIRECTS or location is None:
                return reply
            url, last = _follow(url, location), url
            is_beyond = is_beyond or not _is_same_server(url, last)
        raise Undelivered(f"{url} is behind too many redirects.")

    async def close(self) -> None:
        """See `Courier.close`."""
        for pool in (*self._retired, self._pool, self._beyond):
            await pool.aclose()

    def _open(self, allowed: Sequence[Network], beyond: Sequence[Network] | None) -> None:
        self._networks = allowed, beyond
        self._pool = _make_pool(allowed)
        self._beyond = self._pool if beyond is None else _make_pool(beyond)

    async def _close_retired(self) -> None:
        """Close those on which no request is under way."""
        for pool in [*self._retired]:
            is_unused = all(connection.is_idle() for connection in pool.connections)
            if is_unused and pool in self._retired:
                self._retired.remove(pool)
                await pool.aclose()


def _make_pool(allowed: Sequence[Network]) -> AsyncConnectionPool:
    return AsyncConnectionPool(
        # Who sends it bounds its errands; one bound for all, and some could starve the others.
        max_connections=None,
        max_keepalive_connections=_KEPT_CONNECTIONS,
        keepalive_expiry=_KEPT_FOR,
        network_backend=FilteredNetwork(allowed),
    )


async def _ask(pool: AsyncConnectionPool, question: _Question) -> tuple[Reply, str | None]:
    url = question.url
    try:
        async with asyncio.timeout(PATIENCE):
            return await _exchange(pool, question)
    except TimeoutError:
        raise Undelivered(f"{url} did not answer within {PATIENCE:.0f} seconds.") from None
    except _FAILURES as error:
        words = str(error) or type(error).__name__
        raise Undelivered(f"{url} cannot be reached ({words}).") from None


async def _exchange(pool: AsyncConnectionPool, question: _Question) -> tuple[Reply, str | None]:
    url, headers, body = _in_ascii(question.url), question.headers, question.body
    async with pool.stream(question.method, url, headers=headers, content=body) as response:
        return Reply(response.status, await _read(url, response)), _location(response)


def _in_ascii(url: str) -> str:
    """Return an address whose host may have other letters, which no request line has."""
    if url.isascii():
        return url
    parts = urlsplit(url)
    port = "" if parts.port is None else f":{parts.port}"
    return parts._replace(netloc=read_host(parts.hostname or "") + port).geturl()


def _describe(body: bytes | None) -> _Headers:
    if body is None:
        return {"Content-Length": "0"}
    return {"Content-Length": str(len(body)), "Content-Type": "application/json"}


def _authorize(token: str | None) -> _Headers:
    return {} if token is None else {"Authorization": f"Bearer {token}"}


async def _read(url: str, response: Response) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_stream():
        body += chunk
        if len(body) > _MOST_BODY:
            raise Undelivered(f"{url} answered with more than {_MOST_BODY} bytes.")
    return bytes(body)


def _location(response: Response) -> str | None:
    values = [value for name, value in response.headers if name.lower() == b"location"]
    return values[0].decode("latin-1") if len(values) == 1 else None


def _is_same_server(one: str, other: str) -> bool:
    return urlsplit(one)[:2] == urlsplit(other)[:2]


def _follow(url: str, location: str) -> str:
    try:
        target = quote(urljoin(url, location), safe=_URL)
        parts = urlsplit(target)
        is_right = parts.scheme in {"http", "https"} and parts.port != 0
    except ValueError:  # brackets, ports beyond 65535
        is_right = False
    if not is_right:
        raise Undelivered(f"{url} redirects to what is no HTTP address.")
    return target
