"""What a node says of itself, unasked or in answer, and what it asks. docs/wire/lcdp.md."""

from typing import Final

from plong.protocol.lcdp.crypto import Crypto
from plong.protocol.lcdp.models import AlwaysReturned, Cookie, Message, MyPublicKey
from plong.protocol.lcdp.writing import write

CAPACITY: Final = 1024
"""Signatures that are kept; each is about 250 bytes."""


class Greeting:
    """Signs a peer's cookie, and does not sign it again.

    Args:
        crypto: the node's keys.
    """

    def __init__(self, crypto: Crypto) -> None:
        self._crypto = crypto
        self._signed: dict[Cookie, tuple[Message, ...]] = {}  # the oldest first

    def for_(self, cookie: Cookie | None) -> tuple[Message, ...]:
        """Return the node's key with the proof that it has it, which goes before the key.

        Args:
            cookie: what the receiver wants returned; None: that is not known, or none.
        """
        if cookie is None:
            return (MyPublicKey(self._crypto.key),)
        if cookie not in self._signed:
            self._keep(cookie)
        return self._signed[cookie]

    def _keep(self, cookie: Cookie) -> None:
        if len(self._signed) >= CAPACITY:
            del self._signed[next(iter(self._signed))]
        proof = self._crypto.sign(write([AlwaysReturned(cookie)]))
        self._signed[cookie] = (proof, MyPublicKey(self._crypto.key))
