"""Store files as tests find them: whole, foreign, or refused."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from plong.store.base import StoreError
from plong.store.file import open_file
from plong.store.sqlite import SqliteStore
from tests.support.peers import NOW, ROOMY, id_of, identity_of, peer_of


def write_store(path: Path, peers: int = 500) -> bytes:
    """Write a store that is closed in good order; return its bytes."""
    asyncio.run(_write_store(path, [str(number) for number in range(peers)]))
    return path.read_bytes()


async def _write_store(path: Path, names: list[str]) -> None:
    store = SqliteStore(path)
    await store.open()
    await asyncio.gather(*(store.add_peer(peer_of(name), ROOMY) for name in names))
    claims = (store.claim(id_of(name), identity_of(name), NOW, ROOMY) for name in names)
    await asyncio.gather(*claims)
    await store.close()


def count_peers(db: sqlite3.Connection) -> int:
    count: int = db.execute("SELECT count(*) FROM peers").fetchone()[0]
    return count


def write_database(path: Path, *statements: str) -> bytes:
    db = sqlite3.connect(path)
    for statement in statements:
        db.execute(statement)
    db.commit()
    db.close()
    return path.read_bytes()


def refusal(path: Path) -> str:
    """Return why the file cannot be opened, without the path with which it begins."""
    with pytest.raises(StoreError) as caught:
        open_file(path)
    message = str(caught.value)
    assert message.startswith(f"{path} ")
    assert message.endswith(".")
    return message.removeprefix(f"{path} ")


def assert_untouched(path: Path, content: bytes) -> None:
    assert path.read_bytes() == content
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]
