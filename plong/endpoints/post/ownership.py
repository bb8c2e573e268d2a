"""Who asks as the owner of an address."""

from hmac import compare_digest

from starlette.requests import Request

from plong.endpoints.http import address_of, hub_of
from plong.endpoints.post.resource import bearer_of, name_of, office_of
from plong.protocol.forwarded import read_proxies
from plong.protocol.ids import is_private_id, public_id_of
from plong.protocol.ping.errors import NotTheOwner
from plong.protocol.ping.local_owner import is_local_owner
from plong.protocol.ping.models import NODE


async def owner_of(request: Request) -> str:
    """Return the owner of the address, if it is the owner who asks.

    Raises:
        NotTheOwner: it is somebody else.
        NoSuchPeer: it is, but the server has forgotten this peer.
    """
    name = name_of(request)
    if name == NODE:
        _check_node(request)
    else:
        await _check_peer(request, name)
    return name


def _check_node(request: Request) -> None:
    token = hub_of(request).config.owner_token
    if not (_has_token(request, token) if token else _is_local(request)):
        raise NotTheOwner


def _has_token(request: Request, token: str) -> bool:
    return compare_digest((bearer_of(request) or "").encode(), token.encode())


def _is_local(request: Request) -> bool:
    source, base = address_of(request), office_of(request).premises.base
    if read_proxies(hub_of(request).config.trusted_proxies).trust(source):
        return False  # it speaks for strangers, be it on this machine
    return is_local_owner(source, request.headers.items(), base)


async def _check_peer(request: Request, name: str) -> None:
    private_id = bearer_of(request) or ""
    if not is_private_id(private_id) or public_id_of(private_id) != name:
        raise NotTheOwner
    await hub_of(request).directory.peer_by_private_id(private_id)
    office_of(request).leases.note(name)
