"""What stands within a datagram: signed and encrypted arrays of messages, opened.

Rule 1: one within another is opened to a depth of two, and only so many in one datagram.
Rule 2: an encrypted message counts once.
Rule 3: what is within is credited to a key only with our cookie beside it, or from the address
that the key has signed for: anybody can send again what he has heard.

docs/wire/lcdp.md, draft-pearson-lcdp-04.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final, NamedTuple

from plong.protocol.lcdp.claims import fresh_signer
from plong.protocol.lcdp.cookies import returned
from plong.protocol.lcdp.crypto import Crypto, Opened
from plong.protocol.lcdp.framing import Messages, read_datagram
from plong.protocol.lcdp.keyring import Keyring
from plong.protocol.lcdp.models import (
    Cookie,
    EncryptedMessages,
    Endpoint,
    FastEncryptedMessages,
    SignedMessage,
)
from plong.protocol.lcdp.replay import ReplayGuard

MAX_DEPTH: Final = 2
"""A signed array within an encrypted one, or the other way round."""
MAX_LAYERS: Final = 4
"""Signatures and encrypted messages that are looked at in one datagram."""

Encrypted = EncryptedMessages | FastEncryptedMessages
Closed = SignedMessage | Encrypted


class Layer(NamedTuple):
    """Messages that stood together."""

    messages: Messages
    key: bytes | None
    """Who signed or encrypted them; None: nobody."""
    is_fresh: bool
    """Whether our cookie for this source stands among them."""
    payload: bytes
    """The text that they stand in; none, if that was no array of messages."""
    signer: bytes | None = None
    """Who has signed for the source's address (`fresh_signer`)."""


class Source(NamedTuple):
    """Where a datagram came from."""

    endpoint: Endpoint
    at: float
    """Seconds: when."""
    is_ours: Callable[[Cookie], bool]
    """Whether a cookie was given to just this address."""
    may_work: Callable[[], bool]
    """Whether one more signature or encrypted message may be looked at; counts it."""


class Opener:
    """Opens what this node may open.

    Args:
        crypto: its keys.
        keyring: who is known: what strangers encrypt is dropped.
        guard: what was opened before.
    """

    def __init__(self, crypto: Crypto, keyring: Keyring, guard: ReplayGuard) -> None:
        self._crypto = crypto
        self._keyring = keyring
        self._guard = guard

    def open(self, outer: Layer, source: Source) -> list[Layer]:
        """Return a datagram as it came, and the layers within it."""
        inner = islice(self._within(outer.messages, source, MAX_DEPTH), MAX_LAYERS)
        return [outer, *inner]

    def _within(self, messages: Messages, source: Source, depth: int) -> Iterator[Layer]:
        for one in islice(_closed(messages), MAX_LAYERS if depth else 0):
            layer = self._open(one, source) if source.may_work() else None
            if layer is not None:
                yield layer
                yield from self._within(layer.messages, source, depth - 1)

    def _open(self, closed: Closed, source: Source) -> Layer | None:
        if isinstance(closed, SignedMessage):
            return self._check(closed, source)
        return self._decrypt(closed, source)

    def _check(self, signed: SignedMessage, source: Source) -> Layer | None:
        if not self._crypto.is_signed(signed):
            return None
        messages, payload = _read(signed.payload)
        signer = fresh_signer(signed, messages, source.is_ours)
        return Layer(messages, signed.key, signer is not None, payload, signer)

    def _decrypt(self, encrypted: Encrypted, source: Source) -> Layer | None:
        opened = self._unseal(encrypted)
        key = None if opened is None else self._keyring.name(opened.sender)
        if opened is None or key is None:
            return None
        if not self._guard.is_fresh(opened.mark, opened.sender, source.at):
            return None
        messages, payload = _read(opened.payload)
        return Layer(messages, key, _has_ours(messages, source), payload)

    def _unseal(self, encrypted: Encrypted) -> Opened | None:
        if isinstance(encrypted, FastEncryptedMessages):
            return self._crypto.open_fast(encrypted.sender, encrypted.nonce, encrypted.ciphertext)
        return self._crypto.open(encrypted)


def _read(payload: bytes) -> tuple[Messages, bytes]:
    """Return what a text says, and the text; nothing of both, if it says nothing."""
    messages = read_datagram(payload)
    return ((), b"") if messages is None else (messages, payload)


def is_open(messages: Messages) -> bool:
    """Tell whether nothing in a datagram is signed or encrypted."""
    return not any(_closed(messages))


def _closed(messages: Messages) -> Iterator[Closed]:
    return (one for one in messages if isinstance(one, _CLOSED))


def _has_ours(messages: Messages, source: Source) -> bool:
    return any(source.is_ours(cookie) for cookie in returned(messages))


_CLOSED: Final = (SignedMessage, EncryptedMessages, FastEncryptedMessages)
