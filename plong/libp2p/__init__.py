"""libp2p on asyncio, for the server, the commands and programs. Needs ``plong[libp2p]``."""
