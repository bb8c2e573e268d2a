"""Where sockets are opened: names are resolved once, and what they resolve to is judged.

The filter stands here, under the HTTP library, because an address has too many spellings to be
judged as text, and a name may resolve differently when it is asked again.
"""

import asyncio
import socket
from collections.abc import Iterable, Sequence
from typing import Final

from httpcore2 import (
    SOCKET_OPTION,
    AnyIOBackend,
    AsyncNetworkBackend,
    AsyncNetworkStream,
    ConnectError,
    ConnectTimeout,
)

from plong.courier.base import Forbidden, Undelivered
from plong.protocol.ping.network import Network, refusal

_MOST_TRIED: Final = 4
"""Addresses of one name that are tried one after another."""


class FilteredNetwork(AsyncNetworkBackend):
    """Connects to the addresses that are allowed, and to nothing else."""

    def __init__(self, allowed: Sequence[Network]) -> None:
        self._allowed = allowed
        self._backend = AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's own signature
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> AsyncNetworkStream:
        """Connect to the first address that answers.

        Raises:
            Forbidden: none of the host's addresses is allowed.
            Undelivered: the host has no address.
            ConnectError: none of them answers.
        """
        error: Exception | None = None
        for address in self._allowed_only(host, await _resolve(host, port)):
            try:
                return await self._backend.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (ConnectError, ConnectTimeout) as failure:
                error = failure
        raise error or ConnectError(f"{host} has no address.")

    async def sleep(self, seconds: float) -> None:
        """Wait, as the library asks."""
        await asyncio.sleep(seconds)

    def _allowed_only(self, host: str, addresses: Sequence[str]) -> Sequence[str]:
        judged = {address: refusal(address, self._allowed) for address in addresses}
        right = [address for address, reason in judged.items() if reason is None]
        if not right:
            # Not which address: strangers may ask for names of the operator's own network.
            reason = next(iter(judged.values()))
            raise Forbidden(f"{host} is not public ({reason}); ping_allow says where else to go.")
        return right[:_MOST_TRIED]


async def _resolve(host: str, port: int) -> Sequence[str]:
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Undelivered(f"{host} cannot be resolved ({error}).") from None
    addresses = [str(sockaddr[0]) for *_, sockaddr in found]
    if not addresses:
        raise Undelivered(f"{host} has no address.")
    return addresses
