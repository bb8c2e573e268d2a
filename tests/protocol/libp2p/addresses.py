"""Addresses for the property tests."""

from hypothesis import strategies as st

from plong.protocol.libp2p.keys import KeyKind, PublicKey
from plong.protocol.libp2p.multiaddr import Multiaddr, Part, parse_multiaddr
from plong.protocol.libp2p.peer_id import PeerId, peer_id_of

PEER_IDS = st.binary(min_size=32, max_size=32).map(
    lambda data: peer_id_of(PublicKey(KeyKind.ED25519, data))
) | st.binary(min_size=91, max_size=91).map(lambda data: peer_id_of(PublicKey(KeyKind.ECDSA, data)))
_PORTS = st.integers(min_value=0, max_value=65535).map(str)
_NAMES = st.from_regex(r"[a-z0-9-]{1,12}(\.[a-z0-9-]{1,12}){,3}", fullmatch=True)
_PARTS = st.one_of(
    st.builds(Part, st.just("ip4"), st.ip_addresses(v=4).map(str)),
    st.builds(Part, st.just("ip6"), st.ip_addresses(v=6).map(str)),
    st.builds(Part, st.sampled_from(["tcp", "udp", "sctp"]), _PORTS),
    st.builds(Part, st.sampled_from(["dns", "dns4", "dns6", "dnsaddr", "sni"]), _NAMES),
    st.builds(Part, st.sampled_from(["ws", "wss", "tls", "quic-v1", "p2p-circuit", "http"])),
    st.builds(Part, st.just("p2p"), PEER_IDS.map(str)),
)
MULTIADDRS = st.lists(_PARTS, min_size=1, max_size=8).map(lambda parts: Multiaddr(tuple(parts)))

PEER: PeerId = peer_id_of(PublicKey(KeyKind.ED25519, bytes(range(32))))
OTHER: PeerId = peer_id_of(PublicKey(KeyKind.ED25519, bytes(32)))
ADDRESS: Multiaddr = parse_multiaddr("/ip4/192.0.2.1/tcp/4001")
