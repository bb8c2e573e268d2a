"""Masks: how they are asked for, and when they are an address."""

import dataclasses

import pytest

from plong.protocol.errors import BadRequest
from plong.protocol.fields import parse_object
from plong.protocol.ping.mask import MAX_TTL, read_mask, takes_knock
from plong.protocol.ping.models import Mask

BOB, MASK, NOW = "B" * 43, "M" * 43, 1000.0
OPEN = Mask(MASK, BOB, NOW)


def read(body: bytes) -> Mask:
    return read_mask(parse_object(body), MASK, BOB, NOW)


@pytest.mark.parametrize(
    ("body", "mask"),
    [
        (b"{}", OPEN),
        (b'{"ttl": null, "single_pull": null}', OPEN),
        (b'{"ttl": 60}', dataclasses.replace(OPEN, expires_at=1060.0)),
        (b'{"single_pull": true}', dataclasses.replace(OPEN, single_pull=True)),
        (b'{"single_pull": false, "else": 1}', OPEN),
    ],
)
def test_a_mask_is_asked_for(body: bytes, mask: Mask) -> None:
    assert read(body) == mask


@pytest.mark.parametrize("ttl", ["0", "-1", "1.5", '"60"', "true", str(MAX_TTL + 1)])
def test_a_wrong_ttl_is_refused(ttl: str) -> None:
    with pytest.raises(BadRequest, match=f"ttl must be a whole number from 1 to {MAX_TTL}"):
        read(f'{{"ttl": {ttl}}}'.encode())


@pytest.mark.parametrize("value", ["0", "1", '"true"', "[]"])
def test_a_wrong_single_pull_is_refused(value: str) -> None:
    with pytest.raises(BadRequest, match=r"single_pull must be true or false\."):
        read(f'{{"single_pull": {value}}}'.encode())


STATES = [
    (OPEN, True),
    (dataclasses.replace(OPEN, used=True), True),
    (dataclasses.replace(OPEN, single_pull=True), True),
    (dataclasses.replace(OPEN, single_pull=True, used=True), False),
    (dataclasses.replace(OPEN, expires_at=NOW + 1), True),
    (dataclasses.replace(OPEN, expires_at=NOW), False),
    (dataclasses.replace(OPEN, expires_at=NOW - 1), False),
    (dataclasses.replace(OPEN, revoked=True), False),
    (dataclasses.replace(OPEN, revoked=True, expires_at=NOW + 1), False),
]


@pytest.mark.parametrize(("mask", "takes"), STATES)
def test_a_mask_takes_knocks_until_its_end(mask: Mask, takes: bool) -> None:
    assert takes_knock(mask, NOW) is takes
