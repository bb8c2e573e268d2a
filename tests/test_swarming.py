"""LCDP put together: who the node is outlives a restart; what stops a start; the last saving."""

import asyncio
from pathlib import Path

import pytest

from plong.config import Config, ConfigError
from plong.hub.clock import Clock
from plong.hub.swarm.choices import choices_of
from plong.hub.swarm.swarm import CannotListen
from plong.hub.tally import Tally
from plong.protocol.errors import Unavailable
from plong.protocol.lcdp.endpoint import Reach
from plong.protocol.lcdp.models import Endpoint
from plong.services import running_services
from plong.store.base import StoreError
from plong.store.memory import MemoryStore
from plong.store.swarm.base import Snapshot
from plong.store.swarm.memory import MemorySwarm
from plong.swarming import running_swarm
from tests.support.fakes import FakeClock
from tests.support.known_peers import endpoint_of
from tests.support.peers import NOW
from tests.support.server import make_test_config

FRIEND = endpoint_of("127.0.0.1:9")


def make_lcdp_config(**values: object) -> Config:
    return make_test_config(mode="u", **values)


async def key_of(config: Config) -> bytes:
    async with running_services(config) as services:
        assert services.swarm is not None
        return services.swarm.key


async def test_the_node_is_the_same_after_a_restart(tmp_path: Path) -> None:
    config = make_lcdp_config(store=f"sqlite:{tmp_path / 'plong.db'}")
    assert await key_of(config) == await key_of(config)


async def test_another_server_is_another_node() -> None:
    assert await key_of(make_lcdp_config()) != await key_of(make_lcdp_config())


async def test_whom_it_knows_is_saved_when_it_ends(tmp_path: Path) -> None:
    config = make_lcdp_config(store=f"sqlite:{tmp_path / 'plong.db'}")
    async with running_services(config) as services:
        assert services.swarm is not None
        services.swarm.node.peers.hear(FRIEND, None, NOW)
    async with running_services(config) as services:
        assert services.swarm is not None
        assert FRIEND in services.swarm.node.peers


async def test_without_lcdp_in_its_mode_a_server_has_no_node() -> None:
    async with running_services(make_test_config(mode="hwx")) as services:
        assert services.swarm is None


class FullStore(MemoryStore):
    """A store whose disk is full."""

    async def secret(self, *_: object) -> bytes:
        raise Unavailable


async def test_without_a_key_there_is_no_start() -> None:
    with pytest.raises(StoreError, match="memory: can store nothing"):
        async with running_swarm(make_lcdp_config(), FullStore(), Clock(), Tally()):
            raise AssertionError("It started.")


async def test_a_full_store_does_not_keep_a_server_from_stopping(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def refuse(*_: object) -> None:
        raise Unavailable

    async with running_services(make_lcdp_config()):
        monkeypatch.setattr(MemorySwarm, "save", refuse)


async def test_a_port_that_is_taken_stops_the_start() -> None:
    async with running_services(make_lcdp_config()) as services:
        assert services.swarm is not None
        taken = make_lcdp_config(udp_port=services.swarm.port)
        with pytest.raises(CannotListen, match=f"udp_port {services.swarm.port}"):
            async with running_services(taken):
                raise AssertionError("It started.")


async def test_a_folder_that_is_missing_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for name in ("missing", "file"):
        folder = str(tmp_path / name)
        with pytest.raises(ConfigError, match=r"share_dir is .*make the folder, or set another"):
            await key_of(make_lcdp_config(share_dir=folder))


async def test_the_port_is_free_again_when_it_has_ended() -> None:
    async with running_services(make_lcdp_config()) as services:
        assert services.swarm is not None
        port = services.swarm.port
    async with running_services(make_lcdp_config(udp_port=port)) as services:
        assert services.swarm is not None
        assert services.swarm.port == port


@pytest.mark.parametrize("udp_host", ["", "127.0.0.1", "127.0.0.2"])
async def test_it_listens_where_it_is_told_or_where_the_server_does(udp_host: str) -> None:
    async with running_services(make_lcdp_config(udp_host=udp_host)) as services:
        assert services.swarm is not None
        address = services.swarm._runner.socket._socket.getsockname()[0]
    assert address == (udp_host or "127.0.0.1")


@pytest.mark.parametrize(
    ("word", "reach"),
    [
        ("public", Reach()),
        ("private", Reach(private=True)),
        ("loopback", Reach(private=True, loopback=True)),
    ],
)
def test_the_operator_chooses_how_near_named_addresses_may_be(word: str, reach: Reach) -> None:
    assert choices_of(make_lcdp_config(lcdp_reach=word)).reach == reach


def test_the_operator_names_the_first_nodes() -> None:
    config = make_lcdp_config(bootstrap=["192.0.2.1:1", "[2001:db8::1]:2"])
    assert choices_of(config).bootstrap == (Endpoint("192.0.2.1", 1), Endpoint("2001:db8::1", 2))
    assert choices_of(make_lcdp_config()).bootstrap == ()


async def test_it_is_saved_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    saved = asyncio.Event()

    async def save(_: MemorySwarm, known: Snapshot) -> None:
        assert known == Snapshot()
        saved.set()

    monkeypatch.setattr("plong.hub.swarm.persistence.INTERVAL", 0)
    monkeypatch.setattr(MemorySwarm, "save", save)
    async with running_services(make_lcdp_config()):
        await asyncio.wait_for(saved.wait(), 5)


async def test_a_look_at_whom_it_knows_does_for_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = FakeClock()
    monkeypatch.setattr("plong.services.Clock", lambda: clock)
    async with running_services(make_lcdp_config()) as services:
        assert services.swarm is not None
        assert services.swarm.status().peers == 0
        services.swarm.node.peers.hear(FRIEND, None, clock.now())
        assert services.swarm.status().peers == 0
        clock.time += 1
        assert services.swarm.status().peers == 1


class Deaf:
    """Who was lent a node, and does not listen."""

    def said(self, text: bytes) -> None:
        pass


async def test_a_restart_lets_all_tenants_go() -> None:
    async with running_services(make_lcdp_config()) as services:
        assert services.swarm is not None
        services.swarm.admit(Deaf())
        assert services.swarm.tenants == 1
        services.restart()
        assert services.swarm.tenants == 0
