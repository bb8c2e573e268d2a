"""What the HTTP API refuses, and how."""

from collections.abc import Mapping
from typing import Final

from plong.conformance.expecting import expect, expect_fields, expect_status, read_json
from plong.conformance.outcome import NotTried
from plong.conformance.row import Row
from plong.conformance.shapes import TEXT
from plong.conformance.visit import Visit, new_passphrase, nobody

_LARGEST_BODY: Final = 64 << 10
_LARGEST_HEAD: Final = 32 << 10
_LONGEST: Final = 1024
"""Bytes of a passphrase."""


class NoSuchPeer(Row):
    """A PrivateId that nobody has is answered 404."""

    name = "refusals.peer"
    quote = "400, 404 no such peer"
    needs = "h"

    async def _try(self, visit: Visit) -> None:
        for private_id in (nobody(), "short"):
            body = {"PrivateId": private_id, "Passphrase": new_passphrase()}
            expect_status(await visit.ask("POST", "/iam", body), 404, to="/iam")
            expect_status(await visit.ask("POST", "/obai", body), 404, to="/obai")


class NotFound(Row):
    """A passphrase that nobody holds is answered 404."""

    name = "refusals.whois"
    quote = "400, 404 not found or expired, 429"
    needs = "h"

    async def _try(self, visit: Visit) -> None:
        reply = await visit.ask("POST", "/whois", {"Passphrase": new_passphrase()})
        expect_status(reply, 404)


class Taken(Row):
    """A passphrase that another peer holds is answered 409."""

    name = "refusals.taken"
    quote = "409 another peer holds the passphrase"
    needs = "h"

    async def _try(self, visit: Visit) -> None:
        words = new_passphrase()
        ann, ben = await visit.peers.two()
        for peer, status in ((ann, 200), (ben, 409)):
            body = {"PrivateId": peer.private_id, "Passphrase": words}
            expect_status(await visit.ask("POST", "/iam", body), status)


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


class NoRoute(Row):
    """A path where nothing is, is answered 404."""

    name = "refusals.path"
    quote = "404 (nothing at this path, or the feature is switched off)"
    needs = "h"

    async def _try(self, visit: Visit) -> None:
        for path in ("/nothing-is-here", "/ohai/", "/iam/x"):
            expect_status(await visit.ask("GET", path), 404, to=path)


class SwitchedOff(Row):
    """What the mode leaves out is really off: 404."""

    name = "refusals.off"
    quote = "or the feature is switched off"

    async def _try(self, visit: Visit) -> None:
        paths = {"h": ("GET", "/ohai"), "w": ("GET", f"/ws/{nobody()}"), "p": ("POST", "/ping")}
        off = [letter for letter in paths if letter not in visit.mode]
        if not off:
            raise NotTried(f"the server's mode, {visit.mode}, leaves nothing out")
        for letter in off:
            method, path = paths[letter]
            expect_status(await visit.ask(method, path), 404, to=f"{method} {path}")


class WrongMethod(Row):
    """A method that a path does not take is answered 405."""

    name = "refusals.method"
    quote = "405, 408 (the body did"
    needs = "h"

    async def _try(self, visit: Visit) -> None:
        wrong = (("PUT", "/ohai"), ("HEAD", "/ohai"), ("GET", "/iam"), ("DELETE", "/whois"))
        for method, path in wrong:
            expect_status(await visit.ask(method, path), 405, to=f"{method} {path}")


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


class LargeHead(Row):
    """A head of more than 32 KiB is answered 431."""

    name = "refusals.head"
    quote = "431 (head over 32 KiB)"

    async def _try(self, visit: Visit) -> None:
        expect_status(await visit.ask("GET", "/", X_Filler="x" * _LARGEST_HEAD), 431)


class NoUpgrade(Row):
    """GET /ws without an upgrade to WebSocket is answered 426."""

    name = "refusals.upgrade"
    quote = "426 (`/ws` wants a WebSocket upgrade of version 13)"
    needs = "w"

    async def _try(self, visit: Visit) -> None:
        for path in ("/ws", f"/ws/{nobody()}"):
            expect_status(await visit.ask("GET", path), 426, to=path)


class ErrorShape(Row):
    """All refusals so far said why: {"Error": "<one sentence>"}."""

    name = "refusals.shape"
    quote = 'an error is `{"Error": "<one sentence>"}`'
    needs = "h"

    async def _try(self, visit: Visit) -> None:
        await visit.ask("POST", "/obai", {"PrivateId": nobody()})
        for heard in visit.asker.heard:
            refused = heard.reply.status >= _REFUSED and heard.method != "HEAD"
            if refused and heard.path in _ROUTES:
                said = read_json(heard.reply)
                expect(isinstance(said, dict) and len(said) == 1, "{Error: a sentence}", said)
                expect_fields(said, {"Error": TEXT})


_REFUSED: Final = 400
_ROUTES: Final = frozenset({"/wuu2", "/ohai", "/iam", "/whois", "/obai", "/nothing-is-here", "/ws"})
ROWS = (
    *(NoSuchPeer(), NotFound(), Taken(), NotJSON(), NoObject(), WrongFields(), Twice()),
    *(TooLong(), NoRoute(), SwitchedOff(), WrongMethod(), LargeBody(), LargeHead(), NoUpgrade()),
)
LAST = (ErrorShape(),)
"""Those that look at what all others heard."""
