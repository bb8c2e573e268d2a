"""What is asked over HTTP: for a name, to forget it, and what only its owner may ask."""

import asyncio
import json
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from http.client import HTTPException
from threading import Thread
from typing import Any, Final
from urllib.error import HTTPError
from urllib.request import (
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    urlopen,
)

from plong.client.reasons import reason_of, unreachable
from plong.client.wire.address import Address
from plong.client.wire.errors import PlongError
from plong.client.wire.objects import read_object, write_object

_DEADLINE: Final = 15.0
"""Seconds that a question and its answer may take."""
_SILENCE: Final = 10.0
"""Seconds without a byte after which the server is given up."""
_MOST: Final = 16 << 20
"""Bytes of an answer that are read: a thousand pings with the longest of words, and more."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered, whatever its status."""

    status: int
    headers: Mapping[str, str]
    """Their names may be asked for in either case."""
    body: bytes


async def say_ohai(address: Address) -> str:
    """Return the PrivateId of a new peer. Raise `PlongError`."""
    try:
        answer = await _ask_server(f"{address.http}/ohai", None)
    except PlongError as error:
        if error.code == "no-such-peer":  # nobody was asked for
            raise unreachable(address.http, f"status 404, “{error!s:.200}”") from None
        raise
    if not isinstance(private_id := answer.get("PrivateId"), str):
        raise unreachable(address.http, "it gave no PrivateId")
    return private_id


async def say_obai(address: Address, private_id: str) -> None:
    """End a peer with its passphrases and connections. Raise `PlongError`."""
    body = write_object(PrivateId=private_id).encode()
    await _ask_server(f"{address.http}/obai", body)


async def read_swarm(address: Address) -> Mapping[str, object]:
    """Return what a server says of its node of LCDP (docs/wire/lcdp.md). Raise `PlongError`."""
    url = f"{address.http}/status.json"
    reply = await _fetch(url, None)
    if reply.status == 404:  # noqa: PLR2004 - not found
        sentence = f"The server at {address.http} is no node of LCDP; its mode has no u."
        raise PlongError("switched-off", sentence)
    return _object(url, reply)


async def ask_owner(request: Request, seconds: float = _DEADLINE) -> Reply:
    """Ask what wants a secret, which is told to nobody that the answer redirects to.

    Args:
        request: with its method, headers and body.
        seconds: that the question and its answer may take.

    Raises:
        PlongError: ``unreachable``, there was no answer, or a redirect.
    """
    url = request.full_url
    reply = await _in_time(url, lambda: _read(_straight().open, request, seconds), seconds)
    if 300 <= reply.status < 400:  # noqa: PLR2004 - redirects
        raise unreachable(url, f"it sends us to {reply.headers.get('Location')!r:.200}")
    return reply


def _straight() -> OpenerDirector:
    """Return what takes redirects, like errors, for answers: urllib would take our secret there."""
    director = OpenerDirector()
    for handler in (ProxyHandler(), HTTPHandler(), HTTPSHandler()):
        director.add_handler(handler)
    return director


async def _ask_server(url: str, body: bytes | None) -> dict[str, Any]:
    return _object(url, await _fetch(url, body))


async def _fetch(url: str, body: bytes | None) -> Reply:
    request = Request(url, body, {"Content-Type": "application/json"})  # noqa: S310 - `read_address` looked at the scheme
    return await _in_time(url, lambda: _read(urlopen, request, _SILENCE), _DEADLINE)


def _object(url: str, reply: Reply) -> dict[str, Any]:
    """Return the JSON object that a server answered, if it did. Raise `PlongError`."""
    if (refusal := _refusal(url, reply)) is not None:
        raise refusal
    try:
        fields = read_object(reply.body.decode())
    except ValueError as error:
        raise unreachable(url, reason_of(error)) from None
    if fields is None:
        raise unreachable(url, "its answer is no JSON object")
    return fields


async def _in_time(url: str, work: Callable[[], Reply], seconds: float) -> Reply:
    reply: Future[Reply] = Future()
    # A daemon, unlike the threads of asyncio.to_thread: the process may end without an answer.
    Thread(target=_settle, args=(reply, work), daemon=True).start()
    try:
        async with asyncio.timeout(seconds):
            return await asyncio.wrap_future(reply)
    except TimeoutError:
        raise unreachable(url, "it did not answer in time") from None


def _settle(reply: Future[Reply], work: Callable[[], Reply]) -> None:
    reply.set_running_or_notify_cancel()  # so that who gives up does not end it from outside
    try:
        reply.set_result(work())
    except PlongError as error:
        reply.set_exception(error)


def _read(open_url: Callable[..., Any], request: Request, silence: float) -> Reply:
    try:
        try:
            answer = open_url(request, timeout=silence)
        except HTTPError as error:
            answer = error
        with answer:
            body = answer.read(_MOST)
            if answer.length:  # http.client does not mind
                raise unreachable(request.full_url, "its answer was cut short, or is endless")
            return Reply(answer.status, answer.headers, body)
    except (OSError, HTTPException, ValueError) as error:
        raise unreachable(request.full_url, reason_of(error)) from None


def _refusal(url: str, reply: Reply) -> PlongError | None:
    if reply.status < 300:  # noqa: PLR2004 - done
        return None
    try:
        sentence = json.loads(reply.body)["Error"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return unreachable(url, f"status {reply.status}")
    code = {404: "no-such-peer", 429: "rate-limited"}.get(reply.status, "unavailable")
    return PlongError(code, str(sentence))
