"""A peer of LCDP that says no more than it must: a socket, and the proof that it is there."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

ALWAYS: Final = "PleaseAlwaysReturnThisMessage"
TRIES: Final = 100


@contextmanager
def proven_socket(port: int, patience: float = 0.1) -> Iterator[tuple[socket.socket, str]]:
    """Return a socket that talks to a node on 127.0.0.1, and what to say first in each array.

    Args:
        port: the node's.
        patience: seconds that the socket waits for a datagram.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        asker.settimeout(patience)
        asker.connect(("127.0.0.1", port))
        yield asker, _proof(asker)


def _proof(asker: socket.socket) -> str:
    for _ in range(TRIES):
        asker.send(b'[{"PleaseSendPeers":{}}]')
        try:
            messages = json.loads(asker.recv(65536))
        except TimeoutError:
            continue
        for message in messages:
            if ALWAYS in message:
                return json.dumps({"AlwaysReturned": message[ALWAYS]})
    raise RuntimeError("The node sends no cookie.")
