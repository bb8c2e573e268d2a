"""Who is here, what goes on between them, and who is refused."""

from collections.abc import Iterator

from prometheus_client.metrics_core import Metric

from plong.endpoints.metrics.families import counter, counters, gauge, gauges
from plong.hub.hub import Hub
from plong.hub.survey import Survey
from plong.hub.tally import Tally, Way


def relay_metrics(hub: Hub) -> Iterator[Metric]:
    """Say how the relay is."""
    yield from _comings(hub.tally, _ways(hub))
    yield from _now(hub.survey())
    text = "Bytes held for all clients: unread, unfinished or unanswered."
    yield gauge("plong_held_bytes", text, hub.memory.held)
    yield gauge("plong_peers_connected", "Peers with at least one connection.", hub.peers)
    yield from _since_the_start(hub.tally)


def _ways(hub: Hub) -> list[Way]:
    """Return the ways in whose connections are counted here, as far as they are in the mode."""
    ways: dict[Way, str] = {"websocket": "w", "bridge": "u", "libp2p": "l"}
    return ["http", *(way for way, letter in ways.items() if hub.config.has(letter))]


def _comings(tally: Tally, ways: list[Way]) -> Iterator[Metric]:
    opened = {(way,): tally.opened[way] for way in ways}
    here = {(way,): tally.opened[way] - tally.closed[way] for way in ways}
    label = ("way",)
    yield gauges("plong_connections", "Open connections, libp2p's over TCP apart.", label, here)
    yield counters("plong_connections_opened", "Connections so far.", label, opened)


def _now(survey: Survey) -> Iterator[Metric]:
    yield gauge("plong_links", "Connections whose messages go to some peer.", survey.links)
    yield gauge(
        "plong_held_clients",
        "Clients that are not read: a command is under way, or their receiver is full.",
        survey.held,
    )
    yield gauge("plong_full_send_buffers", "Send buffers whose senders are held.", survey.stalled)
    yield gauge("plong_send_buffer_messages", "Messages that wait in send buffers.", survey.waiting)
    yield gauge("plong_send_buffer_bytes", "Bytes of these.", survey.waiting_bytes)


def _since_the_start(tally: Tally) -> Iterator[Metric]:
    yield counter(
        "plong_relayed_messages", "Messages handed to receivers' sockets.", tally.relayed_messages
    )
    yield counter("plong_relayed_bytes", "Bytes of these.", tally.relayed_bytes)
    yield counter(
        "plong_undelivered_messages",
        "Messages whose senders were told that they did not arrive.",
        tally.undelivered,
    )
    text = "Refusals by the way in and the documented reason."
    yield counters("plong_refusals", text, ("way", "reason"), {**tally.refusals})
