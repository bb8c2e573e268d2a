"""What strangers' servers may answer, and what they may not do."""

import asyncio

import pytest

from plong.courier import http
from plong.courier.base import Reply, Undelivered
from plong.courier.http import HttpCourier
from tests.courier.conftest import Stranger


def ok(body: bytes, *more: bytes) -> bytes:
    head = b"\r\n".join([b"HTTP/1.1 200 OK", b"Content-Length: %d" % len(body), *more])
    return head + b"\r\n\r\n" + body


async def test_a_look_returns_the_status_over_redirects(
    courier: HttpCourier, stranger: Stranger
) -> None:
    def answer(head: bytes) -> bytes:
        if head.startswith(b"HEAD /there "):
            return b"HTTP/1.1 410 Gone\r\nContent-Length: 99\r\n\r\n"
        return b"HTTP/1.1 302 Away\r\nLocation: /there\r\n\r\n"

    stranger.answer = answer
    assert await courier.head(f"{stranger.url}/outbox/1") == 410
    assert [head.split()[0] for head in stranger.requests] == [b"HEAD"] * 2


async def test_what_is_posted_is_json(courier: HttpCourier, stranger: Stranger) -> None:
    assert await courier.post(f"{stranger.url}/ping", b"{}") == Reply(204, b"")
    (head,) = stranger.requests
    assert head.startswith(b"POST /ping HTTP/1.1\r\n")
    assert b"Content-Type: application/json\r\n" in head
    assert b"Content-Length: 2\r\n" in head
    assert b"Accept-Encoding: identity\r\n" in head


async def test_a_token_is_said_to_whom_it_is_for(courier: HttpCourier, stranger: Stranger) -> None:
    await courier.post(f"{stranger.url}/ping/user", b"{}", "aZ0-._~+/==")
    await courier.post(f"{stranger.url}/ping", b"{}")
    first, second = stranger.requests
    assert b"\r\nAuthorization: Bearer aZ0-._~+/==\r\n" in first
    assert b"authorization" not in second.lower()


async def test_an_empty_post_says_so(courier: HttpCourier, stranger: Stranger) -> None:
    await courier.post(f"{stranger.url}/outbox/1/ack", None)
    (head,) = stranger.requests
    assert b"Content-Length: 0\r\n" in head
    assert b"Content-Type" not in head


async def test_what_is_fetched_is_whole(courier: HttpCourier, stranger: Stranger) -> None:
    stranger.answer = lambda _: ok(b'{"content":"Hi"}')
    assert await courier.get(f"{stranger.url}/outbox/1") == Reply(200, b'{"content":"Hi"}')


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_post_follows_no_redirect(
    courier: HttpCourier, stranger: Stranger, status: int
) -> None:
    stranger.answer = lambda _: b"HTTP/1.1 %d Away\r\nLocation: /x\r\n\r\n" % status
    assert (await courier.post(f"{stranger.url}/ping", b"{}")).status == status
    assert len(stranger.requests) == 1


async def test_a_fetch_follows_a_redirect(courier: HttpCourier, stranger: Stranger) -> None:
    def answer(head: bytes) -> bytes:
        is_there = head.startswith(b"GET /there ")
        return ok(b"{}") if is_there else b"HTTP/1.1 302 Away\r\nLocation: /there\r\n\r\n"

    stranger.answer = answer
    assert (await courier.get(f"{stranger.url}/outbox/1")).status == 200
    assert len(stranger.requests) == 2


async def test_a_host_may_have_other_letters(courier: HttpCourier, stranger: Stranger) -> None:
    url = stranger.url.replace("127.0.0.1", "\uff11\uff12\uff17.0.0.1")
    assert not url.isascii()
    assert await courier.post(f"{url}/ping", b"{}") == Reply(204, b"")
    (head,) = stranger.requests
    assert f"Host: {stranger.url.removeprefix('http://')}\r\n".encode() in head


@pytest.mark.parametrize(
    "location",
    [
        *(b"ftp://127.0.0.1/", b"file:///etc/passwd", b"http://[::1"),
        *(b"http://a.example:99999/", b"http://a.example:x/", b"http://a.example:-1/"),
    ],
)
async def test_a_redirect_stays_with_http(
    courier: HttpCourier, stranger: Stranger, location: bytes
) -> None:
    stranger.answer = lambda _: b"HTTP/1.1 302 Away\r\nLocation: " + location + b"\r\n\r\n"
    with pytest.raises(Undelivered, match="no HTTP address"):
        await courier.get(stranger.url)


async def test_nobody_waits_for_the_errands_of_others(
    courier: HttpCourier, stranger: Stranger
) -> None:
    all_there = asyncio.Barrier(100)

    async def answer(writer: asyncio.StreamWriter) -> None:
        await all_there.wait()
        writer.write(ok(b"{}"))

    stranger.answer, stranger.after = (lambda _: b""), answer
    replies = await asyncio.gather(*(courier.get(stranger.url) for _ in range(100)))
    assert {reply.status for reply in replies} == {200}


async def test_redirects_come_to_an_end(courier: HttpCourier, stranger: Stranger) -> None:
    stranger.answer = lambda _: b"HTTP/1.1 302 Away\r\nLocation: /again\r\n\r\n"
    with pytest.raises(Undelivered, match="too many redirects"):
        await courier.get(stranger.url)
    assert len(stranger.requests) == 4


async def test_too_much_is_not_read(courier: HttpCourier, stranger: Stranger) -> None:
    stranger.answer = lambda _: b"HTTP/1.1 200 OK\r\n\r\n" + bytes(3 * 1024 * 1024)
    with pytest.raises(Undelivered, match="more than 2097152 bytes"):
        await courier.get(stranger.url)


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 200", b"\0" * 100, ok(b"cut")[:-1]])
async def test_what_is_no_answer_is_none(
    courier: HttpCourier, stranger: Stranger, answer: bytes
) -> None:
    stranger.answer = lambda _: answer
    with pytest.raises(Undelivered, match="cannot be reached"):
        await courier.get(stranger.url)


async def test_who_drips_is_given_up(
    courier: HttpCourier, stranger: Stranger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "PATIENCE", 0.05)
    gone = asyncio.Event()

    async def wait(_: asyncio.StreamWriter) -> None:
        await gone.wait()

    stranger.after = wait
    stranger.answer = lambda _: b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\na"
    with pytest.raises(Undelivered, match="did not answer within"):
        await courier.get(stranger.url)
    gone.set()


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "gopher://127.0.0.1/"])
async def test_who_is_not_there_cannot_be_reached(courier: HttpCourier, url: str) -> None:
    with pytest.raises(Undelivered, match="cannot be reached"):
        await courier.post(url, b"{}")
