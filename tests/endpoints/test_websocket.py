"""The portable skin: what only ASGI can bring about."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from starlette.types import Message

from plong.app import create_app
from plong.protocol.closes import REMOVED, RESTARTING
from plong.services import running_services
from tests.support.server import barrier, make_test_config
from tests.support.skins import portable_server
from tests.support.talk import hear_close

NO_CLIENT: dict[str, Any] = {"client": None, "extensions": {}}


class Client:
    """An ASGI server with one WebSocket, reduced to its events."""

    def __init__(self, app: Any, path: str, **more: object) -> None:
        scope = {
            "type": "websocket",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": b"",
            "headers": [],
            "subprotocols": [],
            "client": ("192.0.2.1", 4711),
            "extensions": {"websocket.http.response": {}},
            **more,
        }
        self.scope: dict[str, Any] = scope
        self.sent: asyncio.Queue[Message] = asyncio.Queue()
        self.fails: Callable[[Message], bool] = lambda _: False
        self._events: asyncio.Queue[Message] = asyncio.Queue()
        self.task = asyncio.create_task(app(scope, self._events.get, self._send))
        self.put("connect")

    async def _send(self, message: Message) -> None:
        if self.fails(message):
            raise OSError
        await self.sent.put(message)

    def put(self, kind: str, **more: object) -> None:
        self._events.put_nowait({"type": f"websocket.{kind}", **more})

    async def take(self) -> Message:
        async with asyncio.timeout(5):
            return await self.sent.get()


@pytest.fixture
async def app() -> Any:
    config = make_test_config()
    async with running_services(config) as services:
        yield create_app(config, services)


async def path_of_somebody(app: Any) -> str:
    return f"/ws/{(await app.state.hub.directory.greet('')).private_id}"


@pytest.mark.parametrize("more", [{}, {"bytes": None}])
async def test_an_event_may_name_the_kind_that_it_does_not_have(app: Any, more: Any) -> None:
    client = Client(app, await path_of_somebody(app), **NO_CLIENT)
    assert (await client.take())["type"] == "websocket.accept"
    client.put("receive", text="\x1bping", **more)
    assert await client.take() == {"type": "websocket.send", "text": "\x1bpong"}
    client.put("disconnect", code=1000)
    await client.task


async def test_a_client_that_is_gone_while_words_are_sent_leaves_no_trace(app: Any) -> None:
    client = Client(app, await path_of_somebody(app))
    await client.take()
    client.fails = lambda message: message["type"] == "websocket.send"
    client.put("receive", text="\x1bping")
    client.put("disconnect", code=1006)
    await client.task
    assert app.state.hub.connections == []


async def test_who_never_disconnects_is_given_up_after_the_close_timeout() -> None:
    config = make_test_config(close_timeout=0.05)
    async with running_services(config) as services:
        app = create_app(config, services)
        client = Client(app, await path_of_somebody(app))
        await client.take()
        services.hub.restart(max)
        assert (await client.take())["code"] == 1012
        await client.task


async def test_a_server_that_cancels_the_application_ends_the_session(app: Any) -> None:
    client = Client(app, await path_of_somebody(app))
    await client.take()
    client.task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await client.task
    assert app.state.hub.connections == []


async def test_a_mistake_of_ours_is_told_to_the_server(
    app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    client = Client(app, await path_of_somebody(app))
    await client.take()
    monkeypatch.setattr("plong.endpoints.session.Session.receive", fail)
    client.put("receive", text="Hi")
    with pytest.raises(ZeroDivisionError):
        await client.task
    assert app.state.hub.connections == []


async def test_a_server_without_denials_closes_instead() -> None:
    config = make_test_config(mode="h")
    async with running_services(config) as services:
        client = Client(create_app(config, services), "/ws", extensions={})
        assert (await client.take())["type"] == "websocket.close"
        await client.task


async def test_a_denial_is_an_answer_in_json() -> None:
    config = make_test_config(mode="h")
    async with running_services(config) as services:
        client = Client(create_app(config, services), "/ws")
        start, body = await client.take(), await client.take()
        assert (start["type"], start["status"]) == ("websocket.http.response.start", 404)
        assert list(json.loads(body["body"])) == ["Error"]
        await client.task


@pytest.mark.parametrize("mode", ["hwx", "h"])
async def test_the_path_is_hidden_from_the_server_s_log(mode: str) -> None:
    config = make_test_config(mode=mode, allowed_origins=["https://page.example"])
    async with running_services(config) as services:
        app = create_app(config, services)
        for origin in (b"https://page.example", b"https://other.example"):
            path = await path_of_somebody(app)
            client = Client(app, path, headers=[(b"origin", origin)])
            await client.take()
            client.put("disconnect", code=1000)
            await client.task
            assert client.scope["path"] == "/ws/-"
            assert client.scope["raw_path"] == b"/ws/-"


async def test_pings_are_the_server_s_so_silence_is_no_reason_to_close() -> None:
    async with portable_server() as server, server.connect(await server.ohai()) as connection:
        await barrier(connection)
        for _ in range(100):
            await server.hub.keepalive.turn()
        await barrier(connection)


async def test_only_the_first_close_counts() -> None:
    async with portable_server() as server, server.connect(await server.ohai()) as connection:
        await barrier(connection)
        [seat] = server.hub.connections
        seat.listener.dismiss(REMOVED)
        seat.listener.dismiss(RESTARTING)
        assert await hear_close(connection) == (4001, "Peer removed.")
