"""Tokens in the file of a `SqliteStore`."""

from collections.abc import Sequence
from functools import partial

from plong.protocol.ping.token import Token
from plong.store.post import token_queries
from plong.store.post.tokens import Tokens
from plong.store.sqlite import SqliteStore


class SqliteTokens(Tokens):
    """Asks `token_queries` in the store's transactions."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store

    async def add(self, token: Token, limit: int) -> None:
        """See `Tokens.add`."""
        owner = self._store.number_of(token.owner)
        await self._store.ask(partial(token_queries.add, owner=owner, token=token, limit=limit))

    async def get(self, token_id: str) -> Token | None:
        """See `Tokens.get`."""
        return await self._store.ask(partial(token_queries.get, token_id=token_id))

    async def of(self, owner: str) -> Sequence[Token]:
        """See `Tokens.of`."""
        number = self._store.number_of(owner)
        return await self._store.ask(partial(token_queries.of, owner=number))

    async def remove(self, owner: str, token_id: str) -> bool:
        """See `Tokens.remove`."""
        number = self._store.number_of(owner)
        remove = partial(token_queries.remove, owner=number, token_id=token_id)
        return await self._store.ask(remove)
