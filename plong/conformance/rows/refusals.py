"""What the HTTP API refuses, and how."""

from typing import Final

from plong.conformance.expecting import expect_status
from plong.conformance.outcome import NotTried
from plong.conformance.row import Row
from plong.conformance.visit import Visit, new_passphrase, nobody

_LARGEST_HEAD: Final = 32 << 10


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
        paths = {
            "h": ("GET", "/ohai"),
            "w": ("GET", f"/ws/{nobody()}"),
            "p": ("POST", "/ping"),
            "u": ("GET", "/status.json"),
        }
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


class LargeHead(Row):
    """A head of more than 32 KiB is answered 431."""

    name = "refusals.head"
    quote = "431 (head over 32 KiB or 256 headers)"

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


ROWS = (
    NoSuchPeer(),
    NotFound(),
    Taken(),
    NoRoute(),
    SwitchedOff(),
    WrongMethod(),
    LargeHead(),
    NoUpgrade(),
)
