"""Who may use the browsers' bridge: programs and pages of this machine, and whom its owner names.

A browser lets every page open WebSockets to this machine; only its ``Origin`` tells them apart.
docs/wire/lcdp.md.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Final

from plong.protocol.errors import NotLocal, OriginNotAllowed
from plong.protocol.local import LOCAL_HOSTS, OWN_SITES, is_by_proxy, is_local_host, is_loopback
from plong.protocol.sources import read_source

Headers = Collection[tuple[str, str]]
"""All of a request, names in lower case."""

_HTTP: Final = 80


@dataclass(frozen=True, slots=True)
class Admission:
    """What the server's owner has decided."""

    networks: Collection[str]
    """Whose clients may come (``bridge_allow``)."""
    origins: Collection[str]
    """Whose pages may, beside the server's own (``bridge_origins``); ``*``: all."""
    ports: Collection[int]
    """Where the server's own pages are, on loopback."""

    def check(self, source: str, headers: Headers) -> None:
        """Let a client in.

        Args:
            source: the IP address that it comes from.
            headers: of its request.

        Raises:
            NotLocal: it comes from elsewhere, or something stands in between.
            OriginNotAllowed: it is a page of somebody else.
        """
        is_here = is_loopback(source)
        if not self._is_allowed(source) or (is_here and any(map(_is_mark, headers))):
            raise NotLocal
        allowed = {*self.origins, *(self._own_origins() if is_here else ())}
        if "*" not in allowed and not _are_allowed(headers, allowed):
            raise OriginNotAllowed(_sentence(headers))

    def _is_allowed(self, source: str) -> bool:
        address = read_source(source)
        return address is not None and any(address in ip_network(one) for one in self.networks)

    def _own_origins(self) -> Iterable[str]:
        for port in self.ports:
            for host in LOCAL_HOSTS:
                shown = f"[{host}]" if ":" in host else host
                yield f"http://{shown}" if port == _HTTP else f"http://{shown}:{port}"


def _is_mark(header: tuple[str, str]) -> bool:
    """Tell whether a header shows a proxy, or a name that leads here from elsewhere."""
    name, value = header
    return is_by_proxy(name) or (name == "host" and not is_local_host(value))


def _are_allowed(headers: Headers, allowed: Collection[str]) -> bool:
    """Tell whether a page may come; programs say neither of these headers."""
    if origins := _origins(headers):
        return all(origin in allowed for origin in origins)
    return all(value in OWN_SITES for name, value in headers if name == "sec-fetch-site")


def _origins(headers: Headers) -> list[str]:
    return [value for name, value in headers if name == "origin"]


def _sentence(headers: Headers) -> str:
    """Return why a page may not come; browsers show it to nobody, but other clients do."""
    origins = f"of {_origins(headers)[-1]!r:.80}" if _origins(headers) else "that name no origin"
    return f"Pages {origins} may not use the bridge; name their origin in bridge_origins."
