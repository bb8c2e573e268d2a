"""One peer: what it says changes what is known of it, and so does its silence.

docs/wire/lcdp.md.
"""

from dataclasses import dataclass, replace
from typing import Final

from plong.protocol.lcdp.models import Cookie, Endpoint

INTERVAL: Final = 25.0
"""Seconds between two calls, few enough to keep a NAT's door open."""
RETRY: Final = 5.0
"""Seconds until a silent peer is called again."""
MAX_MISSES: Final = 4
"""Calls without an answer after which a peer is forgotten."""
GRAIN: Final = 1.0
"""Seconds in which a peer is noted as heard once."""
FIRST_DELAY: Final = 0.5
"""Seconds that the round trip of a new peer is thought to take."""


@dataclass(frozen=True, slots=True)
class Peer:
    """One peer, as it was when last looked at."""

    endpoint: Endpoint
    heard_at: float
    """Seconds: when its last verified datagram came."""
    delay: float = FIRST_DELAY
    """Seconds of a round trip; more after each call without an answer."""
    cookie: Cookie | None = None
    """What it wants returned; None: it has not said."""
    call_at: float = 0.0
    """Seconds: when it is called next."""
    called: tuple[str, float] | None = None
    """The cookie of the last call that is not answered, and its time in seconds."""
    misses: int = 0
    """Calls without an answer since it was last heard."""
    is_waited_for: bool = False
    """Whether nothing was heard since the last call."""

    @property
    def is_lost(self) -> bool:
        """Tell whether it was silent for too long."""
        return self.misses >= MAX_MISSES

    def is_known_to_be_well(self, cookie: Cookie | None, now: float) -> bool:
        """Tell whether `heard` would change nothing but its time, and that by little."""
        is_asked = self.is_waited_for or self.misses > 0
        return (
            not is_asked
            and (cookie is None or cookie == self.cookie)
            and now - self.heard_at < GRAIN
        )

    def restored(self, now: float) -> "Peer":
        """Return it as it is after a restart: to be called at once."""
        return Peer(self.endpoint, self.heard_at, self.delay, self.cookie, now)

    def heard(self, cookie: Cookie | None, now: float) -> "Peer":
        """Return it after a verified datagram, with the cookie that this wants returned."""
        wanted = cookie or self.cookie
        call_at = now + self._pause(wanted)
        call_at = call_at if self.is_waited_for else min(call_at, self.call_at)
        return Peer(self.endpoint, now, self.delay, wanted, call_at, self.called)

    def _pause(self, wanted: Cookie | None) -> float:
        """Return the seconds until the next call.

        Who wants another cookie did not believe the last one, nor learn whose key this node has.
        """
        if wanted == self.cookie:
            return INTERVAL
        return 0.0 if self.cookie is None else RETRY

    def returned(self, cookie: Cookie, now: float) -> "Peer":
        """Return it with the round trip, if the cookie is that of the last call."""
        if self.called is None or self.called[0] != cookie.text:
            return self
        return replace(self, delay=max(0.0, now - self.called[1]), called=None)

    def call(self, text: str, now: float) -> "Peer":
        """Return it after a call with such a cookie; it has missed the one before, or has not."""
        missed = replace(self, misses=self.misses + 1, delay=self.delay * 4 / 3 + 0.001)
        peer = missed if self.is_waited_for else self
        return replace(peer, called=(text, now), call_at=now + RETRY, is_waited_for=True)


def order(peer: Peer) -> tuple[float, int, str]:
    """Sort quick ones first; of equals those whose address is short, so that it fits an answer."""
    name = str(peer.endpoint)
    return round(peer.delay, 2), len(name) if peer.endpoint.is_ipv4 else 99, name
