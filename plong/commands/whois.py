"""``plong whois``: who a passphrase stands for."""

from contextlib import suppress

from plong.client import PlongError, connect
from plong.commands.console import Console, Options
from plong.commands.exits import DONE, Failure


async def whois(options: Options, console: Console) -> int:
    """Print the PublicId; return the exit code. Raise `PlongError`, `Failure`."""
    async with connect(options.server) as me:
        try:
            peer = await me.find(options.passphrase)
        except PlongError as error:
            if error.code != "identity-not-found":
                raise
            sentence = f"Nobody is waiting under “{options.passphrase}”."
            raise Failure(error.code, sentence) from None
        finally:
            with suppress(PlongError):
                await me.leave()
    console.report.result(peer.id, "found", peer=peer.id)
    return DONE
