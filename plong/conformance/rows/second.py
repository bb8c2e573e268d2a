"""The dialect plong.2: an answer to every command."""

import json

from plong.conformance.expecting import expect, expect_equal, expect_fields
from plong.conformance.row import Row
from plong.conformance.shapes import (
    FLAG,
    LIMITS,
    PEER,
    PUBLIC_ID,
    STATUS,
    TEXT,
    TIME,
    Shape,
    Shapes,
    exactly,
)
from plong.conformance.sockets import PLONG_2, Socket
from plong.conformance.visit import Visit, new_passphrase


class PlainRow(Row):
    """A row that needs peers and WebSockets."""

    needs = "hw"


def ok(verb: str, **more: Shape) -> Shapes:
    """Return what an answer has that says yes."""
    return {"Ok": exactly(verb), **more}


def error(verb: str, code: str) -> Shapes:
    """Return what an answer has that says no."""
    return {"Error": TEXT, "Code": exactly(code), "Verb": exactly(verb)}


def as_json(**fields: object) -> str:
    """Return an argument of a command."""
    return json.dumps(fields)


class Welcome(PlainRow):
    """The server says welcome: PublicId, Limits and Version."""

    name = "plong2.welcome"
    quote = '`{"Event":"welcome","PublicId","Limits":{…},"Version"}`'

    async def _try(self, visit: Visit) -> None:
        ann = await visit.peers.one()
        _, words = await visit.welcome(ann)
        shapes = {"Event": exactly("welcome"), "PublicId": PUBLIC_ID, "Version": TEXT}
        said = expect_fields(words, {**shapes, "Limits": LIMITS})
        expect_equal(said["PublicId"], ann.public_id, "PublicId")
        expect("p" not in visit.mode or "Address" in said, "an Address, as p is in the mode", said)


class Negotiated(PlainRow):
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


class Ping(PlainRow):
    """ping is answered Ok."""

    name = "plong2.ping"
    quote = '`{"Ok":"ping"}`'

    async def _try(self, visit: Visit) -> None:
        here = await visit.connect_2(await visit.peers.one())
        await here.ask("ping", ok("ping"))


class Wuu2(PlainRow):
    """wuu2 is answered Ok with the status object."""

    name = "plong2.wuu2"
    quote = '`{"Ok":"wuu2", …}`'

    async def _try(self, visit: Visit) -> None:
        here = await visit.connect_2(await visit.peers.one())
        await here.ask("wuu2", {**ok("wuu2"), **STATUS})


class Identities(PlainRow):
    """iam and whois are answered Ok with what HTTP answers."""

    name = "plong2.iam"
    quote = '`{"Ok":"iam","PublicId","Created","Expires"}`'
    tries = 2

    async def _try(self, visit: Visit) -> None:
        ann, words = await visit.peers.one(), as_json(Passphrase=new_passphrase())
        here = await visit.connect_2(ann)
        for verb, more in (("iam", {"Expires": TIME}), ("whois", {})):
            said = await here.ask(f"{verb} {words}", {**ok(verb), **PEER, **more})
            expect_equal(said["PublicId"], ann.public_id, f"PublicId of {verb}")


class Links(PlainRow):
    """chlink and dalink are answered Ok with Remote and Direct."""

    name = "plong2.chlink"
    quote = '`{"Ok":"chlink","Remote","Direct"}`'

    async def _try(self, visit: Visit) -> None:
        ann, ben = await visit.peers.two()
        here, there = await visit.connect_2(ann), await visit.connect_2(ben)
        for one, other, is_direct in ((here, ben, False), (there, ann, True)):
            where = {"Remote": exactly(other.public_id), "Direct": exactly(is_direct)}
            await one.ask(f"chlink {other.public_id}", {**ok("chlink"), **where})
            await one.ask("dalink", {**ok("dalink"), **where})


class NoLink(PlainRow):
    """dalink without a link says false twice."""

    name = "plong2.dalink"
    quote = '`{"Ok":"dalink", …}`'

    async def _try(self, visit: Visit) -> None:
        here = await visit.connect_2(await visit.peers.one())
        nowhere = {"Remote": FLAG, "Direct": FLAG}
        said = await here.ask("dalink", {**ok("dalink"), **nowhere})
        expect_equal((said["Remote"], said["Direct"]), (False, False), "Remote, Direct")


class Tell(PlainRow):
    """tell sends one message, headed if it must be; the link stays."""

    name = "plong2.tell"
    quote = '`{"Ok":"tell"}`: one message to this peer, the link stays'
    needs = "hwx"

    async def _try(self, visit: Visit) -> None:
        ann, ben, carl = *await visit.peers.two(), await visit.peers.one()
        there, here = await visit.connect_2(ben), await visit.connect_2(ann)
        await here.ask(f"chlink {carl.public_id}", ok("chlink"))
        await here.ask(f"tell {ben.public_id} one  two", ok("tell"))
        expect_equal(await there.hear(), f":{ann.public_id}:one  two")
        await here.ask("dalink", ok("dalink", Remote=exactly(carl.public_id)))


class OneAnswerEach(PlainRow):
    """Every command gets exactly one answer, in order."""

    name = "plong2.order"
    quote = "Every command gets exactly one answer."

    async def _try(self, visit: Visit) -> None:
        ann, ben = await visit.peers.two()
        here = await visit.connect_2(ann)
        asked = ("wuu2", "whirl", f"chlink {ben.public_id}", "ping", "chlink", "dalink", "whois {")
        for words in asked:
            await here.say(words)
        came = [await _verb_answered(here) for _ in asked]
        expect_equal(came, [words.partition(" ")[0] for words in asked], "verbs answered")
        expect_equal(await here.settle(), [], "before the last pong")


async def _verb_answered(here: Socket) -> object:
    said = await here.hear_object({})
    return said.get("Ok") or said.get("Verb")


ROWS = (
    Welcome(),
    Negotiated(),
    Ping(),
    Wuu2(),
    Identities(),
    Links(),
    NoLink(),
    Tell(),
    OneAnswerEach(),
)
