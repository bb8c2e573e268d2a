"""Tokens that live as long as the process."""

from collections.abc import Callable, Sequence

from plong.protocol.errors import ServerFull
from plong.protocol.ping.token import Token
from plong.store.post.tokens import TOO_MANY_TOKENS, Tokens

CheckOwner = Callable[[str], None]


class MemoryTokens(Tokens):
    """A dictionary behind the contract; every promise is kept at once."""

    def __init__(self, check_owner: CheckOwner) -> None:
        self._check_owner = check_owner
        self._by_id: dict[str, Token] = {}

    async def add(self, token: Token, limit: int) -> None:
        """See `Tokens.add`."""
        if len(await self.of(token.owner)) >= limit:
            raise ServerFull(TOO_MANY_TOKENS)
        self._by_id[token.token_id] = token

    async def get(self, token_id: str) -> Token | None:
        """See `Tokens.get`."""
        return self._by_id.get(token_id)

    async def of(self, owner: str) -> Sequence[Token]:
        """See `Tokens.of`."""
        self._check_owner(owner)
        tokens = [token for token in self._by_id.values() if token.owner == owner]
        return sorted(tokens, key=lambda token: (token.created_at, token.token_id))

    async def remove(self, owner: str, token_id: str) -> bool:
        """See `Tokens.remove`."""
        self._check_owner(owner)
        token = self._by_id.get(token_id)
        if token is None or token.owner != owner:
            return False
        del self._by_id[token_id]
        return True

    def drop_all(self, owner: str) -> None:
        """Forget all that an owner has."""
        kept = {name: token for name, token in self._by_id.items() if token.owner != owner}
        self._by_id = kept
