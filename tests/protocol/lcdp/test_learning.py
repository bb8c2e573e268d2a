from plong.noise.crypto import NoiseCrypto
from plong.protocol.lcdp.cookies import cookie_of
from plong.protocol.lcdp.endpoint import Reach
from plong.protocol.lcdp.layers import Layer
from plong.protocol.lcdp.learning import MAX_KEYS, Learner
from plong.protocol.lcdp.models import (
    Endpoint,
    Forwarded,
    MaybeTheyHaveSome,
    Message,
    MyPublicKey,
    Peers,
    ReturnedMessage,
)
from plong.protocol.lcdp.parts import Choices, Parts
from plong.protocol.lcdp.peers import PeerTable
from plong.protocol.lcdp.probing import Prober
from tests.protocol.lcdp.keys import KEYS
from tests.support.swarm import make_crypto

NOW = 1_900_000_000.0
HOME, OTHER = Endpoint("192.0.2.1", 1), Endpoint("198.51.100.1", 1)
CRYPTO: NoiseCrypto = make_crypto(1)


class Pupil:
    """Learns of what a peer at home says."""

    def __init__(self) -> None:
        self.parts = Parts(CRYPTO, Choices(), PeerTable(Reach()), Prober(Reach()))
        self.parts.peers.hear(HOME, None, NOW)

    def learn(self, *messages: Message, signer: bytes | None = None, effort: int = 9) -> None:
        layer = Layer(messages, signer, is_fresh=True, payload=b"", signer=signer)
        left = iter([True] * effort)
        Learner(self.parts).learn([layer], messages, HOME, NOW, lambda: next(left, False))

    def named(self) -> list[Endpoint]:
        return self.parts.prober.take(NOW)


def test_a_key_is_taken_on_its_word_and_proven_by_its_signature() -> None:
    pupil = Pupil()
    pupil.learn(MyPublicKey(KEYS[0]), MyPublicKey(KEYS[1]), signer=KEYS[1])
    said, proven = (pupil.parts.keyring.find(key) for key in KEYS[:2])
    assert said is not None
    assert proven is not None
    assert (said.address, said.is_proven, proven.is_proven) == (HOME, False, True)


def test_only_so_many_keys_are_heard_in_one_datagram() -> None:
    pupil = Pupil()
    pupil.learn(*map(MyPublicKey, KEYS))
    assert len(pupil.parts.keyring) == MAX_KEYS


def test_keys_that_nobody_knows_are_looked_at_as_long_as_there_may_be_effort() -> None:
    pupil = Pupil()
    pupil.learn(MyPublicKey(KEYS[0]), MyPublicKey(KEYS[1]), effort=1)
    assert [known.key for known in pupil.parts.keyring.rows()] == [KEYS[0]]
    pupil.learn(MyPublicKey(KEYS[0]), signer=KEYS[0], effort=0)  # known, so that it costs nothing
    assert [known.is_proven for known in pupil.parts.keyring.rows()] == [True]


def test_whoever_is_named_is_to_be_asked_unless_he_is_a_peer() -> None:
    for message in (
        Peers((OTHER, HOME)),
        MaybeTheyHaveSome("ab" * 32, (OTHER, HOME)),
        Forwarded(OTHER, "[]"),
    ):
        pupil = Pupil()
        pupil.learn(message, Forwarded(HOME, "[]"))
        assert pupil.named() == [OTHER]


def test_what_is_forwarded_is_not_believed() -> None:
    pupil = Pupil()
    inside = '[{"MyPublicKey":{"ed25519h":"' + KEYS[0].hex() + '"}}]'
    pupil.learn(Forwarded(OTHER, inside, from_key=KEYS[1]))
    assert len(pupil.parts.keyring) == 0


def test_an_answer_to_a_call_measures_the_way() -> None:
    pupil = Pupil()
    pupil.parts.peers.call(HOME, "1.5", NOW - 0.25)
    pupil.learn(ReturnedMessage(cookie_of("1.5")))
    peer = pupil.parts.peers.find(HOME)
    assert peer is not None
    assert peer.delay == 0.25
