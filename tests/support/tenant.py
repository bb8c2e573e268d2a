"""A tenant in a network of one process, whose time goes on when a test says so."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from plong.hub.swarm.tenant import LOOK_EVERY, Tenant
from plong.lcdp.runner import Runner
from plong.protocol.lcdp.events import Datagram, Event
from plong.protocol.lcdp.models import Endpoint
from plong.protocol.lcdp.node import LcdpNode
from tests.support.swarm import Swarm, make_crypto, make_node


class FakeSocket:
    """Remembers whether it is read."""

    def __init__(self) -> None:
        self.port = 1
        self.is_reading = True

    def pause(self) -> None:
        self.is_reading = False

    def resume(self) -> None:
        self.is_reading = True


class FakeRunner(Runner):
    """Sends into a network without sockets."""

    def __init__(self, node: LcdpNode, network: Swarm, endpoint: Endpoint) -> None:
        self.node = node
        self.sent: list[Datagram] = []
        self.is_closed = False
        self.fake_socket = FakeSocket()
        self.socket: Any = self.fake_socket
        self._network, self._endpoint = network, endpoint

    def send(self, datagrams: Iterable[Datagram]) -> None:
        for datagram in datagrams:
            self.sent.append(datagram)
            self._network.send(self._endpoint, datagram)

    def close(self) -> None:
        self.is_closed = True


class SimulatedTenant:
    """A tenant, its browser, and where it is in the network."""

    def __init__(self, network: Swarm, number: int, *bootstrap: Endpoint) -> None:
        self.endpoint = Endpoint("127.0.0.1", 10_000 + number)
        self.frames: list[list[dict[str, Any]]] = []
        self.closed = 0
        self._network = network
        self._heard = 0
        node = make_node(number, bootstrap, hears_all=True)
        self.runner = FakeRunner(node, network, self.endpoint)
        network.add(self.endpoint, node)
        self._hear: Callable[[Event], None]
        self.tenant = Tenant(
            make_crypto(number).key, self._run, self, lambda: network.now, self._close
        )

    def _run(self, heard: Callable[[Event], None]) -> Runner:
        self._hear = heard
        return self.runner

    def _close(self) -> None:
        self.closed += 1

    # `TenantListener`

    def said(self, text: bytes) -> None:
        self.frames.append(json.loads(text))

    # What a browser does

    def say(self, *messages: object) -> int | None:
        return self.tenant.receive(json.dumps(messages).encode())

    def forward(self, *messages: object, **fields: object) -> None:
        self.say({"Forward": {"messages": messages, **fields}})

    def hears(self, word: str) -> list[Any]:
        """Return all messages of a type so far."""
        return [message[word] for frame in self.frames for message in frame if word in message]

    def pass_on(self) -> None:
        """Let the tenant hear what has come to it, and look for those it looks for."""
        events = self._network.events[self.endpoint]
        while self._heard < len(events):
            self._heard += 1
            self._hear(events[self._heard - 1])
        if self.tenant._timer is not None:
            self.tenant._timer.cancel()
            self.tenant._look()


def run(network: Swarm, seconds: float, *lodgings: SimulatedTenant) -> None:
    """Let time go on."""
    for _ in range(int(seconds / LOOK_EVERY)):
        network.run(LOOK_EVERY)
        for lodging in lodgings:
            lodging.pass_on()
