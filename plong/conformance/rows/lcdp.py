"""LCDP over UDP: what a node answers to whoever comes."""

from collections.abc import Mapping
from typing import Any, Final

from plong.conformance.datagrams import HEADERS, WHO, Messages, Stranger, expect_message
from plong.conformance.expecting import expect, expect_answer, expect_equal, shown
from plong.conformance.outcome import Mismatch, NotTried
from plong.conformance.row import Row
from plong.conformance.shapes import COUNT, TEXT, Shape, has_fields, like
from plong.conformance.visit import Visit

PUBLIC_KEY: Final = like("0x and 64 hexadecimal digits", "0x[0-9a-f]{64}")
_ADDRESS: Final = like("an address with a port", r"(\d+(\.\d+){3}|\[[0-9a-f:.]+\]):[1-9]\d*")
_DELAY: Final = Shape("a number", lambda value: type(value) in (int, float) and value >= 0)
_ACTIVE: Final = has_fields({"addr": _ADDRESS, "pub": PUBLIC_KEY, "delay_ms": _DELAY})
_ACTIVES: Final = Shape(
    f"a list of {_ACTIVE.name}",
    lambda value: isinstance(value, list) and all(map(_ACTIVE.fits, value)),
)
_FACTOR: Final = 2.5
"""Bytes on the wire that one byte of a stranger's may cause."""
_WHAT: Final[Mapping[str, Any]] = {"PleaseListSupportedMessages": {}}
_COOKIE: Final = "PleaseAlwaysReturnThisMessage"
_MOST_PEERS: Final = 20
STATUS: Final[Mapping[str, Shape]] = {
    "version": TEXT,
    "public_key": PUBLIC_KEY,
    **dict.fromkeys(("total_peers", "unique_ips", "active_peer_count", "fast_peer_count"), COUNT),
    "active_peers": _ACTIVES,
}


class LcdpRow(Row):
    """A row about the node of LCDP."""

    source = "lcdp.md"
    needs = "u"


async def known_as(visit: Visit) -> str:
    """Return the node's key in hexadecimal."""
    said = expect_answer(await visit.ask("GET", "/status.json"), {"public_key": PUBLIC_KEY})
    return str(said["public_key"]).removeprefix("0x")


async def proved(stranger: Stranger) -> Messages:
    """Return the message that proves to the node where a stranger is. Raise `NotTried`."""
    said = await stranger.ask(WHO)
    if _COOKIE not in said:
        raise NotTried("the node tells strangers no cookie (lcdp.answer)")
    return {"AlwaysReturned": said[_COOKIE]}


def _echo(word: str) -> dict[str, Any]:
    """Return a question that is answered with the same word."""
    return {"PleaseReturnThisMessage": {"cookie": word}}


class Status(LcdpRow):
    """GET /status.json says who the node is, and whom it knows."""

    name = "lcdp.status"
    quote = "says what other nodes' pages look for"

    async def _try(self, visit: Visit) -> None:
        said = expect_answer(await visit.ask("GET", "/status.json"), STATUS)
        count = len(said["active_peers"])
        expect_equal(said["active_peer_count"], count, "active_peer_count")


class Port(LcdpRow):
    """GET / tells the UDP port."""

    name = "lcdp.port"
    quote = '`"Lcdp": {"Port": 24254}`, the UDP port'

    async def _try(self, visit: Visit) -> None:
        await visit.node.port()


class Answers(LcdpRow):
    """PleaseSendPeers is answered, over UDP, with a cookie and Peers."""

    name = "lcdp.answer"
    quote = "| `PleaseSendPeers` | | answered with `Peers` |"

    async def _try(self, visit: Visit) -> None:
        await visit.node.found()
        said = await (await visit.stranger()).ask(WHO)
        for word in (_COOKIE, "Peers"):
            expect_message(said, word)


class Bound(LcdpRow):
    """What strangers are answered has at most 2.5 times as many bytes as what they said."""

    name = "lcdp.bound"
    quote = "For *n* bytes received, all datagrams that they cause have at most"

    async def _try(self, visit: Visit) -> None:
        large = {"PleaseSendContent": {"id": "0" * 64, "length": 4096, "offset": 0}}
        for question in (WHO, _WHAT, large):
            stranger = await visit.stranger()
            await stranger.ask(question, _echo("bound"))
            await stranger.ask(_echo("the end"))  # whatever else there is, comes before
            most = int(_FACTOR * stranger.sent)
            what = f"at most {most} bytes with {HEADERS} of headers each to {question}"
            expect(stranger.received <= most, what, f"{stranger.received} bytes")


class Cookies(LcdpRow):
    """A stranger's cookie is returned as it came, in each of its four shapes."""

    name = "lcdp.cookie"
    quote = "A stranger's cookie is returned as it came"

    async def _try(self, visit: Visit) -> None:
        for cookie in ({"cookie": "Ann's"}, ["cookie", "Ann's"], ["Ann's"], "Ann's"):
            said = await (await visit.stranger()).ask({_COOKIE: cookie}, _echo("beside"))
            expect_equal(expect_message(said, "AlwaysReturned"), cookie, "AlwaysReturned")


class Returned(LcdpRow):
    """PleaseReturnThisMessage is answered with the same, whoever asks."""

    name = "lcdp.returned"
    quote = "answered with `ReturnedMessage`, verified or not"

    async def _try(self, visit: Visit) -> None:
        stranger = await visit.stranger()
        for more in (WHO, await proved(await visit.stranger())):
            said = await stranger.ask(more, _echo("plong check"))
            returned = expect_message(said, "ReturnedMessage")
            expect_equal(returned, {"cookie": "plong check"}, "ReturnedMessage")


class Verified(LcdpRow):
    """Who returns the node's cookie is answered in full; nothing of it is remembered."""

    name = "lcdp.verified"
    quote = "A datagram proves its source for itself alone"

    async def _try(self, visit: Visit) -> None:
        stranger = await visit.stranger()
        proof = await proved(stranger)
        said = await stranger.ask(proof, _WHAT)
        schema = expect_message(said, "SupportedMessages")
        expect(isinstance(schema, dict) and "schema" in schema, "a schema", schema)
        stale: Messages = {"AlwaysReturned": {"cookie": "no"}}
        for wrong in (WHO, stale):
            said = await stranger.ask(wrong, _WHAT, _echo("again"))
            expect(_COOKIE in said, f"{_COOKIE}, for there is no cookie beside", dict(said))


class Peers(LcdpRow):
    """Peers are 20 at most, and over IPv4 none of IPv6."""

    name = "lcdp.peers"
    quote = "At most 20 are said, and over IPv4 none of IPv6"

    async def _try(self, visit: Visit) -> None:
        stranger = await visit.stranger()
        said = await stranger.ask(await proved(stranger), WHO)
        payload = expect_message(said, "Peers")
        peers = payload.get("peers") if isinstance(payload, dict) else None
        if not isinstance(peers, list) or not all(map(_ADDRESS.fits, peers)):
            raise Mismatch("a list of addresses", shown(payload))
        expect(len(peers) <= _MOST_PEERS, "at most 20", peers)
        is_fit = not stranger.is_ipv4 or "[" not in "".join(peers)
        expect(is_fit, "addresses of IPv4, over IPv4", peers)


ROWS = (
    Status(),
    Port(),
    Answers(),
    Bound(),
    Cookies(),
    Returned(),
    Verified(),
    Peers(),
)
