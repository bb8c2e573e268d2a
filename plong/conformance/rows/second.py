"""The dialect plong.2: an answer to every command."""

import json
from typing import Final

from plong.conformance.expecting import expect, expect_equal, expect_fields
from plong.conformance.outcome import NotTried
from plong.conformance.row import Row
from plong.conformance.shapes import (
    COUNT,
    FLAG,
    PEER,
    PUBLIC_ID,
    STATUS,
    TEXT,
    TIME,
    Shape,
    Shapes,
    exactly,
    has_fields,
)
from plong.conformance.sockets import ESC, PLONG_2, Socket
from plong.conformance.visit import Visit, new_passphrase

_LIMITS: Final = (
    *("MaxMessage", "BufferSize", "BufferBytes", "MessagesPerSecond", "BytesPerSecond"),
    "IdentityTimeout",
)
_LARGEST_ARGUMENT: Final = 64 << 10


class _Row(Row):
    needs = "hw"


def _ok(verb: str, **more: Shape) -> Shapes:
    return {"Ok": exactly(verb), **more}


def _error(verb: str, code: str) -> Shapes:
    return {"Error": TEXT, "Code": exactly(code), "Verb": exactly(verb)}


def _words(**fields: object) -> str:
    return json.dumps(fields)


class Welcome(_Row):
    """The server says welcome: PublicId, Limits and Version."""

    name = "plong2.welcome"
    quote = '`{"Event":"welcome","PublicId","Limits":{…},"Version"}`'

    async def _try(self, visit: Visit) -> None:
        ann = await visit.peers.one()
        _, words = await visit.welcome(ann)
        limits = has_fields(dict.fromkeys(_LIMITS, COUNT))
        shapes = {"Event": exactly("welcome"), "PublicId": PUBLIC_ID, "Version": TEXT}
        said = expect_fields(words, {**shapes, "Limits": limits})
        expect_equal(said["PublicId"], ann.public_id, "PublicId")
        expect("p" not in visit.mode or "Address" in said, "an Address, as p is in the mode", said)


class Negotiated(_Row):
    """The subprotocol plong.2 is accepted, with the PrivateId in the path or beside it."""

    name = "plong2.subprotocol"
    quote = "with or without `private.<PrivateId>`"

    async def _try(self, visit: Visit) -> None:
        ann = await visit.peers.one()
        for path, *offers in (
            (f"/{ann.private_id}", PLONG_2),
            ("", PLONG_2, f"private.{ann.private_id}"),
            ("", f"private.{ann.private_id}", PLONG_2),
        ):
            socket = await visit.open(path, *offers)
            expect_equal(socket.subprotocol, PLONG_2, "subprotocol")


class Ping(_Row):
    """ping is answered Ok."""

    name = "plong2.ping"
    quote = '`{"Ok":"ping"}`'

    async def _try(self, visit: Visit) -> None:
        here = await visit.connect_2(await visit.peers.one())
        await here.ask("ping", _ok("ping"))


class Wuu2(_Row):
    """wuu2 is answered Ok with the status object."""

    name = "plong2.wuu2"
    quote = '`{"Ok":"wuu2", …}`'

    async def _try(self, visit: Visit) -> None:
        here = await visit.connect_2(await visit.peers.one())
        await here.ask("wuu2", {**_ok("wuu2"), **STATUS})


class Identities(_Row):
    """iam and whois are answered Ok with what HTTP answers."""

    name = "plong2.iam"
    quote = '`{"Ok":"iam","PublicId","Created","Expires"}`'

    async def _try(self, visit: Visit) -> None:
        ann, words = await visit.peers.one(), _words(Passphrase=new_passphrase())
        here = await visit.connect_2(ann)
        for verb, more in (("iam", {"Expires": TIME}), ("whois", {})):
            said = await here.ask(f"{verb} {words}", {**_ok(verb), **PEER, **more})
            expect_equal(said["PublicId"], ann.public_id, f"PublicId of {verb}")


class Links(_Row):
    """chlink and dalink are answered Ok with Remote and Direct."""

    name = "plong2.chlink"
    quote = '`{"Ok":"chlink","Remote","Direct"}`'

    async def _try(self, visit: Visit) -> None:
        ann, ben = await visit.peers.two()
        here = await visit.connect_2(ann)
        for target, is_direct in ((ben, False), (ann, True)):
            where = {"Remote": exactly(target.public_id), "Direct": exactly(is_direct)}
            await here.ask(f"chlink {target.public_id}", {**_ok("chlink"), **where})
            await here.ask("dalink", {**_ok("dalink"), **where})


class NoLink(_Row):
    """dalink without a link says false twice."""

    name = "plong2.dalink"
    quote = '`{"Ok":"dalink", …}`'

    async def _try(self, visit: Visit) -> None:
        here = await visit.connect_2(await visit.peers.one())
        nowhere = {"Remote": FLAG, "Direct": FLAG}
        said = await here.ask("dalink", {**_ok("dalink"), **nowhere})
        expect_equal((said["Remote"], said["Direct"]), (False, False), "Remote, Direct")


class Tell(_Row):
    """tell sends one message, headed if it must be; the link stays."""

    name = "plong2.tell"
    quote = '`{"Ok":"tell"}`: one message to this peer, the link stays'
    needs = "hwx"

    async def _try(self, visit: Visit) -> None:
        ann, ben = await visit.peers.two()
        there, here = await visit.connect_2(ben), await visit.connect_2(ann)
        await here.ask(f"chlink {ann.public_id}", _ok("chlink"))
        await here.ask(f"tell {ben.public_id} one  two", _ok("tell"))
        expect_equal(await there.hear(), f":{ann.public_id}:one  two")
        await here.ask("dalink", _ok("dalink", Remote=exactly(ann.public_id)))


class TellRefused(_Row):
    """tell refuses ESC, and says if a peer has no connection."""

    name = "plong2.tell-refused"
    quote = "the text must not start with ESC. `not-connected` if the peer has no connection"
    needs = "hwx"

    async def _try(self, visit: Visit) -> None:
        ann, ben = await visit.peers.one(), await visit.peers.new()
        here = await visit.connect_2(ann)
        wrong = _error("tell", "bad-request")
        await here.ask(f"tell {ann.public_id} {ESC}ping", wrong)
        await here.ask(f"tell {ben.public_id} Hi", _error("tell", "not-connected"))


class NotConnected(_Row):
    """A message that goes nowhere: an Error with a Code, without a Verb."""

    name = "plong2.not-connected"
    quote = "an Error without one speaks of a message that was not delivered"
    needs = "hwx"

    async def _try(self, visit: Visit) -> None:
        ann, ben = await visit.peers.one(), await visit.peers.new()
        here = await visit.connect_2(ann)
        await here.ask(f"chlink {ben.public_id}", _ok("chlink"))
        await here.send("Hi")
        said = await here.hear_object({"Error": TEXT, "Code": exactly("not-connected")})
        expect("Verb" not in said, "no Verb", said)


class UnknownVerbs(_Row):
    """An unknown verb is answered with the Code unknown-verb."""

    name = "plong2.unknown"
    quote = '`{"Error":"Unknown verb.","Code":"unknown-verb","Verb":"…"}`'

    async def _try(self, visit: Visit) -> None:
        here = await visit.connect_2(await visit.peers.one())
        for verb in ("dance", "PING", ""):
            await here.ask(verb, _error(verb, "unknown-verb"))


class BadRequests(_Row):
    """A bad argument is answered with the Code bad-request."""

    name = "plong2.bad-request"
    quote = "| `bad-request` | the argument is wrong; the sentence says how |"

    async def _try(self, visit: Visit) -> None:
        here = await visit.connect_2(await visit.peers.one())
        for words in ("iam", "iam {", "whois []", "whois {}", "chlink", "tell"):
            await here.ask(words, _error(words.partition(" ")[0], "bad-request"))


class Codes(_Row):
    """Who or what is not there: no-such-peer, identity-not-found; the link stays."""

    name = "plong2.codes"
    quote = "| `no-such-peer` | no peer has this id |"

    async def _try(self, visit: Visit) -> None:
        here = await visit.connect_2(await visit.peers.one())
        await here.ask(f"chlink {'x' * 43}", _error("chlink", "no-such-peer"))
        await here.ask("dalink", _ok("dalink", Remote=exactly(False)))  # noqa: FBT003
        unknown = _words(Passphrase=new_passphrase())
        await here.ask(f"whois {unknown}", _error("whois", "identity-not-found"))


class Taken(_Row):
    """A passphrase that another peer holds: passphrase-taken."""

    name = "plong2.taken"
    quote = "| `passphrase-taken` | another peer holds this passphrase |"

    async def _try(self, visit: Visit) -> None:
        (ann, ben), words = await visit.peers.two(), new_passphrase()
        await visit.ask("POST", "/iam", {"PrivateId": ann.private_id, "Passphrase": words})
        here = await visit.connect_2(ben)
        await here.ask(f"iam {_words(Passphrase=words)}", _error("iam", "passphrase-taken"))


class LargeArgument(_Row):
    """An argument of more than 64 KiB: too-big."""

    name = "plong2.too-big"
    quote = "| `too-big` | the argument is over 64 KiB |"

    async def _try(self, visit: Visit) -> None:
        if await visit.limit("MaxMessage") < 2 * _LARGEST_ARGUMENT:
            raise NotTried("MaxMessage is less than such an argument")
        here = await visit.connect_2(await visit.peers.one())
        await here.ask(f"whois {'x' * (_LARGEST_ARGUMENT + 1)}", _error("whois", "too-big"))


class OneAnswerEach(_Row):
    """Every command gets exactly one answer, in order."""

    name = "plong2.order"
    quote = "Every command gets exactly one answer."

    async def _try(self, visit: Visit) -> None:
        ann = await visit.peers.one()
        here = await visit.connect_2(ann)
        asked = ("wuu2", "dance", f"chlink {ann.public_id}", "ping", "chlink", "dalink", "whois {")
        for words in asked:
            await here.say(words)
        came = [await _verb_answered(here) for _ in asked]
        expect_equal(came, [words.partition(" ")[0] for words in asked], "verbs answered")
        expect_equal(await here.settle(), [], "before the last pong")


async def _verb_answered(here: Socket) -> object:
    said = await here.hear_object({})
    return said.get("Ok") or said.get("Verb")


ROWS = (
    *(Welcome(), Negotiated(), Ping(), Wuu2(), Identities(), Links(), NoLink(), Tell()),
    *(TellRefused(), NotConnected(), UnknownVerbs(), BadRequests(), Codes(), Taken()),
    *(LargeArgument(), OneAnswerEach()),
)
