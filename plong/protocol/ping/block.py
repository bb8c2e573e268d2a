"""Whom an owner does not want to hear: blocks, read and matched.

An origin is asserted, not proven, so a network can be blocked as well: that of who knocks.
docs/wire/ping.md.
"""

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Network, IPv6Address, ip_address, ip_network
from typing import Final

from plong.protocol.errors import BadRequest
from plong.protocol.fields import Fields
from plong.protocol.ping.address import Address, ancestors, read_address, read_host
from plong.protocol.ping.models import Block, BlockKind
from plong.protocol.ping.network import Network

MAX_HOST: Final = 255
"""Characters of a host or network as it is written."""

_KINDS: Final = ", ".join(BlockKind)


def read_block(fields: Fields, owner: str, now: float) -> Block:
    """Read the body of ``POST /block`` and ``DELETE /block``: one field, named like its kind.

    Raises:
        BadRequest: there is none or more than one, or its value is none of this kind.
    """
    given = [kind for kind in BlockKind if fields.get(kind) is not None]
    if len(given) != 1:
        raise BadRequest(f"A block must have exactly one of {_KINDS}.")
    return Block(owner, given[0], _read_value(given[0], fields.string(given[0])), now)


def _read_value(kind: BlockKind, text: str) -> str:
    if kind in {BlockKind.ORIGIN, BlockKind.PREFIX}:
        return str(read_address(text, kind))
    if len(text) > MAX_HOST:
        raise BadRequest(f"{kind} must be at most {MAX_HOST} characters.")
    try:
        return read_host(text) if kind is BlockKind.HOST else str(_read_network(text))
    except ValueError:
        raise BadRequest(f"This is no {kind}: {text!r}.") from None


def _read_network(text: str) -> Network:
    """Return a network whatever its host bits are; IPv4 as IPv4, however it is wrapped."""
    if "%" in text:
        raise ValueError("a zone means something on one machine only")
    network = ip_network(text, strict=False)
    mapped = getattr(network.network_address, "ipv4_mapped", None)
    # RFC 4291 section 2.5.5.2
    return network if mapped is None else IPv4Network((mapped, network.prefixlen - 96))


class BlockList:
    """One owner's blocks, made to be asked often: each answer looks up a few names."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        values = [(block.kind, block.value) for block in blocks]
        self._values = frozenset(values)
        networks = [ip_network(value) for kind, value in values if kind is BlockKind.NETWORK]
        self._sizes = frozenset((network.version, network.prefixlen) for network in networks)

    def holds(self, origin: Address, source: str) -> bool:
        """Tell whether a knock that names ``origin`` and comes from address ``source`` is blocked.

        A source that is no IP address is in no network.
        """
        candidates = (*_of_origin(origin), *self._of_source(source))
        return any(candidate in self._values for candidate in candidates)

    def _of_source(self, source: str) -> Iterator[tuple[BlockKind, str]]:
        try:
            address = ip_address(source)
        except ValueError:
            return
        if isinstance(address, IPv6Address):
            address = address.ipv4_mapped or IPv6Address(int(address))  # without a zone
        for version, size in self._sizes:
            if version == address.version:
                yield BlockKind.NETWORK, str(ip_network((address, size), strict=False))


def _of_origin(origin: Address) -> Iterator[tuple[BlockKind, str]]:
    """Yield every block that would hold this origin."""
    yield BlockKind.ORIGIN, str(origin)
    for path in ancestors(origin.path):
        base = Address(origin.scheme, origin.host, origin.port, path)
        yield BlockKind.PREFIX, str(base)
    yield from ((BlockKind.HOST, name) for name in _names(origin.host))


def _names(host: str) -> Iterator[str]:
    """Yield a host and the domains that it is in; an address is in none."""
    yield host
    while "." in host and not host.replace(".", "").isdigit():
        host = host.partition(".")[2]
        yield host
