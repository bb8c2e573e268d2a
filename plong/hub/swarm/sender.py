"""How a tenant's words go out: to whom its own node has met, and to nobody else."""

import math
from collections.abc import Callable
from typing import Final

from plong.lcdp.runner import Runner
from plong.protocol.lcdp.errors import NotSent, UnprovenAddress
from plong.protocol.lcdp.models import Endpoint, Forward, MyPublicKey

INTRODUCED_FOR: Final = 5.0
"""Seconds until a receiver is told again who encrypts: it may have missed it, or forgotten."""
MAX_INTRODUCED: Final = 1024


class Sender:
    """Says what a browser wants to be said.

    Args:
        key: the node's, 32 bytes.
        runner: of the node, which has heard nobody yet.
        now: returns seconds of the clock that the node goes by.
    """

    def __init__(self, key: bytes, runner: Runner, now: Callable[[], float]) -> None:
        self._key = key
        self._runner = runner
        self._node = runner.node
        self._now = now
        self._since = now()
        self._introduced: dict[Endpoint, float] = {}  # when; the first of them first

    def knows(self, key: bytes) -> bool:
        """Tell whether there is a peer that has this key."""
        known = self._node.keyring.find(key)
        return known is not None and self._has_met(known.address)

    def search(self, key: bytes) -> None:
        """Ask the swarm where a key is, unless that was asked just now."""
        self._runner.send(self._node.search(key, self._now()))

    def say(self, forward: Forward) -> None:
        """Say it openly. Raise `NotSent`."""
        if forward.to is None:
            raise NotSent("Forward needs to_ed25519 or src.")
        if not self._has_met(forward.to):
            raise UnprovenAddress(f"Nobody has proved to be at {forward.to}.")
        self._runner.send(self._node.say_text(forward.to, forward.messages))

    def tell(self, key: bytes, forward: Forward) -> None:
        """Say it to the owner of a key only. Raise `NotSent`."""
        known = self._node.keyring.find(key)
        if known is not None:
            self._introduce(known.address)
        self._runner.send(self._node.tell_text(key, forward.messages, sign=forward.sign))

    def _has_met(self, address: Endpoint) -> bool:
        """Tell whether an address has proved itself to this node; others know it from before."""
        peer = self._node.peers.find(address)
        return peer is not None and peer.heard_at > self._since

    def _introduce(self, address: Endpoint) -> None:
        """Say whose words will follow: nobody reads what strangers encrypt."""
        now = self._now()
        if now - self._introduced.get(address, -math.inf) >= INTRODUCED_FOR:
            self._introduced[address] = now
            self._runner.send(self._node.say(address, [MyPublicKey(self._key)]))
        if len(self._introduced) > MAX_INTRODUCED:
            del self._introduced[next(iter(self._introduced))]
