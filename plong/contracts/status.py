"""What the server says of itself: its status, and its limits."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from plong import __version__
from plong.config import Config
from plong.contracts.schema import Schema, Words, object_of, shape_of
from plong.contracts.words import PLONG
from plong.endpoints.limits import read_limits
from plong.protocol.models import Answer, Counts, status_answer

_LIBP2P: Final[Mapping[str, object]] = {
    "Addresses": [],
    "Peers": 0,
    "Measured": 0,
    "MedianMs": None,
}
_RELAYED: Final[Mapping[str, object]] = {"Reservations": 0, "Circuits": 0, "Carried": 0}


def status_samples(config: Config) -> Sequence[Answer]:
    """Return what ``GET /`` and ``wuu2`` may answer."""
    answer = status_answer(__version__, config.mode, Counts(0, 0), config.identity_timeout)
    answer = {**answer, "Limits": read_limits(config)}
    if config.has("u"):
        answer = {**answer, "Lcdp": {"Port": config.udp_port}}
    if not config.has("l"):
        return [answer]
    return [{**answer, "Libp2p": parts} for parts in (_LIBP2P, {**_LIBP2P, **_RELAYED})]


def status_words(config: Config) -> Words:
    """Return what the fields of these look like."""
    return {**PLONG, "Limits": limits_schema(config)}


def status_schema(config: Config) -> Schema:
    """Return how they answer."""
    return shape_of(status_words(config), *status_samples(config))


def limits_schema(config: Config) -> Schema:
    """Return how a connection is told its limits, with those of this server as examples."""
    every = read_limits(replace(config, max_connections=config.max_connections or 1))
    fields = {name: _number(value) for name, value in every.items()}
    return object_of(fields, list(read_limits(replace(config, max_connections=0))))


def _number(value: float) -> Schema:
    return {"type": "number", "minimum": 0, "examples": [value]}
