"""Names of peers, as other programs spell them."""

import json
from pathlib import Path
from typing import TypedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.keys import KeyKind, PublicKey, read_public_key
from plong.protocol.libp2p.multibase import encode_base58
from plong.protocol.libp2p.peer_id import PeerId, parse_peer_id, peer_id_of, read_peer_id


class Peer(TypedDict):
    """One peer, as another program knows it."""

    kind: str
    key: str
    bytes: str
    text: str
    cids: list[str]


VECTORS = Path(__file__).parents[2] / "vectors" / "libp2p_peer_ids.json"
PEERS: list[Peer] = json.loads(VECTORS.read_text())["peers"]
KINDS = {"Ed25519": KeyKind.ED25519, "RSA": KeyKind.RSA, "secp256k1": KeyKind.SECP256K1}


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer["text"][:8])
def test_a_peer_has_the_name_that_others_give_it(peer: Peer) -> None:
    key = read_public_key(bytes.fromhex(peer["key"]))
    peer_id = peer_id_of(key)
    assert key.kind is KINDS[peer["kind"]]
    assert (peer_id.data.hex(), str(peer_id)) == (peer["bytes"], peer["text"])
    assert read_peer_id(peer_id.data) == peer_id
    assert peer_id.key == (None if key.kind is KeyKind.RSA else key)


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer["text"][:8])
def test_every_spelling_of_a_name_is_read(peer: Peer) -> None:
    read = [parse_peer_id(text) for text in (peer["text"], *peer["cids"])]
    assert set(read) == {PeerId(bytes.fromhex(peer["bytes"]))}


def test_a_key_too_long_to_be_a_name_is_hashed() -> None:
    names = [peer_id_of(PublicKey(KeyKind.ECDSA, bytes(size))) for size in (38, 39)]
    assert [name.data[:2].hex() for name in names] == ["002a", "1220"]
    assert [read_peer_id(name.data) for name in names] == names


ED25519 = PEERS[0]["bytes"]


@pytest.mark.parametrize(
    "data",
    [
        *(
            "",
            "00",
            "0000",
            "12",
            "1220",
            "1220" + "11" * 31,
            "1220" + "11" * 33,
            "1120" + "1" * 64,
        ),
        *(ED25519[:-2], ED25519 + "00", "0025" + ED25519[4:], "0023" + ED25519[4:], "0003080112"),
        *("00a400" + ED25519[4:], "002b0803" + "1227" + "11" * 39, "129f00" + "11" * 32),
    ],
)
def test_bytes_are_refused(data: str) -> None:
    with pytest.raises(ProtocolViolation):
        read_peer_id(bytes.fromhex(data))
    with pytest.raises(ProtocolViolation):
        parse_peer_id("z" + encode_base58(b"\x01\x72" + bytes.fromhex(data)))


PEER = PEERS[0]


@pytest.mark.parametrize(
    "text",
    [
        *("", "1", "Qm", "12D3KooW", "x", "z", PEER["text"][:-1], PEER["text"] + "1", "0" * 52),
        *(f" {PEER['text']}", PEER["text"].replace("D", "0"), PEER["cids"][0].upper()),
        *("z" + PEER["text"], "k" + "z" * 300, "1" * 10_000, "bafybeigdyrzt5sfp7udm7hu76uh7y26nf3"),
    ],
)
def test_a_text_is_refused(text: str) -> None:
    with pytest.raises(ProtocolViolation):
        parse_peer_id(text)


@given(st.binary(max_size=48) | st.binary(max_size=40).map(lambda data: b"\0$\x08\x01" + data))
def test_whatever_comes_is_a_name_or_refused(data: bytes) -> None:
    try:
        peer_id = read_peer_id(data)
    except ProtocolViolation:
        return
    assert parse_peer_id(str(peer_id)) == peer_id == PeerId(data)
    assert peer_id.key is None or peer_id_of(peer_id.key) == peer_id
