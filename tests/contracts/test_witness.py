"""The witnesses of the whole suite see what is false; what is right they let pass."""

import json

import pytest

from plong.contracts.samples import PUBLIC_ID
from tests.support.contract import (
    Broken,
    channel_of,
    check_close,
    socket_contract,
)
from tests.support.http_contract import http_contract

ESC = "\x1b"
RIGHT: list[tuple[str, str | bytes]] = [
    ("classic", "Hi"),
    ("classic", ""),
    ("classic", b"\x1b\x00"),
    ("classic", f":{PUBLIC_ID}:Hi"),
    ("classic", f"{ESC}pong"),
    ("classic", f'{ESC}{{"Error":"No."}}'),
    ("plong2", f'{ESC}{{"Ok":"ping"}}'),
    ("plong2", f'{ESC}{{"Event":"gone","PublicId":"{PUBLIC_ID}"}}'),
    ("plong2", f'{ESC}{{"Error":"No.","Code":"no-such-peer","Verb":"chlink"}}'),
    ("bridge", '[{"PleaseSendPeers":{}}]'),
    ("libp2p", b"\x13/multistream/1.0.0\n"),
]
WRONG: list[tuple[str, str | bytes]] = [
    ("classic", f"{ESC}"),
    ("classic", f"{ESC}pang"),
    ("classic", f'{ESC}{{"Ok":"ping"}}'),
    ("classic", f'{ESC}{{"Error":"No.","Code":"no-such-peer"}}'),
    ("plong2", f"{ESC}pong"),
    ("plong2", f'{ESC}{{"Ok":"dance"}}'),
    ("plong2", f'{ESC}{{"Ok":"ping","More":1}}'),
    ("plong2", f'{ESC}{{"Event":"gone"}}'),
    ("plong2", f'{ESC}{{"Event":"gone","PublicId":"me"}}'),
    ("plong2", f'{ESC}{{"Error":"No.","Code":"passphrase-taken","Verb":"chlink"}}'),
    ("bridge", "Hi"),
    ("bridge", "[]"),
    ("bridge", '[{"Dance":{}}]'),
    ("bridge", b"[]"),
    ("libp2p", "Hi"),
]


@pytest.mark.parametrize(("channel", "message"), RIGHT)
def test_a_right_message_passes(channel: str, message: str | bytes) -> None:
    socket_contract(channel).hear(message)


@pytest.mark.parametrize(("channel", "message"), WRONG)
def test_a_message_that_is_not_documented_is_seen(channel: str, message: str | bytes) -> None:
    with pytest.raises(Broken):
        socket_contract(channel).hear(message)


def test_a_close_code_that_is_not_documented_is_seen() -> None:
    check_close(4008)
    with pytest.raises(Broken):
        check_close(4009)


@pytest.mark.parametrize(
    ("path", "subprotocol", "channel"),
    [
        ("/ws/x", None, "classic"),
        ("/ws", "private.x", "classic"),
        ("/ws", "plong.2", "plong2"),
        ("/wt/", None, "bridge"),
        ("/", None, "libp2p"),
    ],
)
def test_a_connection_is_on_one_channel(path: str, subprotocol: str | None, channel: str) -> None:
    assert channel_of(path, subprotocol) == channel


PEER = {"PrivateId": "P" * 86, "PublicId": PUBLIC_ID, "Created": "2026-01-01T00:00:00Z"}
JSON = "application/json"


def test_a_right_answer_passes() -> None:
    http_contract().hear("GET", "/ohai", 200, JSON, json.dumps(PEER).encode())
    http_contract().hear("POST", "/at/x//ping", 204, "", b"")
    http_contract().hear("GET", "/nothing", 404, JSON, b"{}")


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [
        (201, JSON, PEER),
        (200, "text/plain", PEER),
        (200, JSON, {**PEER, "Name": "Ann"}),
        (200, JSON, {**PEER, "PublicId": "me"}),
        (200, JSON, {"PublicId": PUBLIC_ID}),
        (409, JSON, {"Error": "No."}),
        (429, JSON, {"error": "No.", "code": "rate-limited"}),
    ],
)
def test_an_answer_that_is_not_documented_is_seen(status: int, kind: str, body: object) -> None:
    with pytest.raises(Broken):
        http_contract().hear("GET", "/ohai", status, kind, json.dumps(body).encode())
