"""PING's words of `Me`: who may knock, where, and by which door."""

from types import EllipsisType

from plong.client.desk import Desk
from plong.client.wire.doors import Block, Mask, Settings, Token
from plong.client.wire.fields import Fields, read_json, read_list


class Doors:
    """Blocks, masks, tokens and settings (docs/wire/ping.md).

    Each may raise `PlongError` as those of `plong.client.post.Post` do.
    """

    _desk: Desk

    async def block(
        self,
        *,
        origin: str | None = None,
        prefix: str | None = None,
        host: str | None = None,
        network: str | None = None,
    ) -> Block:
        """Hold off who knocks from somewhere; exactly one of these says from where.

        Args:
            origin: the address of a sender.
            prefix: such an address, and all below it.
            host: all senders of a host and its subdomains.
            network: all knocks from a network, such as ``192.0.2.0/24``.

        Raises:
            PlongError: ``bad-request``, it is none of this kind; ``full``, there are too many.
        """
        fields = _given(origin=origin, prefix=prefix, host=host, network=network)
        return Block.read(Fields(read_json(await self._desk.post("block", **fields))))

    async def unblock(
        self,
        *,
        origin: str | None = None,
        prefix: str | None = None,
        host: str | None = None,
        network: str | None = None,
    ) -> None:
        """Take a block back, whether or not it is there; see `block`. Raise `PlongError`."""
        fields = _given(origin=origin, prefix=prefix, host=host, network=network)
        await self._desk.delete("block", **fields)

    async def blocks(self) -> list[Block]:
        """Return all blocks. Raise `PlongError`."""
        return read_list(await self._desk.get("block"), Block.read)

    async def make_mask(self, ttl: int | None = None, single_pull: bool = False) -> Mask:
        """Make an address that stands for ours without telling whose it is.

        Args:
            ttl: seconds after which it takes no more knocks; None: never.
            single_pull: whether it takes one ping only.

        Raises:
            PlongError: ``bad-request``; ``full``, there are too many.
        """
        fields = _given(ttl=ttl, single_pull=single_pull)
        return Mask.read(Fields(read_json(await self._desk.post("masks", **fields))))

    async def masks(self) -> list[Mask]:
        """Return all masks, those at their end included. Raise `PlongError`."""
        return read_list(await self._desk.get("masks"), Mask.read)

    async def revoke_mask(self, mask_id: str) -> None:
        """Give a mask up, whether or not it is there; nobody is told. Raise `PlongError`."""
        await self._desk.delete("masks", mask_id=mask_id)

    async def make_token(self, name: str = "") -> Token:
        """Make what somebody may knock with at our ``ping/user``.

        Args:
            name: for us to know again whom we gave it to.

        Raises:
            PlongError: ``bad-request``; ``full``, there are too many.
        """
        return Token.read(Fields(read_json(await self._desk.post("tokens", name=name))))

    async def tokens(self) -> list[Token]:
        """Return all tokens, without their secrets. Raise `PlongError`."""
        return read_list(await self._desk.get("tokens"), Token.read)

    async def revoke_token(self, token_id: str) -> None:
        """Let a token open nothing any more, whether or not it is there. Raise `PlongError`."""
        await self._desk.delete("tokens", token_id=token_id)

    async def settings(self) -> Settings:
        """Return which doors are open, and how long content is kept. Raise `PlongError`."""
        return Settings.read(await self._desk.get("settings"))

    async def change_settings(
        self,
        *,
        public: bool | None = None,
        user: bool | None = None,
        private: bool | None = None,
        anonymous: bool | None = None,
        kept_for: float | EllipsisType | None = ...,
    ) -> Settings:
        """Change those settings that are given; return all of them.

        Args:
            public: whether everybody may knock.
            user: whether who has one of our tokens may.
            private: whether who has content that only we can read may.
            anonymous: whether who hides may.
            kept_for: seconds that content stays after its end; None: for ever.

        Raises:
            PlongError: ``bad-request``.
        """
        fields = _given(public=public, user=user, private=private, anonymous=anonymous)
        more = {} if kept_for is ... else {"kept_for": kept_for}
        return Settings.read(await self._desk.post("settings", **fields, **more))


def _given(**fields: object) -> dict[str, object]:
    return {name: field for name, field in fields.items() if field is not None}
