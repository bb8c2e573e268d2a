"""The server's peer of libp2p, as others find it."""

import asyncio
from collections.abc import Sequence
from ipaddress import ip_address
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from plong.conformance.asking import Asker
from plong.conformance.expecting import expect_answer
from plong.conformance.outcome import Mismatch, NotTried
from plong.conformance.shapes import COUNT, Shape, has_fields
from plong.conformance.tcp import TcpPipe, open_tcp
from plong.protocol.libp2p.dialling import Target, Transport, target_of
from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.multiaddr import parse_multiaddr
from plong.protocol.libp2p.peer_id import PeerId

_TEXTS: Final = Shape(
    "a list of texts",
    lambda value: isinstance(value, list) and all(isinstance(one, str) for one in value),
)
_DELAY: Final = Shape("a number or null", lambda value: value is None or _is_delay(value))
STATUS: Final = has_fields(
    {"Addresses": _TEXTS, "Peers": COUNT, "Measured": COUNT, "MedianMs": _DELAY}
)


class Told(NamedTuple):
    """What the server says of its peer."""

    name: PeerId
    targets: Sequence[Target]


class Peering:
    """Calls the server's peer where its URL leads, and nowhere else."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._host = urlsplit(asker.server.http).hostname or ""

    async def told(self) -> Told:
        """Return who it is, and where. Raise `Mismatch`."""
        said = expect_answer(await self._asker.ask("GET", "/"), {"Libp2p": STATUS})
        addresses = said["Libp2p"]["Addresses"]
        targets = [_read(address) for address in addresses]
        names = {target.peer for target in targets}
        name = next(iter(names), None)
        if name is None or len(names) != 1:
            raise Mismatch("addresses that end with /p2p/ and one name", str(addresses))
        return Told(name, targets)

    async def name(self) -> PeerId:
        """Return who it is. Raise `NotTried`."""
        return (await self._known()).name

    async def tcp(self) -> TcpPipe:
        """Connect over TCP. Raise `Mismatch`, or `NotTried` if it is not where the URL leads."""
        targets = [one for one in (await self._known()).targets if one.transport is Transport.TCP]
        here = await self._addresses()
        for target in targets:
            if target.host in here or _is_loopback(target.host):
                return await open_tcp(self._host, target.port)
        raise NotTried(f"the server tells no address over TCP that is {self._host}'s")

    async def _known(self) -> Told:
        try:
            return await self.told()
        except Mismatch as mismatch:
            raise NotTried(f"it needs an address (libp2p.told), but {mismatch}") from None

    async def _addresses(self) -> set[str]:
        """Return the host of the URL, and what it resolves to."""
        try:
            found = await asyncio.get_running_loop().getaddrinfo(self._host, None)
        except OSError:
            found = []
        return {self._host, *(str(address[0]) for *_, address in found)}


def _read(address: str) -> Target:
    try:
        return target_of(parse_multiaddr(address))
    except ProtocolViolation as violation:
        raise Mismatch("addresses that can be dialled", f"{address} ({violation})") from None


def _is_loopback(host: str) -> bool:
    """Tell whether an address is what people are shown of who listens everywhere."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _is_delay(value: object) -> bool:
    return type(value) in (int, float)
