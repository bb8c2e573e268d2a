"""What is said to what somebody asks. docs/wire/lcdp.md, draft-pearson-lcdp-04."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, NamedTuple

from plong.protocol.lcdp.greeting import Greeting
from plong.protocol.lcdp.models import (
    Cookie,
    Endpoint,
    Forwarded,
    Message,
    MyPublicKey,
    Peers,
    PleaseListContent,
    PleaseListSupportedMessages,
    PleaseReturnThisMessage,
    PleaseSendContent,
    PleaseSendPeers,
    ReturnedMessage,
    WhereAreThey,
)
from plong.protocol.lcdp.packing import MAX_CONTENT_DATAGRAM
from plong.protocol.lcdp.parts import Parts
from plong.protocol.lcdp.schema import supported_messages
from plong.protocol.lcdp.writing import write

MAX_QUESTIONS: Final = 16
"""Different questions that are answered in one datagram."""
MAX_PIECES: Final = 2
"""Questions for files among them."""


class Requester(NamedTuple):
    """Who asks."""

    endpoint: Endpoint
    is_verified: bool
    cookie: Cookie | None
    """What it wants returned, if it is verified; None: nothing."""
    room: int
    """Bytes that the answer may have."""


OWNER: Final = Requester(
    Endpoint("0.0.0.0", 1),  # noqa: S104 - nobody's; and web pages may not know IPv6
    is_verified=True,
    cookie=None,
    room=MAX_CONTENT_DATAGRAM,
)
"""The node's own owner, who has no address in the swarm."""


class Answers:
    """Knows what to say.

    Args:
        parts: whose key is where, whom others are told of, who has the files.
    """

    def __init__(self, parts: Parts) -> None:
        self.greeting = Greeting(parts.crypto)
        self._key = parts.crypto.key
        self._keyring = parts.keyring
        self._peers = parts.peers
        self._reach = parts.choices.reach
        self._provider = parts.choices.provider
        self._directory = parts.choices.directory or _nobody
        self._supported = supported_messages()

    def to(self, messages: Iterable[Message], requester: Requester) -> list[Message]:
        """Return what is said to all that a datagram asks; the same question is answered once."""
        answers: list[Message] = []
        pieces = 0
        for message in islice(dict.fromkeys(filter(_is_question, messages)), MAX_QUESTIONS):
            pieces += isinstance(message, PleaseSendContent)
            if pieces <= MAX_PIECES or not isinstance(message, PleaseSendContent):
                answers += self._answer(message, requester)
        return answers

    def _answer(self, message: Message, requester: Requester) -> Iterable[Message]:
        match message:
            case PleaseSendPeers():
                return self._send_peers(requester)
            case PleaseReturnThisMessage(cookie):
                return [ReturnedMessage(cookie)]
            case WhereAreThey(key):
                return self._where(key, requester)
            case PleaseListSupportedMessages():
                return [self._supported]
            case PleaseSendContent() | PleaseListContent():
                return self._provider.answer(message, requester.endpoint, requester.room)
        return ()

    def _send_peers(self, requester: Requester) -> Iterator[Message]:
        if requester.is_verified:
            yield from self.greeting.for_(requester.cookie)
        yield Peers(self._peers.gossip(requester.endpoint))

    def _where(self, key: bytes, requester: Requester) -> Iterator[Message]:
        """Tell where a key is; the owner's directory knows it best."""
        known = self._keyring.find(key)
        entry = self._directory(key, requester.endpoint) if requester.is_verified else None
        if key == self._key:
            yield MyPublicKey(key)
        elif entry is not None and _can_read(requester, entry.address):
            yield _at(entry.address, entry.key)
        elif known is not None and self._is_for(requester, known.address):
            yield _at(known.address, key)

    def _is_for(self, requester: Requester, address: Endpoint) -> bool:
        return _can_read(requester, address) and self._reach.allows(address)


ROOM_VERIFIED: Final = MAX_CONTENT_DATAGRAM
"""`Requester.room` of who is verified."""

_QUESTIONS: Final = (
    PleaseSendPeers,
    PleaseReturnThisMessage,
    WhereAreThey,
    PleaseListSupportedMessages,
    PleaseSendContent,
    PleaseListContent,
)


def _at(address: Endpoint, key: bytes) -> Forwarded:
    return Forwarded(address, write([MyPublicKey(key)]).decode())


def _can_read(requester: Requester, address: Endpoint) -> bool:
    """Tell whether an address harms nobody: who asks over IPv4 may be ended by one of IPv6."""
    return address.is_ipv4 or not requester.endpoint.is_ipv4


def _nobody(_: bytes, __: Endpoint) -> None:
    """Have no directory."""


def _is_question(message: Message) -> bool:
    return isinstance(message, _QUESTIONS)
