"""How the control messages of docs/wire/files.md are spelt."""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, Final, cast

from plong.client.wire.control import (
    Accept,
    BadOffer,
    Begin,
    Busy,
    Bye,
    Cancel,
    Control,
    Done,
    End,
    Got,
    Hello,
    Offer,
    Ping,
    Pong,
    Transferring,
    Welcome,
)
from plong.client.wire.objects import read_object, write_object
from plong.client.wire.transfer_id import is_id

FS: Final = "\x1c"
"""What every message of docs/wire/files.md starts with, text and binary."""

_MOST_BYTES: Final = 2**53 - 1
_LONGEST_NAME: Final = 1024
_REASONS: Final = frozenset(
    {"declined", "cancelled", "bad-offer", "too-big", "no-space"}
    | {"changed", "mismatch", "lost", "busy"}
)
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


def read_control(text: str) -> Control | None:
    """Read a control message, FS included; None for what is unknown or breaks a rule."""
    fields = read_object(text.removeprefix(FS))
    if not fields:
        return None
    reader = _READERS.get(next(iter(fields)))
    try:
        return reader(fields) if reader else None
    except (KeyError, TypeError, ValueError):
        return None


def write_control(message: Control, client: str = "") -> str:
    """Return a control message as it goes over the link; ``client`` is who says hello."""
    return FS + write_object(**_fields(message, client))


def _fields(message: Control, client: str) -> dict[str, object]:
    name = type(message).__name__
    match message:
        case Hello() | Welcome():
            return {name: {"Client": client}}
        case Busy() | Bye():
            return {name: {}}
        case Ping(number) | Pong(number):
            return {name: number}
        case _:
            return {name: message.id, **_more_fields(message)}


def _more_fields(message: Transferring) -> dict[str, object]:
    if isinstance(message, Offer) and message.size is None:
        return {"Stream": True}
    fields = {_NAMES.get(field): value for field, value in asdict(message).items()}
    return {name: value for name, value in fields.items() if name and value is not None}


_NAMES: Final[Mapping[str, str]] = {
    "name": "Name",
    "start": "From",
    "stored": "Bytes",
    "size": "Size",
    "sha256": "Sha256",
    "window": "Window",
    "reason": "Reason",
}


def _read_offer(fields: Mapping[str, Any]) -> Offer | BadOffer:
    transfer = _id(fields["Offer"])
    if fields.get("Stream") is True:
        return Offer(transfer, "", None)
    try:
        return Offer(transfer, _name(fields["Name"]), _bytes(fields["Size"]))
    except (KeyError, ValueError):
        return BadOffer(transfer)


def _read_accept(fields: Mapping[str, Any]) -> Accept:
    start, digest = _bytes(fields["From"]), fields.get("Sha256")
    if start > 0 or digest is not None:
        digest = _sha256(digest)
    window = fields.get("Window")
    return Accept(_id(fields["Accept"]), start, digest, window if type(window) is int else 0)


def _number(value: object) -> int | float:
    # Infinity and NaN, which JSON does not have, fall here too.
    if type(value) in {int, float} and abs(number := cast("float", value)) <= _MOST_BYTES:
        return number
    raise ValueError(value)


def _bytes(value: object) -> int:
    if type(value) is not int or not 0 <= value <= _MOST_BYTES:
        raise ValueError(value)
    return value


def _id(value: object) -> str:
    if not is_id(value):
        raise ValueError(value)
    return str(value)


def _sha256(value: object) -> str:
    if not isinstance(value, str) or not _SHA256.fullmatch(value):
        raise ValueError(value)
    return value


def _reason(value: object) -> str:
    # Whatever else it is must not pass for an error of our own, nor be shown.
    return str(value) if isinstance(value, str) and value in _REASONS else "cancelled"


def _name(value: object) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST_NAME:
        raise ValueError(value)
    return value


_READERS: Final[Mapping[str, Callable[[Mapping[str, Any]], Control]]] = {
    "Hello": lambda _: Hello(),
    "Welcome": lambda _: Welcome(),
    "Busy": lambda _: Busy(),
    "Bye": lambda _: Bye(),
    "Ping": lambda fields: Ping(_number(fields["Ping"])),
    "Pong": lambda fields: Pong(_number(fields["Pong"])),
    "Offer": _read_offer,
    "Accept": _read_accept,
    "Begin": lambda fields: Begin(_id(fields["Begin"]), _bytes(fields["From"])),
    "Got": lambda fields: Got(_id(fields["Got"]), _bytes(fields["Bytes"])),
    "End": lambda fields: End(
        _id(fields["End"]), _bytes(fields["Size"]), _sha256(fields["Sha256"])
    ),
    "Done": lambda fields: Done(_id(fields["Done"])),
    "Cancel": lambda fields: Cancel(_id(fields["Cancel"]), _reason(fields.get("Reason"))),
}
