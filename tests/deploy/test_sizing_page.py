"""The page about sizing: the units and its settings keep the memory that it promises."""

import json
import re
from typing import Final

import pytest

from bench.flood import bound
from plong.config import Config, make_config
from tests.support.pages import PROJECT, fence, fences

PROGRAM: Final = 110 * bound.MEBIBYTE
"""Bytes of the program at rest and what is for all, as docs/hostile.md has it."""
ROOM: Final = 4 / 5
"""Of a container's memory: the rest is for one turn of the loop, and the system's buffers."""
CONNECTIONS: Final = 12_288 * 4 // 5
"""Those that the files of the pages' units allow."""


def at_worst(config: Config, connections: int) -> int:
    return PROGRAM + bound.together(config, connections)


def test_the_units_have_room_for_all_that_strangers_can_do() -> None:
    config = Config()
    assert round(at_worst(config, CONNECTIONS) / bound.MEBIBYTE) == 827
    assert at_worst(config, CONNECTIONS) <= 2**30 * ROOM + 8 * bound.MEBIBYTE


@pytest.mark.parametrize("page", ["systemd", "compose", "container"])
def test_they_allow_so_many_files(page: str) -> None:
    text = (PROJECT / "docs" / "deploy" / f"{page}.md").read_text("utf-8")
    assert re.findall(r"nofile(?:=|: )(\d+)", text, re.IGNORECASE) == ["12288"]


def test_where_files_cannot_be_limited_connections_are() -> None:
    [manifests] = fences("kubernetes", "yaml")
    assert f'value: "{CONNECTIONS}"' in manifests


def test_its_settings_for_a_small_machine_fit() -> None:
    config = make_config(json.loads(fence("sizing", "json")))
    assert round(at_worst(config, config.max_connections) / bound.MEBIBYTE) == 268
    assert at_worst(config, config.max_connections) <= 384 * bound.MEBIBYTE * ROOM


def test_one_address_has_as_much_beside_the_buffers_as_the_page_says() -> None:
    config = Config()
    sockets = config.connections_per_address + config.http_connections_per_address
    assert sockets * bound.OWN == 24 * bound.MEBIBYTE
