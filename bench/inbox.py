"""An inbox of 100 000 pings: filled over HTTP, listed page by page; what the server holds of it."""

import http.client
import json
import re
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from statistics import harmonic_mean
from typing import Any
from urllib.parse import urljoin

from bench.client import HOST, TIMEOUT, Peer
from bench.knocks import door_of, knock_times, new_owner
from bench.machine import cores, pinned_to, resident_bytes
from bench.options import Options
from bench.report import progress
from bench.servers import Server, plong_with_ping

STEPS = 10
PAGES = (1000, 100)
"""Rows of a page."""


@dataclass(frozen=True)
class Filling:
    """How the inbox was filled: by steps, each a tenth of all."""

    rates: list[int]
    resident: list[int]
    """Bytes that the server held before, and after each step."""

    @property
    def rate(self) -> float:
        """Return the pings a second of all steps together."""
        return harmonic_mean(self.rates)

    @property
    def growth(self) -> int:
        """Return the bytes by which the server grew over all steps."""
        return self.resident[-1] - self.resident[0]

    @property
    def late_growth(self) -> int:
        """Return the same without the first step, in which caches fill as well."""
        return self.resident[-1] - self.resident[1]


@dataclass
class Listing:
    """What it took to read the inbox to its end."""

    rows: int
    """Asked for by the page."""
    resident: int
    """Bytes that the server held before."""
    most_resident: int = 0
    """The most that it held after any page."""
    milliseconds: list[float] = field(default_factory=list)
    """Of each page, from the question to the last byte of the answer."""

    @property
    def growth(self) -> int:
        """Return the bytes by which the server grew at most."""
        return self.most_resident - self.resident


@dataclass(frozen=True)
class Found:
    """What the inbox cost."""

    filling: Filling
    listings: list[Listing]


def _fill(server: Server, owner: Peer, pings: int) -> Filling:
    filling = Filling([], [resident_bytes(server.pid)])
    for step in range(STEPS):
        rate = knock_times(door_of(server, owner), pings // STEPS, step)["rate"]
        filling.rates.append(rate)
        filling.resident.append(resident_bytes(server.pid))
        progress(f"ping, inbox of {pings:,}: {step + 1} of {STEPS} filled, {rate:,}/s")
    return filling


@dataclass(frozen=True)
class _Page:
    path: str
    body: bytes
    link: str | None
    milliseconds: float

    @property
    def next_path(self) -> str | None:
        match = re.fullmatch(r'<([^>]+)>; rel="next"', self.link or "")
        return urljoin(self.path, match[1]) if match else None

    @property
    def ping_ids(self) -> list[str]:
        return [row["ping_id"] for row in json.loads(self.body)]


def _get(connection: http.client.HTTPConnection, path: str, owner: Peer) -> _Page:
    start = time.perf_counter()
    connection.request("GET", path, headers={"Authorization": f"Bearer {owner.private_id}"})
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"GET {path} was answered {answer.status}: {body.decode()}")
    milliseconds = 1000 * (time.perf_counter() - start)
    return _Page(path, body, answer.getheader("Link"), milliseconds)


def _pages(server: Server, owner: Peer, rows: int) -> Iterator[_Page]:
    """Read the inbox to its end, as the Link headers lead."""
    with closing(http.client.HTTPConnection(HOST, server.port, timeout=TIMEOUT)) as connection:
        path: str | None = f"/at/{owner.public_id}/inbox?limit={rows}"
        while path is not None:
            page = _get(connection, path, owner)
            path = page.next_path
            yield page


def _list(server: Server, owner: Peer, rows: int, pings: int) -> Listing:
    listing = Listing(rows, resident_bytes(server.pid))
    ping_ids: list[str] = []
    for page in _pages(server, owner, rows):
        listing.milliseconds.append(page.milliseconds)
        listing.most_resident = max(listing.most_resident, resident_bytes(server.pid))
        ping_ids += page.ping_ids
    _check_all_there(ping_ids, pings)
    return listing


def _check_all_there(ping_ids: list[str], pings: int) -> None:
    """Raise unless as many are listed as were stored, and none twice: then none is missing."""
    if len(ping_ids) != pings or len(set(ping_ids)) != pings:
        text = f"{len(ping_ids)} pings were listed, {len(set(ping_ids))} different ones, of {pings}"
        raise RuntimeError(text)


def measure_inbox(options: Options) -> Found:
    """Fill one owner's inbox, and list it with each length of page."""
    with plong_with_ping(options.plong) as server:
        owner = new_owner(server)
        _list(server, owner, 1, 0)  # what the first question of all loads is no page's own
        filling = _fill(server, owner, options.pings)
        with pinned_to(cores().generator):
            listings = [_list(server, owner, rows, options.pings) for rows in PAGES]
        server.child.check_alive()
    return Found(filling, listings)


def raw(found: Found) -> dict[str, Any]:
    """Return all figures."""
    filling = {"rates": found.filling.rates, "resident": found.filling.resident}
    listings = {f"pages of {listing.rows}": vars(listing) for listing in found.listings}
    return {"filling": filling, **listings}
