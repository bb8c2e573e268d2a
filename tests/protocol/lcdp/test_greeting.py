from plong.noise.crypto import NoiseCrypto
from plong.protocol.lcdp.cookies import cookie_of
from plong.protocol.lcdp.framing import read_datagram
from plong.protocol.lcdp.greeting import CAPACITY, Greeting
from plong.protocol.lcdp.models import AlwaysReturned, MyPublicKey, SignedMessage

CRYPTO = NoiseCrypto(b"n" * 32)
COOKIE = cookie_of("theirs")


def test_the_key_comes_after_a_signature_over_the_receivers_cookie() -> None:
    signed, key = Greeting(CRYPTO).for_(COOKIE)
    assert key == MyPublicKey(CRYPTO.key)
    assert isinstance(signed, SignedMessage)
    assert CRYPTO.is_signed(signed)
    assert read_datagram(signed.payload) == (AlwaysReturned(COOKIE),)


def test_without_a_cookie_there_is_nothing_to_sign() -> None:
    assert Greeting(CRYPTO).for_(None) == (MyPublicKey(CRYPTO.key),)


def test_what_was_signed_is_not_signed_again_while_there_is_room() -> None:
    greeting = Greeting(CRYPTO)
    first = greeting.for_(COOKIE)
    assert greeting.for_(COOKIE) is first
    for number in range(CAPACITY):
        greeting.for_(cookie_of(str(number)))
    assert greeting.for_(COOKIE) == first
