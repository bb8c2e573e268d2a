"""What is sealed, and that nobody else opens, changes or makes it."""

from base64 import urlsafe_b64decode
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.ids import encode_id
from plong.protocol.ping.sealed import NONCE_BYTES, Sealed
from plong.sealing.siv import KEY_BYTES, SivSealer

SEALER = SivSealer(bytes(range(KEY_BYTES)))
NONCE = bytes(range(NONCE_BYTES))
SEALED = Sealed("https://sender.example/at/x", 1_900_000_000)
TEXT = SEALER.seal(SEALED, "p", NONCE)


def raw(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_what_was_sealed_before_an_upgrade_is_opened_after_it() -> None:
    """Such letters stand in strangers' inboxes: another version byte, or they open nothing."""
    known = "1294c7ac746c5a20ff444dd9ff72d427703640b67142889ce28c5a44b75b1dec"
    assert sha256(TEXT.encode()).hexdigest() == known


@given(st.text(max_size=2000).filter(lambda text: not text.endswith("\0")), st.integers(0, 2**63))
def test_what_is_sealed_is_opened(origin: str, ends_at: int) -> None:
    sealed = Sealed(origin, ends_at)
    text = SEALER.seal(sealed, "p", NONCE)
    assert SEALER.open(text, "p") in {sealed, None}
    assert (SEALER.open(text, "p") is None) == (len(text) > 2048)


@pytest.mark.parametrize("ping_id", ["q", "", "pp", "P"])
def test_it_serves_no_other_ping(ping_id: str) -> None:
    assert SEALER.open(TEXT, "p") == SEALED
    assert SEALER.open(TEXT, ping_id) is None


def test_no_other_key_opens_it() -> None:
    assert SivSealer(bytes(KEY_BYTES)).open(TEXT, "p") is None


def test_no_bit_can_be_changed() -> None:
    data = raw(TEXT)
    for index in range(len(data)):
        other = bytearray(data)
        other[index] ^= 1
        assert SEALER.open(encode_id(bytes(other)), "p") is None


def test_nothing_shorter_is_opened() -> None:
    data = raw(TEXT)
    assert not any(SEALER.open(encode_id(data[:end]), "p") for end in range(len(data)))


def test_it_has_one_spelling() -> None:
    text = SEALER.seal(Sealed("https://a.example", 1), "p", NONCE)
    assert len(text) % 4  # so that its last letter has bits to spare
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    opened = [letter for letter in letters if SEALER.open(text[:-1] + letter, "p")]
    assert opened == [text[-1]]
    assert SEALER.open(text + "=", "p") is None
    assert SEALER.open(f"{text[:4]}\n{text[4:]}", "p") is None


def test_sealed_twice_it_looks_different() -> None:
    other = SEALER.seal(SEALED, "p", bytes(NONCE_BYTES))
    assert other[23:] != TEXT[23:]
    assert SEALER.open(other, "p") == SEALED


def test_the_length_does_not_tell_origins_apart() -> None:
    origins = ["http://a", "https://sender.example/at/" + "x" * 200]
    lengths = {len(SEALER.seal(Sealed(origin, 1), "p", NONCE)) for origin in origins}
    assert len(lengths) == 1


def test_the_origin_is_not_to_be_read() -> None:
    assert b"sender" not in raw(TEXT)


@pytest.mark.parametrize("text", ["", "A", "AQ", "x" * 43, "AQ" + "A" * 100, "ü" * 50, "A" * 4000])
def test_what_is_no_seal_opens_nothing(text: str) -> None:
    assert SEALER.open(text, "p") is None
