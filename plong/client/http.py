"""The two questions that are asked over HTTP: for a name, and to forget it."""

import asyncio
import json
from concurrent.futures import Future
from http.client import HTTPException
from threading import Thread
from typing import Any, Final
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from plong.client.reasons import reason_of, unreachable
from plong.client.wire.address import Address
from plong.client.wire.errors import PlongError
from plong.client.wire.objects import read_object, write_object

_DEADLINE: Final = 15.0
"""Seconds that a question and its answer may take."""
_SILENCE: Final = 10.0
"""Seconds without a byte after which the server is given up."""
_MOST: Final = 1 << 20
"""Bytes of an answer that are read."""


async def say_ohai(address: Address) -> str:
    """Return the PrivateId of a new peer. Raise `PlongError`."""
    try:
        answer = await _ask(f"{address.http}/ohai", None)
    except PlongError as error:
        if error.code == "no-such-peer":  # nobody was asked for
            raise unreachable(address.http, "status 404") from None
        raise
    if not isinstance(private_id := answer.get("PrivateId"), str):
        raise unreachable(address.http, "it gave no PrivateId")
    return private_id


async def say_obai(address: Address, private_id: str) -> None:
    """End a peer with its passphrases and connections. Raise `PlongError`."""
    body = write_object(PrivateId=private_id).encode()
    await _ask(f"{address.http}/obai", body)


async def _ask(url: str, body: bytes | None) -> dict[str, Any]:
    answer: Future[dict[str, Any]] = Future()
    # A daemon, unlike the threads of asyncio.to_thread: the process may end without an answer.
    Thread(target=_settle, args=(answer, url, body), daemon=True).start()
    try:
        async with asyncio.timeout(_DEADLINE):
            return await asyncio.wrap_future(answer)
    except TimeoutError:
        raise unreachable(url, "it did not answer in time") from None


def _settle(answer: Future[dict[str, Any]], url: str, body: bytes | None) -> None:
    answer.set_running_or_notify_cancel()  # so that who gives up does not end it from outside
    try:
        answer.set_result(_fetch(url, body))
    except PlongError as error:
        answer.set_exception(error)


def _fetch(url: str, body: bytes | None) -> dict[str, Any]:
    request = Request(url, body, {"Content-Type": "application/json"})  # noqa: S310 - `read_address` looked at the scheme
    try:
        with urlopen(request, timeout=_SILENCE) as answer:  # noqa: S310
            fields = read_object(answer.read(_MOST).decode())
    except HTTPError as error:
        with error:
            raise _refusal(url, error) from None
    except (OSError, HTTPException, ValueError) as error:
        raise unreachable(url, reason_of(error)) from None
    if fields is None:
        raise unreachable(url, "its answer is no JSON object")
    return fields


def _refusal(url: str, error: HTTPError) -> PlongError:
    try:
        sentence = json.loads(error.read(_MOST))["Error"]
    except (OSError, HTTPException, ValueError, KeyError, TypeError, RecursionError):
        return unreachable(url, f"status {error.code}")
    code = {404: "no-such-peer", 429: "rate-limited"}.get(error.code, "unavailable")
    return PlongError(code, str(sentence))
