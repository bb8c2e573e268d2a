"""JSON from strangers, bounded before it is parsed; and JSON as it is said here, compact."""

import json
import math
import re
from binascii import b2a_base64
from typing import Final, NoReturn

MAX_BYTES: Final = 65507
"""Of a datagram: no more fits one over IPv4."""

MAX_DEPTH: Final = 127
"""Arrays and objects within each other, as the swarm's nodes have it."""

MAX_PARTS: Final = 4096
"""Commas and opening brackets outside strings, so about as many values."""

_STRING: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_BASE64: Final = b'"base64":"'
_NO_BRACKETS: Final = bytes(set(range(256)) - set(b"[]{}"))


def read_array(data: bytes) -> list[object] | None:
    """Return the JSON array that the bytes are; None: they are none, or too much of one.

    A name that comes twice in an object has its last value.
    """
    if len(data) > MAX_BYTES or not _is_bounded(data):
        return None
    try:
        value = _DECODER.decode(data.decode("utf-8"))
        _check_unicode(data, value)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, list) else None


def dump(value: object) -> str:
    """Return compact JSON, beyond ASCII as it is; raise `ValueError` for what JSON cannot say."""
    return _ENCODER.encode(value)


def write_base64(data: bytes) -> str:
    """Return base64 with padding."""
    return b2a_base64(data, newline=False).decode("ascii")


def _is_bounded(data: bytes) -> bool:
    """Tell whether parsing is safe. Counts in strings, too, unless that would be too much."""
    around = _without_base64(data)
    openings = _openings(around)
    if openings <= MAX_DEPTH and openings + around.count(b",") <= MAX_PARTS:
        return True
    bare = _STRING.sub(b"", data)
    if _openings(bare) + bare.count(b",") > MAX_PARTS:
        return False
    return _is_shallow(bare.translate(None, _NO_BRACKETS))


def _without_base64(data: bytes) -> bytes:
    """Return JSON without most of a piece of a file, in which nothing is to be counted.

    What is left out is a string: were the name in front of it within another string, that would
    end there, and this would be no JSON, to which no parser gets deeper than it is there.
    """
    begin = data.find(_BASE64)
    end = -1 if begin < 0 else data.find(b'"', begin + len(_BASE64))
    return data if end < 0 else data[:begin] + data[end:]


def _openings(data: bytes) -> int:
    return data.count(b"[") + data.count(b"{")


def _is_shallow(brackets: bytes) -> bool:
    depth = 0
    for bracket in brackets:
        depth += 1 if bracket in b"[{" else -1
        if not 0 <= depth <= MAX_DEPTH:
            return False
    return True


def _check_unicode(data: bytes, value: object) -> None:
    """Raise `ValueError` for half a character, which escapes can spell and UTF-8 cannot."""
    if b"\\" in data and (b"\\ud" in data or b"\\uD" in data):  # one letter is found sooner
        json.dumps(value, ensure_ascii=False).encode("utf-8")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _read_float(text: str) -> float:
    """Return a number, which ``1e999`` is to JSON and nobody else."""
    number = float(text)
    if math.isinf(number):
        raise ValueError(text)
    return number


_DECODER: Final = json.JSONDecoder(parse_constant=_refuse_constant, parse_float=_read_float)
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
