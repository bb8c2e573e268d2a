"""Outboxes: what owners send, and who comes to fetch it."""

import uuid
from typing import Final

from plong.config import Config
from plong.hub.post.couriers import allowed_to_node, allowed_to_peers
from plong.hub.post.premises import Premises
from plong.hub.post.room import limits_of
from plong.hub.post.tenants import Tenants
from plong.hub.post.world import World
from plong.protocol.errors import NoSuchPeer
from plong.protocol.ping.address import read_address
from plong.protocol.ping.delivery import ENDPOINTS
from plong.protocol.ping.errors import ForbiddenTarget, NoSuchPing, NotYourOrigin
from plong.protocol.ping.models import NODE, Outgoing, SenderState
from plong.protocol.ping.network import host_refusal
from plong.protocol.ping.outbox import hash_of
from plong.protocol.ping.send import Send
from plong.protocol.ping.states import SenderEvent, advance_sender
from plong.protocol.ping.tenancy import announced_by
from plong.store.post.base import Post
from plong.store.post.names import OutgoingKey

_UUID_BYTES: Final = 16


class Outgoings:
    """The outboxes of all owners.

    What was announced at one address is found at no other: a mask would tell whose it is.
    Questions at an address are `NoSuchPing` where there is nobody, and may be `Unavailable`.
    """

    def __init__(
        self,
        config: Config,
        post: Post,
        tenants: Tenants,
        premises: Premises,
        world: World,
    ) -> None:
        self._outbox = post.outbox
        self._doors = post.doors
        self._tenants = tenants
        self._premises = premises
        self._clock = world.clock
        self._entropy = world.entropy
        self._limits = limits_of(config)
        self._allowed = {True: allowed_to_node(config), False: allowed_to_peers(config)}

    def reconfigure(self, config: Config) -> None:
        """Go by another configuration."""
        self._limits = limits_of(config)

    async def send(self, owner: str, send: Send, kept_for: float) -> Outgoing:
        """Put content into the owner's outbox, to be knocked for at once.

        Args:
            owner: whose outbox.
            send: what was asked.
            kept_for: seconds that the content stays after it was acknowledged.

        Raises:
            ForbiddenTarget: the server never goes to the target.
            NotYourOrigin: the origin is neither the owner's address nor that of a mask of its
                own that is open.
            OutboxFull: there is no room.
            NoSuchPeer: the owner is not there.
        """
        self._check_target(owner, send.target)
        now = self._clock.now()
        origin = await self._origin(owner, send.origin, now)
        row = self._make_row(owner, send, origin, now)
        await self._outbox.add(row, self._limits, kept_for)
        return row

    def _make_row(self, owner: str, send: Send, origin: str, now: float) -> Outgoing:
        return Outgoing(
            owner=owner,
            ping_id=str(uuid.UUID(bytes=self._entropy(_UUID_BYTES), version=4)),
            origin=origin,
            target=send.target,
            payload_type=send.payload_type,
            content=send.content,
            content_hash=hash_of(send.content),
            state=SenderState.PING_EXISTS,
            created_at=now,
            next_try_at=now,
            endpoint=ENDPOINTS[send.door],
            token=send.token,
        )

    def _check_target(self, owner: str, target: str) -> None:
        """Refuse what could never arrive, as far as the address alone tells."""
        host = read_address(target).host
        reason = host_refusal(host, self._allowed[owner == NODE])
        if reason is not None and not self._premises.has(target):
            raise ForbiddenTarget(
                f"The server does not knock at {host} ({reason}); ping_allow says where it may."
            )

    async def _origin(self, owner: str, origin: str | None, now: float) -> str:
        name = owner if origin is None else self._premises.tenant_of(origin)
        if name is None or (name != owner and not await self._has_mask(owner, name, now)):
            raise NotYourOrigin
        return self._premises.address_of(name)

    async def _has_mask(self, owner: str, mask_id: str, now: float) -> bool:
        mask = await self._doors.mask(mask_id)
        if mask is None or mask.owner != owner or mask.revoked:
            return False
        # Content is served at a mask for as long after its end as content may wait.
        return mask.expires_at is None or now < mask.expires_at

    async def serve(self, name: str, ping_id: str) -> Outgoing:
        """Return what somebody fetches at an address. Raise `NoSuchPing` or `Gone`."""
        return await self._move(name, ping_id, SenderEvent.PULL)

    async def look(self, name: str, ping_id: str) -> Outgoing:
        """Return what `serve` would, and move nothing; raise likewise."""
        _, row = await self._find(name, ping_id)
        advance_sender(row.state, SenderEvent.PULL)
        return row

    async def acknowledge(self, name: str, ping_id: str) -> None:
        """Believe that the content has arrived. Raise `NoSuchPing` or `NotPulled`."""
        await self._move(name, ping_id, SenderEvent.ACK)

    async def _move(self, name: str, ping_id: str, event: SenderEvent) -> Outgoing:
        key, _ = await self._find(name, ping_id)
        try:
            return await self._outbox.move(key, event, self._clock.now())
        except NoSuchPeer:
            raise NoSuchPing from None

    async def _find(self, name: str, ping_id: str) -> tuple[OutgoingKey, Outgoing]:
        tenant = await self._tenants.find(name)
        if tenant is None:
            raise NoSuchPing
        key = OutgoingKey(tenant.owner, ping_id)
        try:
            row = await self._outbox.get(key)
        except NoSuchPeer:
            raise NoSuchPing from None
        if announced_by(row.origin) != name:
            raise NoSuchPing
        return key, row
