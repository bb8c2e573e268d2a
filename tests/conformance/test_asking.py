"""The check waits where the server wants it to."""

from plong.client.wire.address import read_address
from plong.conformance.asking import Asker
from plong.conformance.rows.book import choose
from plong.conformance.suite import try_rows
from plong.conformance.visit import Visit
from tests.conformance.visits import found_at, named
from tests.support.liar import Lie, lying
from tests.support.server import Server, running_server


def busy(seconds: str, where: bytes) -> Lie:
    """Return a server that says once that it is asked too often."""
    head = b" 429 Too Many\r\nRetry-After: " + seconds.encode() + b"\r\n"
    return Lie(rb" 200 OK\r\n", head, where, times=1)


async def test_a_question_that_comes_too_early_is_asked_again(server: Server) -> None:
    async with lying(server.url, busy("0", b"^POST /ohai")) as url:
        results = await found_at(url, "http.ohai-post", "http.retry-after")
    assert named(results, "pass") == {"http.ohai-post", "http.retry-after"}


async def test_a_429_that_does_not_say_when_to_come_again_is_told(server: Server) -> None:
    async with lying(server.url, busy("soon", b"^POST /ohai")) as url:
        visit = Visit(Asker(read_address(url), print, untold=0), "hwx")
        rows = choose(["http.ohai-post", "http.retry-after"])
        results = [result async for result in try_rows(rows, visit)]
        await visit.peers.leave()
    assert [result.outcome for result in results] == ["pass", "fail"]
    assert results[1].came == "soon"


async def test_who_wants_us_to_wait_for_long_is_left_alone(server: Server) -> None:
    async with lying(server.url, busy("999", b"^POST /ohai")) as url:
        results = await found_at(url, "http.ohai-post")
    assert results["http.ohai-post"].why == "the server answers 429 and asks to wait 999 s"


async def test_passphrases_of_a_websocket_are_tried_again_too() -> None:
    # Three tries at once, one a second: the row takes three, the one before it two.
    async with running_server(passphrase_tries=3) as server:
        limited = Lie(rb"Retry-After: \d+", b"Retry-After: 0", rb"^POST /whois")
        async with lying(server.url, limited) as url:
            results = await found_at(url, "plong2.taken", "plong2.codes")
    assert named(results, "fail") == set()
