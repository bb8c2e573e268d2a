"""Addresses that hide whose they are."""

import math
from collections.abc import Callable
from typing import Final

from plong.config import Config
from plong.hub.clock import Clock
from plong.hub.post.premises import Premises
from plong.hub.post.world import World
from plong.protocol.errors import BadRequest
from plong.protocol.ping.address import MAX_ADDRESS
from plong.protocol.ping.errors import Gone, NoSuchPing
from plong.protocol.ping.schedule import end
from plong.protocol.ping.sealed import NONCE_BYTES, Sealed
from plong.sealing.base import Sealer


class Seals:
    """Makes sealed addresses, each for one ping and until its end; keeps none of them."""

    def __init__(self, config: Config, premises: Premises, world: World) -> None:
        self._premises = premises
        self._max_age = config.ping_max_age
        self._sealer: Final[Sealer] = world.sealer
        self._clock: Final[Clock] = world.clock
        self._entropy: Final[Callable[[int], bytes]] = world.entropy

    def address_for(self, origin: str, ping_id: str) -> str:
        """Return the address to announce in place of the true origin, a right one.

        Raises:
            BadRequest: it is sealed already, or so long that an address has no room for it.
        """
        if self._premises.sealed_of(origin) is not None:
            raise BadRequest("origin must not be below /anon of this server: it is sealed already.")
        ends_at = math.ceil(end(self._clock.now(), self._max_age))
        nonce = self._entropy(NONCE_BYTES)
        text = self._sealer.seal(Sealed(origin, ends_at), ping_id, nonce)
        address = self._premises.sealed_address(text)
        if len(address) > MAX_ADDRESS:
            raise BadRequest("origin is too long to be sealed in an address.")
        return address

    def open(self, sealed: str, ping_id: str) -> str:
        """Return the true origin.

        Args:
            sealed: the address's last segment.
            ping_id: what is asked for there.

        Raises:
            NoSuchPing: it was not sealed by this server, or for another ping.
            Gone: it has come to its end.
        """
        opened = self._sealer.open(sealed, ping_id)
        if opened is None:
            raise NoSuchPing
        if self._clock.now() >= opened.ends_at:
            raise Gone
        return opened.origin
