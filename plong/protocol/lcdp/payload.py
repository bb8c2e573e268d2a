"""The fields of one message from a stranger, read as tolerantly as its swarm writes them.

docs/wire/lcdp.md.
"""

import re
from binascii import a2b_base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, TypeVar

from plong.protocol.lcdp.endpoint import read_endpoint
from plong.protocol.lcdp.json_text import dump
from plong.protocol.lcdp.models import Endpoint

MAX_ENTRIES: Final = 256
"""Entries of a list that are looked at."""

MAX_INTEGER: Final = 2**63 - 1

_KEY: Final = re.compile(r"(?:0x)?([0-9A-Fa-f]{64})")

T = TypeVar("T")


class Unreadable(Exception):
    """A message is not what its type says. It is passed over, those beside it are not."""


class Payload:
    """What stands behind a message's type: its fields by name, or all of them in their order.

    Args:
        payload: JSON, parsed.
        names: of the fields of this type, in the order in which nodes write them in an array.

    Raises:
        Unreadable: it is neither an object nor an array of so many values.
    """

    __slots__ = ("_fields",)

    def __init__(self, payload: object, names: Sequence[str]) -> None:
        self._fields: Mapping[str, object]
        if isinstance(payload, dict):
            self._fields = payload
        elif isinstance(payload, list) and len(payload) == len(names):
            self._fields = dict(zip(names, payload, strict=True))
        else:
            raise Unreadable

    def get(self, name: str) -> object:
        """Return any value; None: it is missing, or null."""
        return self._fields.get(name)

    def string(self, name: str) -> str:
        """Return a string; raise `Unreadable`."""
        value = self._fields.get(name)
        if not isinstance(value, str):
            raise Unreadable
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        """Return true or false; raise `Unreadable` for anything else that is there."""
        value = self._fields.get(name, default)
        if not isinstance(value, bool):
            raise Unreadable
        return value

    def whole(self, name: str) -> int:
        """Return a whole number that is not negative; raise `Unreadable`."""
        return read_whole(self._fields.get(name))

    def key(self, name: str) -> bytes:
        """Return a key's bytes; raise `Unreadable`."""
        match = _KEY.fullmatch(self.string(name))
        if match is None:
            raise Unreadable
        return bytes.fromhex(match[1])

    def octets(self, name: str) -> bytes:
        """Return what is base64, with padding or without; raise `Unreadable`."""
        text = self.string(name).rstrip("=")
        try:
            return a2b_base64(text + "=" * (-len(text) % 4), strict_mode=True)
        except ValueError:
            raise Unreadable from None

    def endpoint(self, name: str) -> Endpoint:
        """Return an address; raise `Unreadable`."""
        return _read_endpoint(self._fields.get(name))

    def endpoints(self, name: str) -> tuple[Endpoint, ...]:
        """Return those addresses of a list that are right; raise `Unreadable`: it is no list."""
        return self.entries(name, _read_endpoint)

    def entries(self, name: str, read: Callable[[object], T]) -> tuple[T, ...]:
        """Return those entries of a list that can be read; raise `Unreadable`: it is no list."""
        values = self._fields.get(name)
        if not isinstance(values, list):
            raise Unreadable
        return tuple(_readable(values, read))

    def optional(self, name: str, read: Callable[[str], T]) -> T | None:
        """Return what ``read`` makes of this field; None: it is missing, or null."""
        return None if self._fields.get(name) is None else read(name)


def _readable(values: list[object], read: Callable[[object], T]) -> Iterator[T]:
    for value in islice(values, MAX_ENTRIES):
        try:
            yield read(value)
        except Unreadable:
            continue


def read_whole(value: object) -> int:
    """Return a JSON integer that is not negative; raise `Unreadable`, as for 10.0 and true."""
    if type(value) is not int or not 0 <= value <= MAX_INTEGER:
        raise Unreadable
    return value


def read_json(value: object, kind: type) -> str:
    """Return compact JSON of a list or an object; raise `Unreadable` for anything else."""
    if not isinstance(value, kind):
        raise Unreadable
    return dump(value)


def _read_endpoint(value: object) -> Endpoint:
    endpoint = read_endpoint(value) if isinstance(value, str) else None
    if endpoint is None:
        raise Unreadable
    return endpoint
