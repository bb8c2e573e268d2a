from plong.protocol.lcdp.cookies import Cookies
from plong.protocol.lcdp.models import Cookie, Endpoint, PleaseAlwaysReturn, PleaseSendPeers
from plong.protocol.lcdp.recent import CAPACITY, OwnCookies, ReadDatagrams

HOME = Endpoint("192.0.2.1", 24254)


def test_the_same_bytes_are_read_once() -> None:
    recent = ReadDatagrams()
    first = recent.read(b'[{"PleaseSendPeers":{}}]')
    assert first == (PleaseSendPeers(),)
    for number in range(2 * CAPACITY):
        recent.read(b"[%d]" % number)
    assert recent.read(b'[{"PleaseSendPeers":{}}]') == first
    assert recent.read(b"{}") is None


def test_a_cookie_follows_from_the_newest_secret() -> None:
    own = OwnCookies(Cookies(b"1" * 32, 0.0))
    first = own.ask(HOME)
    assert first == own.ask(HOME) == PleaseAlwaysReturn(own.current.own(HOME))
    own.renew(b"2" * 32, 9.0)
    assert own.ask(HOME) == PleaseAlwaysReturn(own.current.own(HOME)) != first
    assert own.proves(first.cookie, HOME)
    own.renew(b"3" * 32, 9.0)
    assert not own.proves(first.cookie, HOME)


def test_a_cookie_is_good_for_its_address_only_and_whatever_comes_instead_is_none() -> None:
    own = OwnCookies(Cookies(b"1" * 32, 0.0))
    assert own.proves(own.ask(HOME).cookie, HOME)
    assert not own.proves(own.ask(Endpoint("192.0.2.2", 24254)).cookie, HOME)
    for text in ("", "\ud800", "é" * 12, "A" * 12, None):
        assert not own.proves(Cookie("{}", text), HOME)
