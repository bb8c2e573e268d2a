"""Which bytes are keys, compared with curves written plainly in the test."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.lcdp.curve import is_point, is_proper, to_edwards, to_montgomery
from tests.protocol.lcdp.points import NOT_CANONICAL, SMALL_KEYS, SMALL_U, P, spell

D = -121665 * pow(121666, P - 2, P) % P
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32).public_key().public_bytes_raw()
KEYS = st.binary(min_size=32, max_size=32)

Point = tuple[int, int]


def add(one: Point, other: Point) -> Point:
    """RFC 8032's curve: -x² + y² = 1 + dx²y²."""
    (x, y), (u, v) = one, other
    both = D * x * y * u * v
    above = (x * v + y * u) * pow(1 + both, P - 2, P)
    return above % P, (y * v + x * u) * pow(1 - both, P - 2, P) % P


def points(key: bytes) -> list[Point]:
    """Return the points with the y of a key: the square root is tried, RFC 8032 section 5.1.3."""
    y = int.from_bytes(key, "little") % 2**255
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    root = pow(square, (P + 3) // 8, P)
    also = root * pow(2, (P - 1) // 4, P) % P
    roots = {root, -root % P, also, -also % P}
    return [(x, y) for x in roots if x * x % P == square]


@given(KEYS)
def test_points_are_told_from_other_bytes(key: bytes) -> None:
    refused = [*SMALL_KEYS, *NOT_CANONICAL]
    assert is_point(key) == bool(points(key) and key not in refused)


def test_half_of_all_y_are_no_points() -> None:
    found = [is_point(spell(y)) for y in range(2, 202)]
    assert 60 < sum(found) < 140
    assert all(is_proper(spell(y)) for y in range(2, 202))


@pytest.mark.parametrize("key", SMALL_KEYS)
def test_points_of_small_order_are_no_keys(key: bytes) -> None:
    for point in points(key):
        twice = add(point, point)
        four_times = add(twice, twice)
        assert add(four_times, four_times) == (0, 1)
    assert points(key)
    assert not is_proper(key)
    assert not is_point(key)


def test_there_are_eight_of_them() -> None:
    assert len({point for key in SMALL_KEYS for point in points(key)}) == 8


@pytest.mark.parametrize("key", NOT_CANONICAL)
def test_a_key_has_one_spelling(key: bytes) -> None:
    assert not is_proper(key)
    assert not is_point(key)


@given(st.binary(max_size=80).filter(lambda key: len(key) != 32))
def test_a_key_has_32_bytes(key: bytes) -> None:
    assert not is_proper(key)
    assert not is_point(key)
    assert to_edwards(key) == ()


@given(KEYS)
def test_there_and_back(seed: bytes) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    positive, negative = to_edwards(to_montgomery(key))
    assert key in {positive, negative}
    assert (positive[:-1], positive[-1] | 0x80) == (negative[:-1], negative[-1])
    assert is_point(positive)
    assert is_point(negative)


def test_the_generators_correspond() -> None:
    """RFC 7748 section 4.1: u = 9 is y = 4/5."""
    generator = spell(4 * pow(5, P - 2, P) % P)
    assert to_montgomery(generator) == spell(9)
    assert to_edwards(spell(9))[0] == generator


@given(KEYS)
def test_whatever_comes_is_turned_into_something(key: bytes) -> None:
    assert len(to_montgomery(key)) == 32
    assert len(to_edwards(key)) in {0, 2}


@given(st.binary(max_size=80))
def test_whatever_its_length(key: bytes) -> None:
    assert len(to_montgomery(key)) == 32


@pytest.mark.parametrize("key", [*map(spell, SMALL_U), *NOT_CANONICAL, spell(9, 1)])
def test_what_is_no_x25519_key_has_no_owner(key: bytes) -> None:
    assert to_edwards(key) == ()


@pytest.mark.parametrize("key", SMALL_KEYS)
def test_small_orders_stay_small(key: bytes) -> None:
    """The library, which knows them by itself, refuses to agree with any."""
    other = X25519PublicKey.from_public_bytes(to_montgomery(key))
    with pytest.raises(ValueError, match="shared key"):
        X25519PrivateKey.from_private_bytes(b"k" * 32).exchange(other)


def test_a_real_key_is_one() -> None:
    assert is_proper(KEY)
    assert is_point(KEY)
