"""One peer's keys, as libp2p's rules use them."""

from plong.noise.host import Host
from plong.protocol.libp2p.crypto import Crypto
from plong.protocol.libp2p.envelope import Purpose, Signer, Verify, open_envelope, seal
from plong.protocol.libp2p.keys import KeyKind
from plong.protocol.libp2p.peer_id import peer_id_of
from tests.noise.peers import ALICE, BOB, meet


def test_a_peer_is_who_its_seed_says() -> None:
    again: Crypto = Host(b"a" * 32, b"another" + bytes(25))
    assert (again.key, again.peer_id) == (ALICE.key, ALICE.peer_id)
    assert str(again.peer_id).startswith("12D3Koo")
    assert again.peer_id == peer_id_of(again.key)
    assert again.key.kind is KeyKind.ED25519


def test_what_a_peer_signs_is_signed_by_it() -> None:
    signature = ALICE.sign(b"data")
    assert BOB.is_signed(ALICE.key, signature, b"data")
    assert not BOB.is_signed(BOB.key, signature, b"data")


def test_envelopes_are_sealed_and_opened_with_it() -> None:
    signer: Signer = ALICE
    verify: Verify = BOB.is_signed
    purpose = Purpose("domain", b"type")
    opened = open_envelope(purpose, seal(purpose, b"payload", signer), verify)
    assert (opened.key, opened.payload) == (ALICE.key, b"payload")


def test_each_connection_has_its_own_keys() -> None:
    first, second = meet(), meet(BOB, ALICE)
    assert first.written[0] == second.written[0]  # the same entropy, in a test
    assert first.caller.channel.send(b"Hi") != second.caller.channel.send(b"Hi")
