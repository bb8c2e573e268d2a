"""A PrivateId is never logged, whatever is done with it."""

import logging

import pytest
from websockets.exceptions import InvalidStatus

from tests.support.raw import TEXT, frame, raw_client, raw_websocket, upgrade
from tests.support.server import ESC, Me, Server, barrier, running_server
from tests.support.skins import Skin, portable_server
from tests.support.talk import hear_close, hear_words

CLIENTS = {"httpx", "httpcore", "websockets"}
"""Loggers of the test's own clients, which may name what they ask for."""
PAGE = "https://page.example"


async def broken(*_: object) -> None:
    raise ZeroDivisionError


async def use(server: Server, me: Me) -> None:
    """Do what can be done with a PrivateId, right and wrong."""
    path = f"/ws/{me.private_id}"
    async with server.connect(me) as first, server.connect_2(me) as second:
        await barrier(first)
        await hear_words(second)
    async with raw_websocket(server.port, path) as client:
        await client.send(frame(3))
        await client.read_close()
    async with raw_websocket(server.port, path) as client:
        await client.send(frame(TEXT, b"Hi")[:-1])
        client.reset()
    with pytest.raises(InvalidStatus):
        await server.connect(me, origin="https://other.example")
    await server.http.get(path)
    await server.http.post(path)
    await server.iam(me, "")
    await server.post(path, {"PrivateId": me.private_id})


async def misuse(server: Server, me: Me) -> None:
    """Send upgrades and requests that no server likes."""
    path = f"/ws/{me.private_id}"
    requests = [
        upgrade(path, **{"Sec-WebSocket-Version": "12"}),
        upgrade(path, **{"Sec-WebSocket-Key": "short"}),
        upgrade(path).replace(b"GET", b"POST"),
        f"GET {path} nonsense\r\n\r\n".encode(),
    ]
    for request in requests:
        async with raw_client(server.port) as client:
            await client.send(request)
            assert (await client.read_answer()).status >= 400


async def fail(server: Server, me: Me, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the server make a mistake of its own."""
    with monkeypatch.context() as patch:
        patch.setattr(server.hub.directory, "find", broken)
        async with server.connect(me) as connection:
            await connection.send(ESC + 'whois {"Passphrase":"p"}')
            assert (await hear_close(connection))[0] == 1011


@pytest.mark.parametrize(
    ("skin", "level"),
    [(running_server, logging.DEBUG), (portable_server, logging.INFO)],
    ids=["picows", "portable"],
)
async def test_no_log_and_no_stderr_names_a_private_id(
    skin: Skin,
    level: int,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(level)
    async with skin(allowed_origins=[PAGE]) as server:
        me = await server.ohai()
        await use(server, me)
        await misuse(server, me)
        await fail(server, me, monkeypatch)
        await server.post("/obai", {"PrivateId": me.private_id})
        async with server.connect(me) as connection:
            await hear_close(connection)
    ours = [r for r in caplog.records if r.name.partition(".")[0] not in CLIENTS]
    assert any(record.exc_info for record in ours)
    logged = "\n".join(map(logging.Formatter().format, ours))
    printed = capfd.readouterr()
    assert me.private_id not in logged + printed.out + printed.err
