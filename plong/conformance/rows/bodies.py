"""Bodies that the HTTP API refuses."""

from collections.abc import Mapping
from typing import Final

from plong.conformance.expecting import expect_status
from plong.conformance.row import Row
from plong.conformance.visit import Visit

_LARGEST_BODY: Final = 64 << 10

_LONGEST: Final = 1024
"""Bytes of a passphrase."""


class _WrongBodies(Row):
    bodies: Mapping[str, bytes]
    needs = "h"

    async def _try(self, visit: Visit) -> None:
        for path in ("/iam", "/whois", "/obai"):
            for kind, body in self.bodies.items():
                reply = await visit.ask("POST", path, body)
                expect_status(reply, 400, to=f"{kind} at {path}")


class NotJSON(_WrongBodies):
    """What is not JSON in UTF-8 is answered 400."""

    name = "refusals.json"
    quote = "400 (not JSON, not an object,"
    bodies: Mapping[str, bytes] = {
        "nothing": b"",
        "a word": b"hello",
        "half an object": b'{"PrivateId": "',
        "Latin-1": '{"PrivateId": "é", "Passphrase": "é"}'.encode("latin-1"),
    }


class NoObject(_WrongBodies):
    """JSON that is no object is answered 400."""

    name = "refusals.object"
    quote = "Bodies are one JSON object in UTF-8"
    bodies: Mapping[str, bytes] = {"a list": b"[]", "a string": b'"{}"', "null": b"null"}


class WrongFields(_WrongBodies):
    """A field that is missing, blank or of the wrong type is answered 400."""

    name = "refusals.fields"
    quote = "a field that is missing, blank or of the wrong type"
    bodies: Mapping[str, bytes] = {
        "an empty object": b"{}",
        "blanks": b'{"PrivateId": " ", "Passphrase": " \\t"}',
        "numbers": b'{"PrivateId": 1, "Passphrase": 2}',
        "null": b'{"PrivateId": null, "Passphrase": null}',
    }


class Twice(_WrongBodies):
    """A field that is given twice is answered 400."""

    name = "refusals.twice"
    quote = "a field given twice"
    bodies: Mapping[str, bytes] = {
        "both fields twice": (
            b'{"PrivateId": "a", "PrivateId": "b", "Passphrase": "a", "Passphrase": "b"}'
        )
    }


class TooLong(Row):
    """A passphrase of more than 1,024 bytes is answered 400."""

    name = "refusals.passphrase"
    quote = "at most 1 024 bytes"
    needs = "h"

    async def _try(self, visit: Visit) -> None:
        for words in ("x" * (_LONGEST + 1), "é" * (_LONGEST // 2 + 1)):
            reply = await visit.ask("POST", "/whois", {"Passphrase": words})
            expect_status(reply, 400, to=f"a passphrase of {len(words.encode())} bytes")


class LargeBody(Row):
    """A body of more than 64 KiB is answered 413, one of 64 KiB is read."""

    name = "refusals.body"
    quote = "413 (over 64 KiB)"
    needs = "h"

    async def _try(self, visit: Visit) -> None:
        frame = len('{"PrivateId": ""}')
        for size, status in ((_LARGEST_BODY, 404), (_LARGEST_BODY + 1, 413)):
            body = {"PrivateId": "x" * (size - frame)}
            reply = await visit.ask("POST", "/obai", body)
            expect_status(reply, status, to=f"a body of {size} bytes")


ROWS = (
    NotJSON(),
    NoObject(),
    WrongFields(),
    Twice(),
    TooLong(),
    LargeBody(),
)
