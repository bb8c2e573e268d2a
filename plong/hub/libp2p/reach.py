"""Where the server may be made to dial by strangers, as a rule.

Nothing that it offers dials anybody: not the relay, which knows only who is connected, and neither
autonat nor dcutr are among its protocols. What will, is bound to ask here, for each address that a
name is resolved to.
"""

from typing import Final

from plong.protocol.ping.network import refusal

_PRIVATE: Final = frozenset({"private", "loopback", "unique-local", "carrier-grade NAT"})
"""What `libp2p_dial_private` opens. A cloud's metadata and multicast are nobody's peers."""


def dial_refusal(address: str, *, private: bool) -> str | None:
    """Return in a word or two why a stranger may not have this dialled; None: he may.

    Args:
        address: the IP address that a socket would connect to.
        private: whether private networks are open to strangers, as ``libp2p_dial_private`` has it.
    """
    reason = refusal(address, ())
    return None if private and reason in _PRIVATE else reason
