"""libp2p on asyncio, for the server, the commands and programs. Needs ``plong[libp2p]``."""

from plong.libp2p.pinging import Pong, ping

__all__ = ("Pong", "ping")
