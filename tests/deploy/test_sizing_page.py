"""The page about sizing: its settings keep the memory that it promises, by the flood's bound."""

import json
from typing import Final

from bench.flood import bound
from plong.config import Config, make_config
from tests.support.pages import fence

PROGRAM: Final = 110 * bound.MEBIBYTE
"""Bytes of the program at rest and what is for all, as docs/hostile.md has it."""


def of_one_address(config: Config) -> int:
    sockets = config.connections_per_address * bound.websocket(config)
    return sockets + config.http_connections_per_address * bound.http(config)


def for_strangers() -> Config:
    return make_config(json.loads(fence("sizing", "json")))


def test_its_settings_for_strangers_stay_below_the_memory_of_the_units() -> None:
    config = for_strangers()
    dearest = max(bound.websocket(config), bound.http(config))
    assert PROGRAM + config.max_connections * dearest <= 2**30


def test_one_address_holds_as_much_as_the_page_says() -> None:
    assert of_one_address(for_strangers()) <= 232 * bound.MEBIBYTE
    assert round(of_one_address(Config()) / 2**30, 1) == 2.1
