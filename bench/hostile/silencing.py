"""Half-open connections: all packets of one side are dropped, in a network of the bench's own."""

import ctypes
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_NEW_NETWORK: Final = 0x40000000
"""CLONE_NEWNET of unshare(2)."""


def enter_own_network() -> bool:
    """Move this process and its children to come into a network that is theirs; tell if it is."""
    if os.geteuid() != 0 or not (shutil.which("iptables") and shutil.which("ip")):
        return False
    if ctypes.CDLL(None, use_errno=True).unshare(_NEW_NETWORK) != 0:
        return False
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    return True


@contextmanager
def silenced(sock: socket.socket) -> Iterator[None]:
    """Let no packet of a connection through, in either direction, for as long as the block."""
    port = str(sock.getsockname()[1])
    rules = [
        ["INPUT", "--protocol", "tcp", which, port, "--jump", "DROP"]
        for which in ("--source-port", "--destination-port")
    ]
    for rule in rules:
        subprocess.run(["iptables", "--wait", "--append", *rule], check=True)
    try:
        yield
    finally:
        for rule in rules:
            subprocess.run(["iptables", "--wait", "--delete", *rule], check=True)
