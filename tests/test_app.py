"""The whole server as one ASGI application, and how it is put together."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient, WebSocketDenialResponse, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

import plong.keeping
from plong.app import create_app
from plong.hub.pruner import Pruner
from plong.keeping import make_store
from plong.protocol.errors import Unavailable
from plong.protocol.requests import Claim, Find
from plong.services import running_services
from plong.store.base import StoreError
from plong.store.memory import MemoryStore
from plong.store.sqlite import SqliteStore
from tests.support.server import ESC, make_test_config


@pytest.fixture
def client() -> Iterator[TestClient]:
    """The application in Starlette's own client, with its lifespan on."""
    with TestClient(create_app(make_test_config())) as client:
        yield client


def ohai(client: TestClient) -> Any:
    return client.get("/ohai").json()


def barrier(session: WebSocketTestSession) -> None:
    session.send_text(ESC + "ping")
    assert session.receive_text() == ESC + "pong"


def test_http_answers(client: TestClient) -> None:
    me = ohai(client)
    who = {"PublicId": me["PublicId"], "Created": me["Created"]}
    body = {"PrivateId": me["PrivateId"], "Passphrase": "app"}
    assert client.post("/iam", json=body).status_code == 200
    assert client.post("/whois", json={"Passphrase": "app"}).json() == who
    assert client.get("/").json()["Status"] == {"Peers": 1, "Identities": 1}
    assert client.post("/obai", json={"PrivateId": me["PrivateId"]}).json() == {}
    assert client.get("/").json()["Status"] == {"Peers": 0, "Identities": 0}
    assert client.get("/ws").status_code == 426
    assert client.get("/nothing").json() == {"Error": "There is nothing at this path."}


def test_two_meet_and_talk(client: TestClient) -> None:
    alice, bob = ohai(client), ohai(client)
    with (
        client.websocket_connect(f"/ws/{alice['PrivateId']}") as alices,
        client.websocket_connect(f"/ws/{bob['PrivateId']}") as bobs,
    ):
        barrier(bobs)
        alices.send_text(f"{ESC}chlink {bob['PublicId']}")
        alices.send_text("Hi")
        assert bobs.receive_text() == f":{alice['PublicId']}:Hi"
        bobs.send_text(f"{ESC}chlink {alice['PublicId']}")
        bobs.send_bytes(b"\x00\xff")
        assert alices.receive_bytes() == b"\x00\xff"
        alices.send_text("")
        assert bobs.receive_text() == ""


def test_plong_2_is_spoken(client: TestClient) -> None:
    me = ohai(client)
    offers = [f"private.{me['PrivateId']}", "plong.2"]
    with client.websocket_connect("/ws", subprotocols=offers) as session:
        assert session.accepted_subprotocol == "plong.2"
        assert session.receive_text().startswith(ESC + '{"Event":"welcome","PublicId":')
        session.send_text(ESC + "dalink")
        assert session.receive_text() == ESC + '{"Ok":"dalink","Remote":false,"Direct":false}'


def test_an_unknown_peer_is_accepted_and_closed(client: TestClient) -> None:
    with client.websocket_connect("/ws/nobody") as session:
        with pytest.raises(WebSocketDisconnect) as closed:
            session.receive_text()
        assert (closed.value.code, closed.value.reason) == (4004, "No such peer.")


def test_obai_closes_the_connections(client: TestClient) -> None:
    me = ohai(client)
    with client.websocket_connect(f"/ws/{me['PrivateId']}") as session:
        barrier(session)
        client.post("/obai", json={"PrivateId": me["PrivateId"]})
        with pytest.raises(WebSocketDisconnect) as closed:
            session.receive_text()
        assert (closed.value.code, closed.value.reason) == (4001, "Peer removed.")


def test_a_feature_that_is_off_is_denied() -> None:
    with TestClient(create_app(make_test_config(mode="h"))) as client:
        with pytest.raises(WebSocketDenialResponse) as denied, client.websocket_connect("/ws/x"):
            pass
        assert denied.value.status_code == 404


def test_an_upgrade_where_nothing_is_is_refused(client: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/nothing"):
        pass


START_WITHOUT_EXTRAS = """
import asyncio, sys
sys.modules.update(cryptography=None, httpcore2=None)  # as if they were not installed
from plong.services import running_services
from plong.config import Config, ConfigError
import plong.server
async def start():
    async with running_services(Config(mode=sys.argv[1], store="memory:")):
        print("started")
try:
    asyncio.run(start())
except ConfigError as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("hwx", "started"),
        ("hwxp", "by pip install '.[ping]'."),
        ("hwxu", "by pip install '.[lcdp]'."),
        ("hwxl", "by pip install '.[libp2p]'."),
    ],
)
def test_only_who_wants_a_protocol_needs_its_packages(mode: str, said: str) -> None:
    command = [sys.executable, "-c", START_WITHOUT_EXTRAS, mode]
    assert subprocess.check_output(command, text=True).endswith(f"{said}\n")


def test_the_store_is_the_one_that_is_configured(tmp_path: Path) -> None:
    assert isinstance(make_store("memory:"), MemoryStore)
    assert isinstance(make_store(f"sqlite:{tmp_path / 'plong.db'}"), SqliteStore)


async def test_what_was_answered_is_there_after_a_restart(tmp_path: Path) -> None:
    config = make_test_config(store=f"sqlite:{tmp_path / 'plong.db'}")
    async with running_services(config) as services:
        greeting = await services.hub.directory.greet("192.0.2.1")
        claim = Claim(greeting.private_id, b"still me", None, None)
        await services.hub.directory.claim(claim, None, "192.0.2.1")
    async with running_services(config) as services:
        assert await services.hub.directory.find(Find(b"still me"), "192.0.2.1") == greeting.peer


async def test_a_store_that_cannot_be_opened_stops_the_start(tmp_path: Path) -> None:
    config = make_test_config(store=f"sqlite:{tmp_path / 'missing' / 'plong.db'}")
    with pytest.raises(StoreError):
        async with running_services(config):
            raise AssertionError("It started.")


class FullStore(MemoryStore):
    """A store that was filled up while it was in use, or before."""

    async def secret(self, *_: object) -> bytes:
        raise Unavailable

    async def touch(self, *_: object) -> None:
        raise Unavailable


async def test_a_store_that_can_store_nothing_stops_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(plong.keeping, "make_store", lambda _: FullStore())
    with pytest.raises(StoreError) as refused:
        async with running_services(make_test_config()):
            raise AssertionError("It started.")
    assert str(refused.value) == "memory: can store nothing; is its disk full?"


async def test_a_full_store_does_not_keep_a_server_from_stopping(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with running_services(make_test_config()):
        monkeypatch.setattr(MemoryStore, "touch", FullStore.touch)


async def test_a_task_that_fails_ends_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(_: Pruner) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Pruner, "run", fail)
    with pytest.raises(ExceptionGroup) as failed:
        async with running_services(make_test_config()):
            await asyncio.Event().wait()
    assert failed.group_contains(ZeroDivisionError)


async def test_an_application_may_run_on_a_node_that_runs_already() -> None:
    config = make_test_config()
    async with running_services(config) as services:
        app = create_app(config, services)
        assert app.state.hub is services.hub
        async with app.router.lifespan_context(app):
            assert app.state.hub is services.hub
        assert (await services.hub.directory.greet("192.0.2.1")).peer.public_id
