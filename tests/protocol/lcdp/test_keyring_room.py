"""Who goes where there is no room for all keys."""

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.lcdp.claims import Claim
from plong.protocol.lcdp.models import Endpoint
from tests.protocol.lcdp.keys import (
    AWAY,
    CLAIMS,
    HOME,
    KEYS,
    NOW,
    ROOM,
    ROOM_PER_HOST,
    make,
    said,
    signed,
)


@pytest.mark.parametrize(
    ("hosts", "kept"),
    [
        (["192.0.2.1"] * 10, ROOM_PER_HOST),
        ([f"2001:db8::{number:x}" for number in range(10)], ROOM_PER_HOST),
        (["fe80::1%eth0", "fe80::2%eth1"] * 5, ROOM_PER_HOST),
        ([f"2001:db8:0:{number:x}::1" for number in range(10)], 10),
        ([f"192.0.2.{number}" for number in range(10)], 10),
        ([f"192.0.2.{number}" for number in range(40)], ROOM),
    ],
)
@pytest.mark.parametrize("claim", [said, signed])
def test_one_host_has_so_many_and_all_have_so_many(
    hosts: list[str], kept: int, claim: Callable[[bytes, Endpoint], Claim]
) -> None:
    keyring = make()
    for number, host in enumerate(hosts):
        assert keyring.hear(claim(KEYS[number], Endpoint(host, number + 1)), NOW)
    assert [known.key for known in keyring.rows()] == KEYS[len(hosts) - kept : len(hosts)]


def test_who_was_heard_again_stays() -> None:
    keyring = make()
    for number in range(ROOM_PER_HOST):
        keyring.hear(said(KEYS[number]), NOW)
    keyring.hear(said(KEYS[0]), NOW)
    keyring.hear(said(KEYS[ROOM_PER_HOST]), NOW)
    assert keyring.find(KEYS[0])
    assert not keyring.find(KEYS[1])


def test_who_has_signed_goes_for_nobody_who_has_not() -> None:
    keyring = make()
    for key in KEYS[:ROOM_PER_HOST]:
        keyring.hear(signed(key), NOW)
    assert not keyring.hear(said(KEYS[20]), NOW)
    for number in range(ROOM_PER_HOST, ROOM):
        keyring.hear(signed(KEYS[number], Endpoint(f"203.0.113.{number}", 1)), NOW)
    assert not keyring.hear(said(KEYS[21], AWAY), NOW)
    assert [known.key for known in keyring.rows()] == KEYS[:ROOM]
    assert keyring.hear(signed(KEYS[22], AWAY), NOW)
    assert not keyring.find(KEYS[0])


def test_who_has_not_signed_goes_first() -> None:
    keyring = make()
    keyring.hear(signed(KEYS[0]), NOW)
    for key in KEYS[1 : ROOM_PER_HOST + 1]:
        keyring.hear(said(key), NOW)
    assert keyring.keys_at(HOME)[-1] == KEYS[0]
    assert not keyring.find(KEYS[1])


def test_who_moves_to_a_full_host_has_room_there() -> None:
    keyring = make()
    for key in KEYS[:ROOM_PER_HOST]:
        keyring.hear(signed(key), NOW)
    keyring.hear(signed(KEYS[9], AWAY), NOW)
    assert keyring.hear(signed(KEYS[9]), NOW)
    assert keyring.keys_at(HOME) == (KEYS[9], *KEYS[ROOM_PER_HOST - 1 : 0 : -1])
    assert keyring.keys_at(AWAY) == ()


@given(st.lists(CLAIMS, max_size=80))
def test_whatever_is_claimed_there_is_an_end_to_it(claims: list[Claim]) -> None:
    keyring = make()
    for claim in claims:
        keyring.hear(claim, NOW)
    hosts = Counter(known.address.host for known in keyring.rows())
    assert hosts.total() == len(keyring) <= ROOM
    assert all(count <= ROOM_PER_HOST for count in hosts.values())
    for known in keyring.rows():
        assert known.key in keyring.keys_at(known.address)
        keyring.forget(known.key)
    assert keyring.rows() == ()
    assert not keyring._hosts
