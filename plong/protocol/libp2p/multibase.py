"""Bytes as text in several alphabets; the first letter may say which. Multiformats, multibase."""

import re
from base64 import b32decode, b32encode, urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Callable, Mapping
from typing import Final

from plong.protocol.libp2p.errors import ProtocolViolation

MAX_TEXT: Final = 256
"""Characters that are read: the time for base 36 and 58 goes by their square."""

_BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BASE36: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_BASE32: Final = re.compile("[a-z2-7]*")
_BASE64URL: Final = re.compile("[A-Za-z0-9_-]*")


def decode_base58(text: str) -> bytes:
    """Return the bytes of base58btc, without a letter in front.

    Raises:
        ProtocolViolation: it is no such text, or longer than `MAX_TEXT`.
    """
    return _from_digits(text, _BASE58)


def encode_base58(data: bytes) -> str:
    """Return bytes as base58btc, without a letter in front."""
    return _to_digits(data, _BASE58)


def decode(text: str) -> bytes:
    """Return the bytes of a text whose first letter says its base: `b`, `k`, `u` or `z`.

    Raises:
        ProtocolViolation: it is of another base, no such text, or longer than `MAX_TEXT`.
    """
    decoder = _DECODERS.get(text[:1])
    if decoder is None:
        raise ProtocolViolation("A text is of no known base.")
    return decoder(text[1:])


def encode_base64url(data: bytes) -> str:
    """Return bytes in base64url, with its `u` in front, which is how certificates are named."""
    return "u" + urlsafe_b64encode(data).decode("ascii").rstrip("=")


def _decode_base32(text: str) -> bytes:
    return _only(text, _BASE32, lambda padded: b32decode(padded, casefold=True), _encode_base32, 8)


def _encode_base32(data: bytes) -> str:
    return "b" + b32encode(data).decode("ascii").rstrip("=").lower()


def _decode_base64url(text: str) -> bytes:
    return _only(text, _BASE64URL, urlsafe_b64decode, encode_base64url, 4)


def _only(
    text: str,
    letters: re.Pattern[str],
    decoder: Callable[[str], bytes],
    encoder: Callable[[bytes], str],
    group: int,
) -> bytes:
    """Return what a text means, if it is the one spelling of it: no bit is left over."""
    _bound(text)
    try:
        data = decoder(text + "=" * (-len(text) % group)) if letters.fullmatch(text) else None
    except Error:
        data = None
    if data is None or encoder(data)[1:] != text:
        raise _wrong()
    return data


def _from_digits(text: str, alphabet: str) -> bytes:
    _bound(text)
    number = 0
    for letter in text:
        digit = alphabet.find(letter)
        if digit < 0:
            raise _wrong()
        number = number * len(alphabet) + digit
    zeros = len(text) - len(text.lstrip(alphabet[0]))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def _to_digits(data: bytes, alphabet: str) -> str:
    number = int.from_bytes(data, "big")
    letters = []
    while number:
        number, digit = divmod(number, len(alphabet))
        letters.append(alphabet[digit])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return alphabet[0] * zeros + "".join(reversed(letters))


def _bound(text: str) -> None:
    if len(text) > MAX_TEXT:
        raise ProtocolViolation(f"A text in a base has more than {MAX_TEXT} characters.")


def _wrong() -> ProtocolViolation:
    return ProtocolViolation("A text is not in the base that it says.")


_DECODERS: Final[Mapping[str, Callable[[str], bytes]]] = {
    "b": _decode_base32,
    "k": lambda text: _from_digits(text, _BASE36),
    "u": _decode_base64url,
    "z": decode_base58,
}
