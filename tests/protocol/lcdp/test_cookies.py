"""Cookies: strangers' in four shapes, and one's own, which only its address can return."""

import base64
import hashlib
import hmac
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.lcdp.cookies import (
    MAX_ECHO,
    SECRET_TTL,
    Cookies,
    cookie_of,
    read_cookie,
)
from plong.protocol.lcdp.models import AlwaysReturned, Cookie, Endpoint, Message, PleaseAlwaysReturn
from plong.protocol.lcdp.recent import OwnCookies
from tests.protocol.lcdp.strategies import endpoints, json_values

OLD, NEW, NEWEST = b"o" * 32, b"n" * 32, b"m" * 32
HERE = Endpoint("192.0.2.1", 24254)
ELSEWHERE = Endpoint("192.0.2.1", 24255)
OURS = Cookies(OLD, since=100.0)


def read(payload: object) -> Cookie:
    cookie = read_cookie(payload, MAX_ECHO)
    assert cookie is not None
    return cookie


def returned(cookie: Cookie) -> AlwaysReturned:
    return AlwaysReturned(cookie)


@pytest.mark.parametrize(
    ("payload", "text"),
    [
        ({"cookie": "x"}, "x"),
        ({"cookie": "x", "more": [1]}, "x"),
        (["x"], "x"),
        (["cookie", "x"], "x"),
        ("x", "x"),
        ("", ""),
        ({"cookie": 5}, None),
        ({"cookie": None}, None),
        (["a", "x"], None),
        (["cookie", "x", "y"], None),
        ([5], None),
        ([], None),
    ],
)
def test_a_cookie_comes_in_many_shapes_and_goes_as_it_came(payload: object, text: str) -> None:
    cookie = read(payload)
    assert cookie.text == text
    assert json.loads(cookie.payload) == payload


@pytest.mark.parametrize("payload", [None, True, 5, 1.5, {}, {"Cookie": "x"}])
def test_what_has_no_such_shape_is_no_cookie(payload: object) -> None:
    assert read_cookie(payload, MAX_ECHO) is None


@pytest.mark.parametrize("unit", ["x", "ü", "\U0001f600", '"'])
def test_a_long_cookie_is_not_echoed(unit: str) -> None:
    size = len(json.dumps(unit, ensure_ascii=False).encode()) - 2
    payload = unit * ((MAX_ECHO - 2) // size)
    assert len(read(payload).payload.encode()) <= MAX_ECHO
    assert read_cookie(payload + unit, MAX_ECHO) is None


@given(json_values)
def test_no_payload_is_too_odd_to_be_read(payload: object) -> None:
    cookie = read_cookie(payload, MAX_ECHO)
    assert cookie is None or json.loads(cookie.payload) == payload
    assert cookie is None or not OURS.proves(cookie, HERE)


def test_our_cookie_is_made_of_address_and_secret() -> None:
    digest = hmac.new(OLD, b"192.0.2.1:24254", hashlib.sha256).digest()
    text = base64.urlsafe_b64encode(digest).decode()[:12]
    assert OURS.own(HERE) == Cookie(f'{{"cookie":"{text}"}}', text)


@given(endpoints, st.binary(min_size=32, max_size=32))
def test_our_cookie_has_letters_that_no_node_changes(endpoint: Endpoint, secret: bytes) -> None:
    text = Cookies(secret, 0.0).own(endpoint).text
    assert re.fullmatch("[A-Za-z0-9_-]{12}", text or "")


def test_our_cookie_is_known_in_every_shape() -> None:
    text = OURS.own(HERE).text
    for payload in ({"cookie": text}, {"cookie": text, "x": 1}, [text], ["cookie", text], text):
        assert OURS.proves(read(payload), HERE)


def test_a_cookie_proves_one_address_only() -> None:
    cookie = OURS.own(HERE)
    assert OURS.proves(cookie, HERE)
    assert not OURS.proves(cookie, ELSEWHERE)
    assert not OURS.proves(cookie, Endpoint("192.0.2.2", 24254))
    assert not Cookies(NEW, 0.0).proves(cookie, HERE)


@given(st.text())
def test_nobody_guesses_a_cookie(text: str) -> None:
    assert not OURS.proves(cookie_of(text), HERE)
    assert not OURS.proves(Cookie("0", "\ud800"), HERE)


def test_the_secret_before_is_good_for_a_while() -> None:
    cookie, later = OURS.own(HERE), OURS.renewed(NEW, 200.0)
    assert later.own(HERE) != cookie
    assert later.proves(cookie, HERE)
    assert later.proves(later.own(HERE), HERE)
    assert not later.renewed(NEWEST, 300.0).proves(cookie, HERE)


def test_a_secret_is_due_to_be_another() -> None:
    assert not OURS.is_due(100.0 + SECRET_TTL - 1)
    assert OURS.is_due(100.0 + SECRET_TTL)
    assert not OURS.renewed(NEW, 9000.0).is_due(9000.0)


def test_any_of_several_cookies_proves_a_datagram() -> None:
    wrong, right = returned(cookie_of("x")), returned(OURS.own(HERE))
    messages: list[Message] = [wrong, PleaseAlwaysReturn(cookie_of("y")), right]
    assert OwnCookies(OURS).verify(messages, HERE)
    assert not OwnCookies(OURS).verify(messages, ELSEWHERE)
    assert not OwnCookies(OURS).verify([wrong, PleaseAlwaysReturn(OURS.own(HERE))], HERE)
    assert not OwnCookies(OURS).verify([], HERE)


def test_only_some_cookies_are_tried() -> None:
    wrong, right = returned(cookie_of("x")), returned(OURS.own(HERE))
    assert OwnCookies(OURS).verify([wrong] * 7 + [right], HERE)
    assert not OwnCookies(OURS).verify([wrong] * 8 + [right], HERE)


def test_secrets_are_not_shown() -> None:
    shown = repr(OURS.renewed(NEW, 1.0))
    assert repr(OLD)[2:-1] not in shown
    assert repr(NEW)[2:-1] not in shown
