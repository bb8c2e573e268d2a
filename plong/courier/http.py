"""The courier on httpcore2: an HTTP client without cookies, proxies, or a memory of its own."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

from httpcore2 import AsyncConnectionPool, NetworkError, ProtocolError, Response, TimeoutException
from httpcore2 import UnsupportedProtocol as _UnsupportedProtocol

from plong import __version__
from plong.courier.base import PATIENCE, Courier, Reply, Undelivered
from plong.courier.network import FilteredNetwork
from plong.protocol.ping.network import Network

_MOST_BODY: Final = 2 * 1024 * 1024
"""Bytes of an answer."""
_MOST_REDIRECTS: Final = 3
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_MOST_CONNECTIONS: Final = 64
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


class HttpCourier(Courier):
    """Goes where `plong.protocol.ping.network.refusal` lets it, and to ``allowed`` networks."""

    def __init__(self, allowed: Sequence[Network]) -> None:
        self._pool = AsyncConnectionPool(
            max_connections=_MOST_CONNECTIONS,
            max_keepalive_connections=_KEPT_CONNECTIONS,
            keepalive_expiry=_KEPT_FOR,
            network_backend=FilteredNetwork(allowed),
        )

    async def post(self, url: str, body: bytes | None, token: str | None = None) -> Reply:
        """See `Courier.post`."""
        headers: _Headers = {**_HEADERS, **_describe(body), **_authorize(token)}
        return (await self._ask("POST", url, headers, body))[0]

    async def get(self, url: str) -> Reply:
        """See `Courier.get`."""
        return await self._look("GET", url)

    async def head(self, url: str) -> int:
        """See `Courier.head`."""
        return (await self._look("HEAD", url)).status

    async def _look(self, method: str, url: str) -> Reply:
        for _ in range(_MOST_REDIRECTS + 1):
            reply, location = await self._ask(method, url, _HEADERS, None)
            if reply.status not in _REDIRECTS or location is None:
                return reply
            url = _follow(url, location)
        raise Undelivered(f"{url} is behind too many redirects.")

    async def close(self) -> None:
        """See `Courier.close`."""
        await self._pool.aclose()

    async def _ask(
        self, method: str, url: str, headers: _Headers, body: bytes | None
    ) -> tuple[Reply, str | None]:
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._exchange(method, url, headers, body)
        except TimeoutError:
            raise Undelivered(f"{url} did not answer within {PATIENCE:.0f} seconds.") from None
        except _FAILURES as error:
            words = str(error) or type(error).__name__
            raise Undelivered(f"{url} cannot be reached ({words}).") from None

    async def _exchange(
        self, method: str, url: str, headers: _Headers, body: bytes | None
    ) -> tuple[Reply, str | None]:
        async with self._pool.stream(method, url, headers=headers, content=body) as response:
            return Reply(response.status, await _read(url, response)), _location(response)


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


def _follow(url: str, location: str) -> str:
    try:
        target = quote(urljoin(url, location), safe=_URL)
        scheme = urlsplit(target).scheme
    except ValueError:
        scheme = ""
    if scheme not in {"http", "https"}:
        raise Undelivered(f"{url} redirects to what is no HTTP address.")
    return target
