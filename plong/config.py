"""What an operator can set: one frozen dataclass, checked as a whole before anything starts."""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Final

from plong.rules import (
    ENDPOINTS,
    FLAG,
    FOLDER,
    HOST,
    LEVEL,
    LEVELS,
    LOG_FORMAT,
    MODE,
    MULTIADDRS,
    NETWORKS,
    OPTIONAL_HOST,
    ORIGINS,
    PROXIES,
    REACH,
    STORE,
    TOKEN,
    URL,
    Rule,
    number,
    whole,
)


class ConfigError(Exception):
    """A setting is wrong; the message names key, value and what would be right."""


def _key(default: object, rule: Rule) -> Any:  # as dataclasses.field itself
    """Return a key that is read at the start only."""
    return _field(default, rule, is_live=False)


def _live(default: object, rule: Rule) -> Any:
    """Return a key that a reload may change."""
    return _field(default, rule, is_live=True)


def _field(default: object, rule: Rule, *, is_live: bool) -> Any:
    metadata = {"rule": rule, "is_live": is_live}
    return field(default=default, metadata=metadata, repr=not rule.is_secret)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Every key of ``config.json``; each can also be set as ``PLONG_<KEY>`` in the environment.

    Those made with ``_live`` change on SIGHUP, the others with a restart (docs/deploy/restarts.md).
    """

    mode: str = _key("hwx", MODE)
    """Features: ``h`` HTTP API, ``w`` WebSocket, ``x`` passthru, ``p`` PING, ``u`` LCDP,
    ``l`` libp2p."""
    identity_timeout: int = _live(1800, whole(1))
    """Seconds before an identity dies."""
    buffer_size: int = _live(256, whole(1))
    """Messages that may wait for one connection before its senders are held."""

    host: str = _key("0.0.0.0", HOST)  # noqa: S104  # a server that others reach
    """Address to listen on."""
    port: int = _key(1501, whole(0, 65535))
    """Port to listen on; 0 lets the system choose. ``PORT`` in the environment goes before."""
    public_url: str = _key("", URL)
    """How others reach this server; empty means ``http://localhost:<port>``."""
    allowed_origins: tuple[str, ...] = _live(("*",), ORIGINS)
    """Origins of the pages that may use the server; ``*`` means every page."""
    trusted_proxies: tuple[str, ...] = _live((), PROXIES)
    """Networks of the proxies in front whose ``X-Forwarded-For`` says who connects: the right-most
    address there that is none of theirs. From all others the header means nothing."""

    store: str = _key("sqlite:plong.db", STORE)
    """Where peers and identities live."""
    peer_timeout: float = _live(86400, number(1))
    """Seconds after which a peer without connection, use and open pings is removed."""

    max_message: int = _live(1048576, whole(125, 2**30))
    """Bytes of one message; more is closed with 1009."""
    buffer_bytes: int = _live(1048576, whole(1))
    """Bytes that may wait for one connection; one message may always wait."""
    buffer_memory: int = _live(256 * 1024 * 1024, whole(1, 2**50))
    """Bytes held for all clients together, unread, unfinished or unanswered; beyond, the address
    that holds most loses its largest connection (1013; HTTP: 503). Less than one connection needs
    at its worst, 4 x ``max_message`` + ``buffer_bytes``, counts as that much."""
    slow_timeout: float = _live(30, number(0.01))
    """Seconds that a connection may stay full before it is closed with 4008."""
    keepalive: float = _live(20, number(0.05))
    """Seconds between WebSocket pings, and to wait for the pong."""
    request_timeout: float = _live(5, number(0.05))
    """Seconds for a request's head to arrive, and again for its body."""
    close_timeout: float = _live(5, number(0.01))
    """Seconds that a connection may take to close before it is cut."""

    restart_timeout: float = _live(1, number(0.01))
    """Seconds that everybody has to go when the server ends, with what waits for them or is under
    way: until it is back, nobody has a link."""
    drain_delay: float = _live(0, number(0, 3600))
    """Seconds from SIGTERM in which all goes on while ``/readyz`` says 503, so that a load balancer
    can send newcomers elsewhere."""

    max_connections: int = _live(0, whole(0))
    """Open sockets in total; more are answered 503. 0 means 0.8 of the file limit. 32 files are for
    all else: whoever sets more than the rest gets the rest, and a line in the log."""
    http_connections_per_address: int = _live(256, whole(1))
    """Sockets from one address that are no WebSockets (yet); more are answered 429 and closed."""
    connections_per_address: int = _live(256, whole(1))
    """WebSockets from one address (IPv6: one /64); more are closed with 4013."""
    connections_per_peer: int = _live(16, whole(1))
    """WebSockets of one peer; more are closed with 4013."""
    messages_per_second: int = _live(20_000, whole(1))
    """Messages from one connection; who goes on sending more is warned, then closed with 4008."""
    bytes_per_second: int = _live(1024 * 1024 * 1024, whole(1))
    """Bytes from one connection; likewise."""

    max_peers: int = _live(100_000, whole(1))
    """Peers that the server holds; ``ohai`` beyond is answered 503."""
    peers_per_address: int = _live(5000, whole(1))
    """Peers that one address has made and that are still there; ``ohai`` beyond is answered
    429."""
    peers_per_minute: int = _live(60, whole(1))
    """Peers that one address may make a minute; ``ohai`` beyond is answered 429."""
    max_identities: int = _live(100_000, whole(1))
    """Identities that the server holds; ``iam`` beyond is answered 503."""
    identities_per_address: int = _live(1000, whole(1))
    """Identities alive that one address has claimed; ``iam`` beyond is answered 429."""
    identities_per_peer: int = _live(100, whole(1))
    """Identities of one peer; likewise."""
    passphrase_tries: int = _live(60, whole(1))
    """``iam`` and ``whois`` a minute from one address; more are answered 429."""
    passphrase_tries_total: int = _live(1800, whole(1))
    """Likewise from all addresses together; the last half is for those that have tried little."""
    hash_queue: int = _live(64, whole(1))
    """Passphrases that may wait to be hashed; more are answered 429. Its last half is for
    the same."""

    log_format: str = _live("text", LOG_FORMAT)
    """``json`` for one object a line on standard error, or ``text``."""
    log_level: str = _live("info", LEVEL)
    """From which level on events are logged."""
    log_levels: tuple[tuple[str, str], ...] = _live((), LEVELS)
    """The same for single parts, such as ``{"store": "debug"}``."""
    metrics_port: int = _key(0, whole(0, 65535))
    """Port of its own for ``/metrics``, ``/healthz`` and ``/readyz``; 0 means none."""
    metrics_host: str = _key("127.0.0.1", HOST)
    """Address on which ``metrics_port`` listens."""
    metrics_token: str = _key("", TOKEN)
    """What who asks for ``/metrics`` says as ``Authorization: Bearer``; with one, the server's own
    port answers as well, and without one nobody is asked for it at ``metrics_port``."""

    owner_token: str = _live("", TOKEN)
    """What the server's own owner says as ``Authorization: Bearer`` to PING; without one, only
    callers on this machine are taken for the owner, who may send and pull on loopback."""
    ping_allow: tuple[str, ...] = _live((), NETWORKS)
    """Networks that PING goes to although they are not public."""
    ping_max_age: float = _key(2_592_000, number(1))
    """Seconds after which a ping expires that nobody acknowledged or decided upon; a peer that
    has used its address lasts as long after that."""
    ping_kept_for: float = _key(86400, number(0))
    """Seconds that content stays after its end, as far as there is room, for owners who have not
    said how long."""
    ping_content: int = _key(65536, whole(1, 2**18))
    """Bytes of UTF-8 of one content that is sent; more is answered 413."""
    ping_box_pings: int = _live(1000, whole(1))
    """Open pings in one owner's outbox, and in its inbox; more are answered 503."""
    ping_box_bytes: int = _live(16 * 1024 * 1024, whole(65536))
    """Bytes in one owner's outbox, and in its inbox, of which knocks fill at most half."""
    ping_pings: int = _live(100_000, whole(1))
    """Open pings in all outboxes, and in all inboxes."""
    ping_bytes: int = _live(1024 * 1024 * 1024, whole(65536, 2**50))
    """Bytes in all outboxes, and in all inboxes, of which knocks fill at most half."""
    ping_deliveries: int = _key(32, whole(1, 1024))
    """Targets knocked at at once; likewise senders told of pulls, pulls, and strangers' errands."""
    ping_hold: float = _live(90, number(0.01))
    """Seconds that a blocked knock is held before its connection is closed without a byte."""
    ping_held: int = _live(256, whole(1))
    """Knocks held at once; one more, and the first is let go."""
    ping_held_per_address: int = _live(8, whole(1))
    """Likewise from one address (IPv6: one /64)."""
    pings_per_minute: int = _live(600, whole(1))
    """Knocks a minute from one address, and pings sent and pulled from there; more are answered
    429."""
    ping_masks: int = _live(64, whole(1, 1000))
    """Masks of one owner that are not given up; more are answered 503."""
    ping_tokens: int = _live(64, whole(1, 1000))
    """Tokens of one owner; more are answered 503."""
    ping_blocks: int = _live(1000, whole(1, 100_000))
    """Blocks of one owner; more are answered 503."""

    udp_host: str = _key("", OPTIONAL_HOST)
    """Address on which LCDP listens; empty means that of ``host``."""
    udp_port: int = _key(24254, whole(0, 65535))
    """UDP port of LCDP; 0 lets the system choose."""
    bootstrap: tuple[str, ...] = _key((), ENDPOINTS)
    """Nodes of LCDP that are called until they answer."""
    lcdp_reach: str = _key("public", REACH)
    """How near addresses may be that other nodes name: ``private`` adds local networks to what
    is public, ``loopback`` this machine as well."""
    share_dir: str = _key("", FOLDER)
    """Folder whose files everybody may fetch by their SHA-256; empty means none."""
    bridge_port: int = _key(0, whole(0, 65535))
    """Second port, on 127.0.0.1 only: web pages look for their bridge at 24255; 0 means none."""
    bridge_origins: tuple[str, ...] = _live((), ORIGINS)
    """Origins of pages that may use the bridge, beside the server's own on this machine."""
    bridge_allow: tuple[str, ...] = _live(("127.0.0.0/8", "::1"), NETWORKS)
    """Networks whose clients may use the bridge."""
    bridge_tenants: int = _live(64, whole(1, 10_000))
    """UDP sockets of pages and peers at once; more are refused."""

    libp2p_host: str = _key("", OPTIONAL_HOST)
    """Address on which libp2p listens; empty means that of ``host``."""
    libp2p_port: int = _key(4001, whole(0, 65535))
    """TCP port of libp2p; 0 lets the system choose."""
    libp2p_announce: tuple[str, ...] = _key((), MULTIADDRS)
    """Multiaddrs where others can reach this server; empty means those that it listens on, as far
    as ``libp2p_host`` and ``host`` name an address, and the one that a peer has come to."""
    libp2p_connections: int = _live(256, whole(1, 100_000))
    """Connections of libp2p in total; more are closed at once."""
    libp2p_connections_per_address: int = _live(16, whole(1))
    """Likewise from one address (IPv6: one /64)."""
    libp2p_handshakes_per_minute: int = _live(600, whole(1))
    """Connections a minute that one address may begin; more are closed at once."""
    libp2p_streams: int = _key(64, whole(1, 256))
    """Streams that a peer may have open at once on one connection; more are reset."""
    libp2p_relay_reservations: int = _key(128, whole(0, 100_000))
    """Peers that may be reached through this server at once; more are refused. 0 here or for
    ``libp2p_relay_circuits`` means that it relays nothing."""
    libp2p_relay_circuits: int = _key(64, whole(0, 100_000))
    """Connections that it relays at once; more are refused."""
    libp2p_relay_data: int = _live(131_072, whole(0))
    """Bytes of one relayed connection in each direction; 0 means as many as one likes."""
    libp2p_relay_duration: int = _live(120, whole(0))
    """Seconds of one relayed connection; 0 means as many as one likes."""
    libp2p_dial_private: bool = _key(default=False, rule=FLAG)
    """Whether what a stranger asks the server to dial may lie in a private network."""

    @property
    def own_url(self) -> str:
        """How others reach this server, by the configured URL or, without one, on this machine."""
        return self.public_url or f"http://localhost:{self.port}"

    def has(self, letter: str) -> bool:
        """Tell whether a feature runs."""
        return letter in self.mode


KEYS: Final[Mapping[str, dataclasses.Field[Any]]] = {
    key.name: key for key in dataclasses.fields(Config)
}


def make_config(values: Mapping[str, object]) -> Config:
    """Return the configuration that ``values`` describe, defaults for the rest.

    Raises:
        ConfigError: a key is unknown or its value impossible.
    """
    for name, value in values.items():
        _check(name, value)
    return Config(**{name: _frozen(value) for name, value in values.items()})


def _check(name: str, value: object) -> None:
    if name not in KEYS:
        raise ConfigError(_explain_unknown(name))
    rule: Rule = KEYS[name].metadata["rule"]
    if not rule.accepts(value):
        shown = "wrong (and secret, so not shown here)" if rule.is_secret else _shown(value)
        raise ConfigError(f"{name} is {shown}; it must be {rule.right}.")


def _explain_unknown(name: str) -> str:
    near = get_close_matches(name.lower(), KEYS, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"{name!r} is not a key.{hint} The keys are {', '.join(KEYS)}."


def _shown(value: object) -> str:
    return json.dumps(value, default=repr)


def _frozen(value: object) -> Any:  # checked by its rule above
    if isinstance(value, dict):
        return tuple(value.items())
    return tuple(value) if isinstance(value, list) else value
