"""Settings read again: every live key holds where it is used, and nothing else changes."""

import dataclasses
import logging
from collections.abc import Callable, Mapping
from typing import Any, Final

import pytest

from plong.config import KEYS, Config, ConfigError
from plong.reloading import Reloader
from plong.services import Services
from tests.support.raw import raw_client, upgrade
from tests.support.server import Server, make_test_config, running_server

OF_LOG: Final = ("log_format", "log_level", "log_levels")
LIVE: Final = [name for name, key in KEYS.items() if key.metadata["is_live"] and name not in OF_LOG]


def of_hub(name: str) -> Callable[[Any], object]:
    """Read where the hub's users read: in its configuration, at each use or each connection."""
    return lambda server: getattr(server.hub.config, name)


def box(server: Any) -> Any:
    return server.office.outgoings._limits


def pings_a_minute(server: Any) -> object:
    """Read what holds for sending; for pulling, too, or it is neither's."""
    sends, fetches = server.office._sends._capacity, server.office._pulls._tries._capacity
    return sends if sends == fetches else (sends, fetches)


def networks(server: Any) -> object:
    """Read what holds for the next connections of peers' errands."""
    allowed = server.office._couriers.for_peers._pool._network_backend._allowed
    return tuple(str(network.network_address) for network in allowed)


PROBES: Final[Mapping[str, Callable[[Any], object]]] = {
    **{
        name: of_hub(name)
        for name in (
            *(
                "identity_timeout",
                "request_timeout",
                "close_timeout",
                "restart_timeout",
                "drain_delay",
            ),
            *("max_message", "max_connections", "connections_per_peer", "trusted_proxies"),
            *("allowed_origins", "owner_token", "bridge_origins", "bridge_allow"),
            *("messages_per_second", "bytes_per_second"),
        )
    },
    "buffer_size": lambda server: server.hub._flow.max_messages,
    "buffer_bytes": lambda server: server.hub._flow.max_bytes,
    "slow_timeout": lambda server: server.hub._flow._slow_timeout,
    "keepalive": lambda server: server.hub.keepalive._interval,
    "peer_timeout": lambda server: server.hub.peer_timeout(),
    "max_peers": lambda server: server.hub.directory._peers.total,
    "buffer_memory": lambda server: server.hub.memory.most,
    "peers_per_address": lambda server: server.hub.directory._peers.per_place,
    "max_identities": lambda server: server.hub.directory._identities.total,
    "identities_per_address": lambda server: server.hub.directory._identities.per_place,
    "identities_per_peer": lambda server: server.hub.directory._identities.per_peer,
    "http_connections_per_address": lambda server: server.hub.sockets._per_address,
    "connections_per_address": lambda server: server.hub._seating._seats._per_address,
    "peers_per_minute": lambda server: server.hub.directory._greetings._capacity,
    "passphrase_tries": lambda server: server.hub.directory._guesses._own._capacity,
    "passphrase_tries_total": lambda server: server.hub.directory._guesses._all._capacity,
    "libp2p_handshakes_per_minute": lambda server: server.libp2p._door._tries._capacity,
    "hash_queue": lambda server: server.hub.directory._hasher._max_waiting,
    "ping_box_pings": lambda server: box(server).owner.rows,
    "ping_box_bytes": lambda server: box(server).owner.size,
    "ping_pings": lambda server: box(server).total.rows,
    "ping_bytes": lambda server: box(server).total.size,
    "ping_hold": lambda server: server.office.holds._seconds,
    "ping_held": lambda server: server.office.holds._total,
    "ping_held_per_address": lambda server: server.office.holds._per_address,
    "ping_allow": networks,
    "pings_per_minute": pings_a_minute,
    "ping_masks": lambda server: server.office.doors._config.ping_masks,
    "ping_tokens": lambda server: server.office.doors._config.ping_tokens,
    "ping_blocks": lambda server: server.office.doors._config.ping_blocks,
    "bridge_tenants": lambda server: server.swarm._tenants._limit,
    "libp2p_relay_data": lambda server: server.libp2p._hop.relay._limit.data,
    "libp2p_relay_duration": lambda server: server.libp2p._hop.relay._limit.duration,
    "libp2p_connections": lambda server: server.libp2p.node.connections._room.total,
    "libp2p_connections_per_address": (
        lambda server: server.libp2p.node.connections._room.per_address
    ),
}
"""Where the running parts look."""


def services_of(server: Server) -> Services:
    return Services(server.hub, server.office, server.swarm, server.libp2p, server.health)


def other(config: Config, name: str) -> Any:
    """Return another value of a key, which its rule allows."""
    value = getattr(config, name)
    if isinstance(value, str):
        return f"{value}canary"
    if isinstance(value, tuple):
        return ("192.0.2.1",)
    return value + 1 if KEYS[name].metadata["rule"].accepts(value + 1) else value - 1


async def test_every_live_key_holds_from_now_on() -> None:
    assert sorted(PROBES) == sorted(LIVE)
    async with running_server(mode="hwxpul") as server:
        before = server.hub.config
        wanted = {name: other(before, name) for name in LIVE}
        services_of(server).reload(dataclasses.replace(before, **wanted))
        assert {name: PROBES[name](server) for name in LIVE} == wanted


PAGE: Final = {"Origin": "https://page.example"}
PREFLIGHT: Final = {"Access-Control-Request-Method": "POST"}
QUESTION: Final = b"GET /wuu2 HTTP/1.1\r\nHost: x\r\nOrigin: https://page.example\r\n\r\n"


async def let_pages_come(server: Server, *origins: str) -> None:
    config = dataclasses.replace(server.hub.config, allowed_origins=origins)
    services_of(server).reload(config)


async def test_pages_are_told_at_once_who_may_come() -> None:
    async with running_server() as server, raw_client(server.port) as kept:
        await kept.send(QUESTION)  # what is open already goes by it, too
        assert (await kept.read_answer()).headers["access-control-allow-origin"] == "*"
        await let_pages_come(server, "https://other.example")
        await kept.send(QUESTION)
        assert "access-control-allow-origin" not in (await kept.read_answer()).headers
        await kept.send(upgrade("/ws", **PAGE))
        assert (await kept.read_answer()).status == 403
        await let_pages_come(server, "https://page.example")
        answer = await server.http.options("/iam", headers={**PAGE, **PREFLIGHT})
        assert answer.headers["Access-Control-Allow-Origin"] == "https://page.example"


async def test_the_bridge_is_closed_at_once_to_who_may_not_come() -> None:
    async with running_server(mode="u") as server, raw_client(server.port) as kept:
        await kept.send(QUESTION)
        await kept.read_answer()
        config = dataclasses.replace(server.hub.config, bridge_allow=("192.0.2.0/24",))
        services_of(server).reload(config)
        await kept.send(upgrade("/wt"))
        assert (await kept.read_answer()).status == 403


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, "plong.server")
    return caplog


async def test_what_changed_is_applied_and_said_without_its_value(
    log: pytest.LogCaptureFixture,
) -> None:
    given = make_test_config()
    logged: list[Config] = []
    async with running_server() as server:
        wanted = dataclasses.replace(given, identity_timeout=77, metrics_token="canary", mode="h")
        reloader = Reloader(given, lambda: wanted, services_of(server), logged.append)
        port = server.hub.config.port
        reloader.reload()
        config = server.hub.config
        assert (config.identity_timeout, config.mode, config.metrics_token) == (77, "hwx", "")
        assert config.port == port
        status = (await server.http.get("/wuu2")).json()
        assert status["IdentityTimeout"] == 77
        reloader.reload()
    assert [config.identity_timeout for config in logged] == [77, 77]
    fixed = "These need a restart to change: mode, metrics_token."
    assert log.messages == [
        "Reloaded; changed: identity_timeout.",
        fixed,
        "Reloaded; changed: nothing.",
        fixed,
    ]


async def test_wrong_settings_change_nothing(log: pytest.LogCaptureFixture) -> None:
    def fail() -> Config:
        raise ConfigError('mode is "z"; it must be right.')

    logged: list[Config] = []
    async with running_server() as server:
        before = server.hub.config
        Reloader(before, fail, services_of(server), logged.append).reload()
        assert (server.hub.config, logged) == (before, [])
    assert log.messages == ['Not reloaded, all stays as it was: mode is "z"; it must be right.']
