"""Sends or receives one file with `plong.client`: a process of its own, as users have it."""

import argparse
import asyncio
from pathlib import Path

from plong.client import Me, Offered, connect


async def _send(me: Me, passphrase: str, path: Path) -> None:
    friend = await me.meet(passphrase)
    await friend.send_file(path)


async def _receive(me: Me, passphrase: str, path: Path) -> None:
    events = me.events()
    await me.meet(passphrase)
    async for event in events:
        if isinstance(event, Offered):
            await event.offer.save(path)
            return


async def _main(arguments: argparse.Namespace) -> None:
    work = _send if arguments.what == "send" else _receive
    async with connect(arguments.url) as me:
        print("Connected.", flush=True)
        await work(me, arguments.passphrase, arguments.path)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["send", "receive"])
    parser.add_argument("url")
    parser.add_argument("passphrase")
    parser.add_argument("path", type=Path, help="the file, or the folder to put it in")
    asyncio.run(_main(parser.parse_args()))
