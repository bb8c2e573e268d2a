"""The contract of the tokens that owners give out."""

import abc
from collections.abc import Sequence
from typing import Final

from plong.protocol.ping.token import Token

TOO_MANY_TOKENS: Final = "You have as many tokens as this server keeps; revoke one first."


class Tokens(abc.ABC):
    """Tokens of all owners; see `plong.store.post.base.Post` for what holds everywhere."""

    @abc.abstractmethod
    async def add(self, token: Token, limit: int) -> None:
        """Add a new token.

        Raises:
            ServerFull: the owner has ``limit`` already.
            NoSuchPeer: the owner is not there.
        """

    @abc.abstractmethod
    async def get(self, token_id: str) -> Token | None:
        """Return a token; None if there is none (any more)."""

    @abc.abstractmethod
    async def of(self, owner: str) -> Sequence[Token]:
        """Return an owner's tokens in the order in which they were made."""

    @abc.abstractmethod
    async def remove(self, owner: str, token_id: str) -> bool:
        """Forget a token; tell whether it was there, and the owner's."""
