"""Addresses of one server.

Its own at the root, those of peers and masks below ``/at``, sealed ones below ``/anon``.
"""

from typing import Final

from plong.protocol.ids import is_public_id
from plong.protocol.ping.address import Address, ancestors, join
from plong.protocol.ping.models import NODE

_AT: Final = "/at/"
_ANON: Final = "/anon"


def address_of(public_url: str, owner: str) -> str:
    """Return the address of a peer, a mask, or `NODE`."""
    return join(public_url, f"{_AT}{owner}" if owner else "")


def is_below(address: Address, base: Address) -> bool:
    """Tell whether an address is ``base``, or stands below it on the border of a segment."""
    same_place = (address.scheme, address.host, address.port) == (base.scheme, base.host, base.port)
    return same_place and base.path in ancestors(address.path)


def tenant_of(address: Address, base: Address) -> str | None:
    """Return who has an address of the server at ``base``: a PublicId, a MaskId, or `NODE`.

    None: it is no address of this server, or it is one that nobody can have.
    """
    if not is_below(address, base):
        return None
    rest = address.path.removeprefix(base.path)
    if not rest:
        return NODE
    owner = rest.removeprefix(_AT)  # elsewhere a slash is left, which no id has
    return owner if is_public_id(owner) else None


def announced_by(origin: str) -> str:
    """Return whose address a ping of this server announced, whatever its URL was then."""
    tenant = origin.rpartition(_AT)[2]
    return tenant if is_public_id(tenant) else NODE


def sealed_address(public_url: str, sealed: str) -> str:
    """Return the address that a server gives to an anonymous sender."""
    return join(public_url, f"{_ANON}/{sealed}")


def sealed_of(address: Address, base: Address) -> str | None:
    """Return what stands below ``/anon`` of the server at ``base``; None: it stands elsewhere.

    Empty at ``/anon`` itself. What is not a seal by its form is returned, too: it opens nothing.
    """
    if not is_below(address, base):
        return None
    start, _, rest = address.path.removeprefix(base.path).removeprefix("/").partition("/")
    return rest if f"/{start}" == _ANON else None
