"""Whom a request comes from, decided once, below all that asks for it."""

import logging
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address
from typing import Any, Final

from starlette.types import ASGIApp, Receive, Scope, Send

from plong.endpoints.peers import Client
from plong.protocol.forwarded import read_proxies
from plong.protocol.sources import address_key, read_source

_log = logging.getLogger("plong.proxies")

_HEADER: Final = b"x-forwarded-for"
_UNKNOWN_PORT: Final = 0
_FORGOTTEN: Final = (
    "Requests from %s carry X-Forwarded-For, but trusted_proxies is empty, so all whom that "
    'proxy speaks for count as one address. If it is yours, set trusted_proxies to ["%s"].'
)


class Clients:
    """Tells it of each request: a proxy's connection carries those of many clients.

    Args:
        trusted: returns the networks of proxies that say the truth, as they are now
            (``trusted_proxies``).
    """

    def __init__(self, trusted: Callable[[], tuple[str, ...]]) -> None:
        self._trusted = trusted
        self._has_warned = False

    def settle(self, scope: Any) -> None:  # uvicorn's type, or Starlette's
        """Put the client of an ASGI scope in the place of the proxy that speaks for it.

        The client's port is not known then (0), nor where it has come to (``server`` is None).
        """
        lines = [value.decode("latin-1") for name, value in scope["headers"] if name == _HEADER]
        caller: Client | None = scope.get("client")
        if not lines or caller is None:
            return
        trusted = self._trusted()
        if not trusted and not self._has_warned:
            self._warn(read_source(caller[0]))
        client = read_proxies(trusted).client_of(caller[0], lines)
        if client != caller[0]:
            scope["client"], scope["server"] = (client, _UNKNOWN_PORT), None

    def seat_of(self, caller: Client | None) -> str | None:
        """Return the address for which a socket counts; None: it is a proxy's, for many clients."""
        host = caller[0] if caller else ""
        is_proxy = read_proxies(self._trusted()).trust(host)
        return None if is_proxy else address_key(host)

    def _warn(self, caller: IPv4Address | IPv6Address | None) -> None:
        """Say once that a setting seems to be forgotten; strangers may send the header as well."""
        if caller is not None and not caller.is_global:
            self._has_warned = True
            _log.warning(_FORGOTTEN, caller, caller)


class ClientsMiddleware:
    """The same for the portable skin, whose server knows nothing of it."""

    def __init__(self, app: ASGIApp, clients: Clients) -> None:
        self._app = app
        self._clients = clients

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "lifespan":
            self._clients.settle(scope)
        await self._app(scope, receive, send)
