"""The classic dialect: what clients of 2012 say and hear."""

import json
from collections.abc import Mapping
from typing import Final

from plong.conformance.expecting import expect, expect_equal, expect_status
from plong.conformance.row import Row
from plong.conformance.shapes import FLAG, PEER, PUBLIC_ID, STATUS, TEXT, Shape, exactly
from plong.conformance.sockets import ESC
from plong.conformance.visit import Visit, new_passphrase, nobody

NO_LINK: Final[Mapping[str, Shape]] = {"Remote": exactly(False), "Direct": exactly(False)}


class _Row(Row):
    needs = "hw"


class ByPath(_Row):
    """/ws/<PrivateId> connects, and nothing is said unasked."""

    name = "websocket.path"
    quote = "Connect to `/ws/<PrivateId>`."

    async def _try(self, visit: Visit) -> None:
        socket = await visit.connect(await visit.peers.one())
        expect_equal(await socket.settle(), [], "before the first pong")


class BySubprotocol(_Row):
    """/ws with the subprotocol private.<PrivateId> connects."""

    name = "websocket.subprotocol"
    quote = "with the subprotocol `private.<PrivateId>`"

    async def _try(self, visit: Visit) -> None:
        ann = await visit.peers.one()
        socket = await visit.open("", f"private.{ann.private_id}")
        expect_equal(await socket.settle(), [], "before the first pong")
        await socket.say(f"chlink {ann.public_id}")
        told = await socket.ask("dalink", {"Remote": PUBLIC_ID})
        expect_equal(told["Remote"], ann.public_id, "whom we could link to")


class Ping(_Row):
    """ping is answered pong."""

    name = "websocket.ping"
    quote = "| `ping` | `pong` |"

    async def _try(self, visit: Visit) -> None:
        socket = await visit.connect(await visit.peers.one())
        await socket.say("ping")
        expect_equal(await socket.hear(), ESC + "pong")


class Wuu2(_Row):
    """wuu2 is answered with the status object."""

    name = "websocket.wuu2"
    quote = "| `wuu2` | the status object |"

    async def _try(self, visit: Visit) -> None:
        socket = await visit.connect(await visit.peers.one())
        said = await socket.ask("wuu2", STATUS)
        expect_equal(said["Mode"], visit.mode, "Mode, as at /")


class Iam(_Row):
    """iam claims a passphrase without a word; PrivateId may be left out."""

    name = "websocket.iam"
    quote = '| `iam {"Passphrase", …}`; PrivateId may be left out **(new)** | nothing |'
    tries = 2

    async def _try(self, visit: Visit) -> None:
        ann, words = await visit.peers.one(), new_passphrase()
        socket = await visit.connect(ann)
        await socket.say(f"iam {json.dumps({'Passphrase': words})}")
        expect_equal(await socket.settle(), [], "between iam and pong")
        reply = await visit.ask("POST", "/whois", {"Passphrase": words})
        expect_status(reply, 200, to="whois of what was claimed")


class Whois(_Row):
    """whois is answered with PublicId and Created, or an Error."""

    name = "websocket.whois"
    quote = '| `whois {"Passphrase"}` | `{"PublicId","Created"}` |'
    tries = 3

    async def _try(self, visit: Visit) -> None:
        (ann, ben), words = await visit.peers.two(), new_passphrase()
        await visit.ask("POST", "/iam", {"PrivateId": ann.private_id, "Passphrase": words})
        socket = await visit.connect(ben)
        said = await socket.ask(f"whois {json.dumps({'Passphrase': words})}", PEER)
        expect_equal(said["PublicId"], ann.public_id, "PublicId")
        unknown = json.dumps({"Passphrase": new_passphrase()})
        await socket.ask(f"whois {unknown}", {"Error": TEXT})


class Chlink(_Row):
    """chlink links without a word, and dalink says so."""

    name = "websocket.chlink"
    quote = "| `chlink <PublicId>` | nothing |"

    async def _try(self, visit: Visit) -> None:
        ann, ben = await visit.peers.two()
        socket = await visit.connect(ann)
        await socket.say(f"chlink {ben.public_id}")
        expect_equal(await socket.settle(), [], "between chlink and pong")
        said = await socket.ask("dalink", {"Remote": PUBLIC_ID, "Direct": FLAG})
        expect_equal(said, {"Remote": ben.public_id, "Direct": False})


class Dalink(_Row):
    """dalink without a link says false twice; linked both ways, it says Direct."""

    name = "websocket.dalink"
    quote = 'without a link `{"Remote":false,"Direct":false}`'

    async def _try(self, visit: Visit) -> None:
        ann = await visit.peers.one()
        socket = await visit.connect(ann)
        await socket.ask("dalink", NO_LINK)
        await socket.say(f"chlink {ann.public_id}")
        said = await socket.ask("dalink", {"Remote": PUBLIC_ID, "Direct": FLAG})
        expect_equal(said, {"Remote": ann.public_id, "Direct": True})


class WrongArguments(_Row):
    """A known verb with a bad argument is answered with an Error; the connection goes on."""

    name = "websocket.arguments"
    quote = '| a known verb with a bad argument | `{"Error":"…"}` |'

    async def _try(self, visit: Visit) -> None:
        socket = await visit.connect(await visit.peers.one())
        wrong = ("iam", "iam {", "iam []", "whois {}", 'whois {"Passphrase":" "}', "chlink")
        for words in (*wrong, f"chlink {'x' * 43}", "chlink x y"):
            await socket.ask(words, {"Error": TEXT})
        await socket.ask("dalink", NO_LINK)


class UnknownVerbs(_Row):
    """An unknown verb is answered with nothing."""

    name = "websocket.unknown"
    quote = "| an unknown verb | nothing |"

    async def _try(self, visit: Visit) -> None:
        ann = await visit.peers.one()
        socket = await visit.connect(ann)
        for words in ("dance", "", "PING", "ping2", f"tell {ann.public_id} Hi"):
            await socket.say(words)
        expect_equal(await socket.settle(), [], "before the pong")


class Order(_Row):
    """Answers come in the order of the questions."""

    name = "websocket.order"
    quote = "come in the order of the\nquestions"

    async def _try(self, visit: Visit) -> None:
        socket = await visit.connect(await visit.peers.one())
        slow = json.dumps({"PrivateId": nobody(), "Passphrase": new_passphrase()})
        await socket.say(f"iam {slow}")
        for words in ("ping", "wuu2", "dance", "ping", "dalink", "ping"):
            await socket.say(words)
        heard = [await socket.hear() for _ in range(6)]
        kinds = [_kind(message) for message in heard]
        expect(kinds == ["Error", "pong", "status", "pong", "link", "pong"], _ORDERED, kinds)


def _kind(message: str | bytes) -> str:
    words = str(message).removeprefix(ESC)
    marks = {"pong": "pong", '"Error"': "Error", '"Version"': "status", '"Remote"': "link"}
    return next((kind for mark, kind in marks.items() if mark in words), words)


_ORDERED = "an Error, pong, the status, pong, the link, pong"
ROWS = (
    ByPath(),
    BySubprotocol(),
    Ping(),
    Wuu2(),
    Iam(),
    Whois(),
    Chlink(),
    Dalink(),
    WrongArguments(),
    UnknownVerbs(),
    Order(),
)
