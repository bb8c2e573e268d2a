"""Visitors of a server who ask for promises until it is gone."""

import asyncio
import itertools
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from plong.protocol.models import Answer
from tests.support.ledger import Ledger
from tests.support.mail import knock_of
from tests.support.process import ServerProcess

_PATIENCE = 60
"""Seconds in which the wanted answers must come."""
_GONE = (httpx.TransportError, OSError, EOFError, WebSocketException)
# anyio looks into a socket that uvloop has closed already.
_ODD = (AttributeError,)


class Visitors:
    """Do everything that is stored, over HTTP and WebSocket; enter what was answered."""

    def __init__(self, server: ServerProcess, ledger: Ledger, round_number: int) -> None:
        self._server = server
        self._ledger = ledger
        self._numbers = (f"{round_number}-{number}" for number in itertools.count())
        self._answers = 0
        self._is_leaving = False
        self._enough = asyncio.Event()

    async def come_until_it_is_killed_after(self, answers: int) -> None:
        """Visit; kill the server in the middle of it; return when everybody has noticed."""
        tasks = await self._come(answers)
        await self._server.kill()
        await asyncio.gather(*tasks)

    async def come_for(self, answers: int) -> None:
        """Visit until there were so many answers, and let the last visits end."""
        tasks = await self._come(answers)
        self._is_leaving = True
        await asyncio.gather(*tasks)

    async def _come(self, answers: int) -> Sequence[asyncio.Task[None]]:
        self._wanted = answers
        visits = [self.greet] * 4 + [self.claim, self.claim_once, self.remove, self.post]
        tasks = [asyncio.create_task(self._until_gone(visit)) for visit in visits]
        tasks.append(asyncio.create_task(self._until_gone(self.connect)))
        await asyncio.wait_for(self._enough.wait(), _PATIENCE)
        return tasks

    def _answered(self) -> None:
        self._answers += 1
        if self._answers == self._wanted:
            self._enough.set()

    async def _ask(self, path: str, body: object, **headers: str) -> Answer:
        response = await self._server.http.post(path, json=body, headers=headers)
        assert response.is_success, response.text
        self._answered()
        answer: Answer = response.json() if response.content else {}
        return answer

    async def greet(self) -> Answer:
        me = await self._ask("/ohai", {})
        self._ledger.peers[str(me["PrivateId"])] = me
        return me

    async def claim(self) -> None:
        me, passphrase = await self.greet(), next(self._numbers)
        body = {"PrivateId": me["PrivateId"], "Passphrase": passphrase}
        self._ledger.claimed[passphrase] = await self._ask("/iam", body)

    async def claim_once(self) -> None:
        me, passphrase = await self.greet(), next(self._numbers)
        body = {"PrivateId": me["PrivateId"], "Passphrase": passphrase, "Uses": 1}
        claimed = await self._ask("/iam", body)
        self._ledger.once[passphrase] = claimed
        if len(self._ledger.once) % 2:
            del self._ledger.once[passphrase]  # from the question on, nobody knows
            found = await self._ask("/whois", {"Passphrase": passphrase})
            assert found["PublicId"] == me["PublicId"]
            self._ledger.used_up.add(passphrase)

    async def remove(self) -> None:
        me = await self._ask("/ohai", {})
        private_id = str(me["PrivateId"])
        await self._ask("/obai", {"PrivateId": private_id})
        self._ledger.removed.add(private_id)

    async def post(self) -> None:
        me, ping_id = await self.greet(), next(self._numbers)
        private_id, at = str(me["PrivateId"]), f"/at/{me['PublicId']}"
        body = {"target": "https://a.example/", "content": f"content for {private_id}"}
        sent = await self._ask(f"{at}/send", body, Authorization=f"Bearer {private_id}")
        self._ledger.sent[str(sent["ping_id"])] = private_id
        await self._ask(f"{at}/ping", knock_of(ping_id))
        self._ledger.knocked[ping_id] = private_id

    async def connect(self) -> None:
        me = await self.greet()
        url = f"ws://127.0.0.1:{self._server.port}/ws"
        offers: Any = ["plong.2", f"private.{me['PrivateId']}"]
        async with connect(url, subprotocols=offers, compression=None) as connection:
            await connection.recv()  # its welcome
            for _ in range(20):
                await self._claim_over(connection, next(self._numbers))

    async def _claim_over(self, connection: ClientConnection, passphrase: str) -> None:
        await connection.send(f'\x1biam {{"Passphrase":"{passphrase}"}}')
        answer = await connection.recv()
        assert isinstance(answer, str)
        claimed = json.loads(answer.removeprefix("\x1b"))
        assert claimed["Ok"] == "iam", answer
        self._ledger.claimed[passphrase] = claimed
        self._answered()

    async def _until_gone(self, visit: Callable[[], Awaitable[object]]) -> None:
        try:
            while not self._is_leaving:
                await visit()
        except (*_GONE, *_ODD):
            pass
