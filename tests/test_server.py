"""A server starts whole or not at all. The rest is in test_cli."""

import socket

import pytest

from plong.server import serving
from plong.store.base import StoreError
from tests.support.server import make_test_config


async def test_a_server_without_its_store_does_not_start() -> None:
    config = make_test_config(store="sqlite:/nowhere/plong.db")
    with socket.create_server(("127.0.0.1", 0)) as listener, pytest.raises(StoreError):
        async with serving(config, listener):
            raise AssertionError("It started.")
