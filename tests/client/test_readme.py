"""README's program on `plong.client`, word for word but for the port."""

import ast
import asyncio
import re
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

import plong
from plong.client import Me, Peer, PlongError, connect
from tests.support.server import Server

README = Path(plong.__file__).parents[1] / "README.md"


def readme_program(url: str) -> Coroutine[Any, Any, None]:
    """Return the first Python program of the README, not started yet."""
    block = re.search(r"^```python\n(.*?)^```", README.read_text(), re.MULTILINE | re.DOTALL)
    assert block is not None
    program = block[1].replace("http://localhost:1501", url)
    code = compile(program, README, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    coroutine: Coroutine[Any, Any, None] = eval(code, {})
    return coroutine


async def found(me: Me) -> Peer:
    """Return who claimed README's words, as soon as somebody has."""
    async with asyncio.timeout(5):
        while True:
            with suppress(PlongError):  # nobody yet
                return await me.find("blue tiger sky")


async def test_the_readmes_bob_answers(server: Server) -> None:
    url = f"http://127.0.0.1:{server.port}"
    bob = asyncio.create_task(readme_program(url))
    async with connect(url) as alice:
        await (await found(alice)).send("Hi")
        async for message in alice:
            assert message.text == "You said Hi."
            break
    bob.cancel()
    await asyncio.gather(bob, return_exceptions=True)
