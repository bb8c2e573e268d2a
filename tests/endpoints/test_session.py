"""What a session does when its own side fails."""

import asyncio
import logging

import pytest

from plong.endpoints.session import Session
from plong.protocol.errors import Unavailable
from plong.protocol.handshake import read_handshake
from tests.support.fakes import FakeWire
from tests.support.raw import TEXT
from tests.support.server import ESC, Server
from tests.support.skins import Skin
from tests.support.talk import hear_close, hear_words


async def unavailable(*_: object) -> None:
    raise Unavailable


async def broken(*_: object) -> None:
    raise ZeroDivisionError


async def test_without_a_store_a_connection_is_closed_with_1013(
    skin: Skin, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with skin() as server:
        me = await server.ohai()
        monkeypatch.setattr(server.hub.directory, "peer_by_private_id", unavailable)
        async with server.connect(me) as connection:
            reason = "The server cannot look up peers just now."
            assert await hear_close(connection) == (1013, reason)


async def test_without_a_store_a_command_is_refused(
    skin: Skin, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with skin() as server:
        monkeypatch.setattr(server.hub.directory, "counts", unavailable)
        async with server.connect_2(await server.ohai()) as connection:
            await hear_words(connection)
            await connection.send(ESC + "wuu2")
            error = "The server cannot store anything just now."
            refusal = {"Error": error, "Code": "unavailable", "Verb": "wuu2"}
            assert await hear_words(connection) == refusal


async def test_a_mistake_of_ours_is_logged_once_and_closed_with_1011(
    skin: Skin, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with skin() as server:
        me = await server.ohai()
        monkeypatch.setattr(server.hub.directory, "counts", broken)
        async with server.connect(me) as connection:
            await connection.send(ESC + "wuu2")
            await connection.send(ESC + "ping")
            assert await hear_close(connection) == (1011, "Internal error.")
    [record] = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert (record.name, record.getMessage()) == ("plong.session", "A command failed.")
    assert record.exc_info is not None
    assert record.exc_info[0] is ZeroDivisionError


async def test_a_session_whose_loop_is_closed_under_it_does_nothing_more(server: Server) -> None:
    me = await server.ohai()
    wire = FakeWire()
    session = Session(
        server.hub, None, wire, read_handshake(f"/ws/{me.private_id}", []), "192.0.2.1"
    )
    assert session._task is not None
    session._task.cancel()
    await asyncio.gather(session._task, return_exceptions=True)
    session.receive(TEXT, b"\x1bping")
    assert wire.written == []
    session.left()
