"""What plong.2 refuses, and by which Code."""

from typing import Final

from plong.conformance.expecting import expect
from plong.conformance.outcome import NotTried
from plong.conformance.rows.second import PlainRow, as_json, error, ok
from plong.conformance.shapes import (
    TEXT,
    exactly,
)
from plong.conformance.sockets import ESC
from plong.conformance.visit import Visit, new_passphrase

_LARGEST_ARGUMENT: Final = 64 << 10


class TellRefused(PlainRow):
    """tell refuses ESC, and says if a peer has no connection."""

    name = "plong2.tell-refused"
    quote = "the text must not start with ESC. `not-connected` if the peer has no connection"
    needs = "hwx"

    async def _try(self, visit: Visit) -> None:
        ann, ben = await visit.peers.one(), await visit.peers.new()
        here = await visit.connect_2(ann)
        wrong = error("tell", "bad-request")
        await here.ask(f"tell {ann.public_id} {ESC}ping", wrong)
        await here.ask(f"tell {ben.public_id} Hi", error("tell", "not-connected"))


class NotConnected(PlainRow):
    """A message that goes nowhere: an Error with a Code, without a Verb."""

    name = "plong2.not-connected"
    quote = "an Error without one speaks of a message that was not delivered"
    needs = "hwx"

    async def _try(self, visit: Visit) -> None:
        ann, ben = await visit.peers.one(), await visit.peers.new()
        here = await visit.connect_2(ann)
        await here.ask(f"chlink {ben.public_id}", ok("chlink"))
        await here.send("Hi")
        said = await here.hear_object({"Error": TEXT, "Code": exactly("not-connected")})
        expect("Verb" not in said, "no Verb", said)


class UnknownVerbs(PlainRow):
    """An unknown verb is answered with the Code unknown-verb."""

    name = "plong2.unknown"
    quote = '`{"Error":"Unknown verb.","Code":"unknown-verb","Verb":"…"}`'

    async def _try(self, visit: Visit) -> None:
        here = await visit.connect_2(await visit.peers.one())
        for verb in ("dance", "PING", ""):
            await here.ask(verb, error(verb, "unknown-verb"))


class BadRequests(PlainRow):
    """A bad argument is answered with the Code bad-request."""

    name = "plong2.bad-request"
    quote = "| `bad-request` | the argument is wrong; the sentence says how |"

    async def _try(self, visit: Visit) -> None:
        here = await visit.connect_2(await visit.peers.one())
        for words in ("iam", "iam {", "whois []", "whois {}", "chlink", "tell"):
            await here.ask(words, error(words.partition(" ")[0], "bad-request"))


class Codes(PlainRow):
    """Who or what is not there: no-such-peer, identity-not-found; the link stays."""

    name = "plong2.codes"
    quote = "| `no-such-peer` | no peer has this id |"
    tries = 1

    async def _try(self, visit: Visit) -> None:
        here = await visit.connect_2(await visit.peers.one())
        await here.ask(f"chlink {'x' * 43}", error("chlink", "no-such-peer"))
        await here.ask("dalink", ok("dalink", Remote=exactly(False)))
        unknown = as_json(Passphrase=new_passphrase())
        await here.ask(f"whois {unknown}", error("whois", "identity-not-found"))


class Taken(PlainRow):
    """A passphrase that another peer holds: passphrase-taken."""

    name = "plong2.taken"
    quote = "| `passphrase-taken` | another peer holds this passphrase |"
    tries = 2

    async def _try(self, visit: Visit) -> None:
        (ann, ben), words = await visit.peers.two(), new_passphrase()
        await visit.ask("POST", "/iam", {"PrivateId": ann.private_id, "Passphrase": words})
        here = await visit.connect_2(ben)
        await here.ask(f"iam {as_json(Passphrase=words)}", error("iam", "passphrase-taken"))


class LargeArgument(PlainRow):
    """An argument of more than 64 KiB: too-big."""

    name = "plong2.too-big"
    quote = "| `too-big` | the argument is over 64 KiB |"

    async def _try(self, visit: Visit) -> None:
        if await visit.limit("MaxMessage") < 2 * _LARGEST_ARGUMENT:
            raise NotTried("MaxMessage is less than such an argument")
        here = await visit.connect_2(await visit.peers.one())
        await here.ask(f"whois {'x' * (_LARGEST_ARGUMENT + 1)}", error("whois", "too-big"))


ROWS = (
    TellRefused(),
    NotConnected(),
    UnknownVerbs(),
    BadRequests(),
    Codes(),
    Taken(),
    LargeArgument(),
)
