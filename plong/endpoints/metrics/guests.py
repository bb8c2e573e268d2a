"""The ways in beside the relay: PING, LCDP and libp2p, as far as they are in the mode."""

from collections.abc import Iterator

from prometheus_client.metrics_core import Metric

from plong.endpoints.metrics.families import counter, gauge, gauges
from plong.endpoints.peers import PeerFigures
from plong.hub.post.office import PostOffice
from plong.hub.swarm.swarm import Swarm
from plong.store.post.room import Totals


def ping_metrics(office: PostOffice, totals: Totals | None) -> Iterator[Metric]:
    """Say how PING is; without ``totals`` the store cannot be read."""
    yield gauge("plong_ping_held_knocks", "Knocks held without an answer.", len(office.holds))
    busy = {("knocks",): office.knocks.busy, ("acks",): office.acks.busy}
    text = "Targets being knocked at, and senders being told of pulls."
    yield gauges("plong_ping_deliveries", text, ("round",), busy)
    if totals is not None:
        label, boxes = ("box",), {"outbox": totals.outbox, "inbox": totals.inbox}
        rows = {(box,): share.rows for box, share in boxes.items()}
        size = {(box,): share.size for box, share in boxes.items()}
        yield gauges("plong_ping_pings", "Open pings in all boxes.", label, rows)
        yield gauges("plong_ping_bytes", "Bytes in all boxes.", label, size)


def lcdp_metrics(swarm: Swarm) -> Iterator[Metric]:
    """Say how LCDP's node is."""
    udp = swarm.udp
    yield gauge("plong_lcdp_peers", "Nodes of LCDP that are known.", len(swarm.node.peers))
    yield gauge("plong_lcdp_tenants", "Nodes that are lent to pages and peers.", swarm.tenants)
    yield counter("plong_lcdp_received_datagrams", "Datagrams that came.", udp.received)
    yield counter("plong_lcdp_sent_datagrams", "Datagrams that were sent.", udp.sent)
    yield counter("plong_lcdp_lost_datagrams", "Datagrams that could not be sent.", udp.lost)


def libp2p_metrics(figures: PeerFigures) -> Iterator[Metric]:
    """Say how libp2p's peer is."""
    yield gauge("plong_libp2p_connections", "Connections of libp2p.", figures.connections)
    yield gauge("plong_libp2p_peers", "Peers of libp2p that are connected.", figures.peers)
    yield gauge("plong_libp2p_streams", "Streams on these connections.", figures.streams)
    yield gauge("plong_libp2p_measured_peers", "Peers whose ping is known.", figures.measured)
    if figures.median is not None:
        text = "There and back, of the peer in the middle."
        yield gauge("plong_libp2p_round_trip_median_seconds", text, figures.median)
    yield gauge(
        "plong_libp2p_relay_reservations", "Peers that can be called.", figures.reservations
    )
    yield gauge("plong_libp2p_relay_circuits", "Relayed connections.", figures.circuits)
    yield counter("plong_libp2p_relay_bytes", "Bytes through all of them.", figures.carried)
