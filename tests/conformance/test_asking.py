"""The check waits where the server wants it to."""

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
