"""Addresses that hide whose they are: how they are made, and what they open."""

import pytest

from plong.protocol.errors import BadRequest
from plong.protocol.ping.address import canonical
from plong.protocol.ping.errors import Gone, NoSuchPing
from tests.support.town import Branch, Town

ORIGIN = "https://Sender.example//at/x/"


def sealed_in(address: str) -> str:
    return address.rpartition("/")[2]


def test_a_sealed_address_opens_the_true_origin_as_written(branch: Branch) -> None:
    seals = branch.office.seals
    address = seals.address_for(ORIGIN, "p")
    assert address.startswith("http://here.example/anon/")
    assert address == canonical(address)
    assert "ender" not in address
    assert seals.open(sealed_in(address), "p") == ORIGIN


def test_it_is_another_one_each_time(branch: Branch) -> None:
    seals = branch.office.seals
    assert seals.address_for(ORIGIN, "p") != seals.address_for(ORIGIN, "p")


def test_it_opens_nothing_for_another_ping_or_on_another_server(town: Town, branch: Branch) -> None:
    sealed = sealed_in(branch.office.seals.address_for(ORIGIN, "p"))
    with pytest.raises(NoSuchPing):
        branch.office.seals.open(sealed, "q")
    with pytest.raises(NoSuchPing):
        Branch(town, "there.example").office.seals.open(sealed, "p")


def test_it_ends_when_a_ping_would(branch: Branch) -> None:
    seals = branch.office.seals
    sealed = sealed_in(seals.address_for(ORIGIN, "p"))
    branch.clock.time += branch.config.ping_max_age - 1
    assert seals.open(sealed, "p") == ORIGIN
    branch.clock.time += 2
    with pytest.raises(Gone):
        seals.open(sealed, "p")
    with pytest.raises(NoSuchPing):
        seals.open(sealed, "q")


async def test_it_is_opened_though_nobody_remembers_it(branch: Branch) -> None:
    sealed = sealed_in(branch.office.seals.address_for(ORIGIN, "p"))
    await branch.kill()
    assert branch.office.seals.open(sealed, "p") == ORIGIN


@pytest.mark.parametrize("path", ["/anon", "/anon/x", "//%61non/x/y", "/anon/x/outbox/p"])
def test_what_is_sealed_is_not_sealed_again(branch: Branch, path: str) -> None:
    with pytest.raises(BadRequest, match="sealed already"):
        branch.office.seals.address_for(branch.url + path, "p")


@pytest.mark.parametrize("url", ["http://here.example/anonymous", "http://there.example/anon/x"])
def test_elsewhere_anon_is_a_path_like_any_other(branch: Branch, url: str) -> None:
    assert branch.office.seals.address_for(url, "p")


def test_an_address_stays_one(branch: Branch) -> None:
    seals = branch.office.seals
    longest = "https://sender.example/" + "x" * (1280 - 8 - 23)
    assert len(seals.address_for(longest, "p")) <= 2048
    with pytest.raises(BadRequest, match="too long"):
        seals.address_for(longest + "x", "p")
