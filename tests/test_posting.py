"""PING put together: what outlives a restart, and what stops a start."""

import asyncio
from pathlib import Path

import pytest

from plong.config import Config
from plong.engine.local import LocalEngine
from plong.hub.clock import Clock
from plong.posting import running_office
from plong.protocol.errors import Unavailable
from plong.protocol.ping.anonymous import AnonymousKnock
from plong.protocol.ping.errors import TargetFailed
from plong.protocol.ping.models import Knock
from plong.services import running_services
from plong.store.base import StoreError
from plong.store.memory import MemoryStore
from tests.support.fakes import end_of_turn
from tests.support.server import make_test_config

SOURCE = "192.0.2.7"
SENDER = "https://sender.example"


def make_ping_config(**values: object) -> Config:
    return make_test_config(mode="hwxp", public_url="http://here.example", **values)


async def test_a_sealed_address_is_opened_after_a_restart(tmp_path: Path) -> None:
    config = make_ping_config(store=f"sqlite:{tmp_path / 'plong.db'}")
    async with running_services(config) as node:
        assert node.office is not None
        said = AnonymousKnock("http://here.example", Knock("p", SENDER))
        assert await node.office.anonymous.knock(said, SOURCE) == 204
        (row,) = (await node.office.incomings.page("")).rows
    sealed = row.knock.origin.rpartition("/")[2]
    async with running_services(config) as node:
        assert node.office is not None
        assert node.office.seals.open(sealed, "p") == SENDER


async def test_who_waits_for_a_tenant_does_not_keep_a_server_from_stopping() -> None:
    async with asyncio.timeout(5), running_services(make_ping_config()) as node:
        assert node.office is not None
        said = AnonymousKnock("http://here.example/at/x", Knock("p", SENDER))
        knocking = asyncio.create_task(node.office.anonymous.knock(said, SOURCE))
        await end_of_turn()
        node.restart()
        with pytest.raises(TargetFailed):
            await knocking


class FullStore(MemoryStore):
    """A store whose disk is full."""

    async def secret(self, *_: object) -> bytes:
        raise Unavailable


async def test_without_a_key_there_is_no_start() -> None:
    config = make_ping_config()
    with pytest.raises(StoreError, match="memory: can store nothing"):
        async with running_office(config, FullStore(), LocalEngine(), Clock()):
            raise AssertionError("It started.")
