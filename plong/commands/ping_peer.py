"""A peer of libp2p as a target of ``plong ping``: docs/wire/libp2p.md, "Ping"."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Final

from plong.commands.exits import FAILED, UNREACHABLE, USAGE, Failure
from plong.commands.pinging import Goal, Lost
from plong.libp2p.connection import Connection
from plong.libp2p.errors import Unreachable
from plong.libp2p.identify import learn_who
from plong.libp2p.measure import PingFailed
from plong.libp2p.node import Node, NodeChoices
from plong.libp2p.pinging import AGENT, make_node
from plong.protocol.libp2p.dialling import Target, target_of
from plong.protocol.libp2p.errors import ProtocolViolation, WrongPeer
from plong.protocol.libp2p.measuring_steps import Failure as Why
from plong.protocol.libp2p.multiaddr import Multiaddr, parse_multiaddr

_PATIENCE: Final = 10.0
"""Seconds that one ping may take, a new connection included."""
_INTRODUCTION: Final = 3.0
"""Seconds to wait for what the peer says of itself."""
_LONGEST_SHOWN: Final = 100
_EXAMPLE: Final = "/ip4/192.0.2.1/tcp/4001 or /dns4/plong.example/tcp/443/wss, with /p2p/… or not"
_WORDS: Final[Mapping[Why, str]] = {
    Why.REFUSED: "it does not let itself be pinged, or is gone",
    Why.MISMATCH: "other bytes came back",
    Why.ENDED: "it has ended the stream",
    Why.LATE: "it is late",
}


@asynccontextmanager
async def pinging_peer(text: str) -> AsyncIterator[Goal]:
    """Yield what asks the peer at a multiaddr. Raise `Failure`."""
    address, target = _read(text)
    node = make_node(NodeChoices(AGENT, asks_who=False))
    try:
        connection = await _reach(node, target)
        yield await _goal(address, connection, _Peer(node, replace(target, peer=connection.peer)))
    finally:
        await node.close()


class _Peer:
    """Asks one peer, one ping after another."""

    def __init__(self, node: Node, target: Target) -> None:
        self._node = node
        self._target = target
        self._turn = asyncio.Lock()

    async def ask(self) -> float:
        """Return the seconds of one round trip; where the connection is lost, make another."""
        try:
            async with asyncio.timeout(_PATIENCE), self._turn:
                connection = await self._node.dial(self._target)
                return await self._node.pinger(connection.peer).ping(_PATIENCE)
        except TimeoutError:
            raise Lost(_WORDS[Why.LATE]) from None
        except PingFailed as failed:
            raise Lost(_WORDS[failed.why]) from None
        except Unreachable as unreachable:
            raise Lost(str(unreachable)) from None


def _read(text: str) -> tuple[Multiaddr, Target]:
    try:
        address = parse_multiaddr(text.rstrip("/"))
        return address, target_of(address)
    except ProtocolViolation as violation:
        shown = f"{text!r:.{_LONGEST_SHOWN}}"
        sentence = f"{shown} cannot be pinged: {violation} Give one like {_EXAMPLE}."
        raise Failure("bad-request", sentence, USAGE) from None


async def _reach(node: Node, target: Target) -> Connection:
    try:
        return await node.dial(target)
    except Unreachable as error:
        raise _failure(error) from None


def _failure(error: Unreachable) -> Failure:
    match error.__cause__:
        case WrongPeer():
            return Failure("wrong-peer", str(error), FAILED)
        case ProtocolViolation():
            sentence = f"Who is there does not speak libp2p as we do: {error}"
            return Failure("unreachable", sentence, UNREACHABLE)
    return Failure("unreachable", str(error), UNREACHABLE)


async def _goal(address: Multiaddr, connection: Connection, peer: _Peer) -> Goal:
    who = await learn_who(connection, _INTRODUCTION)
    agent = (who.agent_version if who else None) or ""
    name = "".join(str(part) for part in address.parts if part.protocol != "p2p")
    title = f"{name}: {connection.peer}"
    title = f"{title} ({agent:.{_LONGEST_SHOWN}})" if agent else title
    return Goal(name, peer.ask, title, {"peer": str(connection.peer), "agent": agent})
