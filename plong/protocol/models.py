"""What the server knows of a peer, and the JSON shapes in which it says so."""

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

Answer = Mapping[str, object]
"""A JSON object as it goes to a client."""


@dataclass(frozen=True, slots=True)
class Peer:
    """One client of the server."""

    public_id: str
    created_at: float
    """Epoch seconds of its ``ohai``."""


@dataclass(frozen=True, slots=True)
class Greeting:
    """A new peer together with its secret, which is said once and never kept."""

    private_id: str = field(repr=False)
    peer: Peer


@dataclass(frozen=True, slots=True)
class Claimed:
    """A passphrase that stands for ``peer`` until ``expires_at`` (epoch seconds)."""

    peer: Peer
    expires_at: float


@dataclass(frozen=True, slots=True)
class Counts:
    """How many peers and live identities the store holds."""

    peers: int
    identities: int


_ENCODER: Final = json.JSONEncoder(check_circular=False, separators=(",", ":"))


def to_json(answer: Answer | Sequence[Answer]) -> str:
    """Return compact JSON in ASCII, which no reader can fail to decode."""
    return _ENCODER.encode(answer)


def rfc3339(at: float) -> str:
    """Return epoch seconds as RFC 3339 in UTC, to the millisecond."""
    second, microseconds = divmod(round(at * 1_000_000), 1_000_000)
    return f"{_rfc3339_second(second)}.{microseconds // 1000:03}Z"


@functools.lru_cache(maxsize=16)  # a busy server says the same second thousands of times
def _rfc3339_second(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()[:-6]


def greeting_answer(greeting: Greeting) -> Answer:
    """Say ``ohai`` back."""
    return {"PrivateId": greeting.private_id, **peer_answer(greeting.peer)}


def peer_answer(peer: Peer) -> Answer:
    """Say who a passphrase stands for."""
    return {"PublicId": peer.public_id, "Created": rfc3339(peer.created_at)}


def claimed_answer(claimed: Claimed) -> Answer:
    """Say how long a passphrase will stand."""
    return {**peer_answer(claimed.peer), "Expires": rfc3339(claimed.expires_at)}


def link_answer(remote: str | None, *, direct: bool) -> Answer:
    """Say where a connection's messages go."""
    return {"Remote": remote or False, "Direct": direct}


def status_answer(version: str, mode: str, counts: Counts, identity_timeout: int) -> Answer:
    """Say what this server is and how much it holds."""
    status = {"Peers": counts.peers, "Identities": counts.identities}
    return {
        "Version": version,
        "Mode": mode,
        "Status": status,
        "IdentityTimeout": identity_timeout,
    }
