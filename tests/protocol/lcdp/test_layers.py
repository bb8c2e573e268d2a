from collections.abc import Sequence

from plong.noise.crypto import NoiseCrypto
from plong.protocol.lcdp.cookies import cookie_of
from plong.protocol.lcdp.keyring import Keyring
from plong.protocol.lcdp.layers import MAX_DEPTH, MAX_LAYERS, Layer, Opener, Source
from plong.protocol.lcdp.models import AlwaysReturned, ChatMessage, Endpoint, Message, SignedMessage
from plong.protocol.lcdp.replay import ReplayGuard
from plong.protocol.lcdp.writing import write

OURS = cookie_of("ours")
FRIEND = NoiseCrypto(b"f" * 32)
CHAT = ChatMessage("hi")


class Clerk:
    """Opens, and counts what is looked at."""

    def __init__(self, allowed: int = 100) -> None:
        self.allowed = allowed
        self._opener = Opener(NoiseCrypto(b"n" * 32), Keyring(), ReplayGuard())

    def open(self, messages: Sequence[Message]) -> list[Layer]:
        source = Source(Endpoint("192.0.2.1", 1), 0.0, lambda c: c == OURS, self._may_work)
        outer = Layer(tuple(messages), None, is_fresh=False, payload=write(messages))
        return self._opener.open(outer, source)

    def _may_work(self) -> bool:
        self.allowed -= 1
        return self.allowed >= 0


def signed(messages: Sequence[Message]) -> SignedMessage:
    return FRIEND.sign(write(messages))


def test_a_signed_array_is_credited_and_fresh_with_our_cookie_only() -> None:
    outer, fresh, stale = Clerk().open([signed([AlwaysReturned(OURS)]), signed([CHAT])])
    assert (outer.key, outer.is_fresh) == (None, False)
    assert (fresh.key, fresh.is_fresh, fresh.signer) == (FRIEND.key, True, FRIEND.key)
    assert stale == Layer((CHAT,), FRIEND.key, is_fresh=False, payload=write([CHAT]))


def test_what_is_too_deep_stays_closed() -> None:
    message = signed([CHAT])
    for _ in range(MAX_DEPTH + 2):
        message = signed([message])
    assert len(Clerk().open([message])) == 1 + MAX_DEPTH


def test_only_so_many_are_looked_at_right_or_wrong() -> None:
    assert len(Clerk().open([signed([CHAT])] * 9)) == 1 + MAX_LAYERS
    clerk = Clerk()
    assert len(clerk.open([SignedMessage(FRIEND.key, bytes(64), b"[]")] * 9)) == 1
    assert clerk.allowed == 100 - MAX_LAYERS


def test_nothing_is_opened_beyond_the_effort() -> None:
    assert len(Clerk(allowed=1).open([signed([CHAT])] * 2)) == 2
