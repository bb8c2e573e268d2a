"""The plain loop that LCDP's quick-start shows: it answers, and checks nothing."""

import json
import socket
from typing import NoReturn


def serve() -> NoReturn:
    """Answer questions for peers on a port of 127.0.0.1 that the system chose."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 0))
    print(f"LCDP listens on UDP port {sock.getsockname()[1]}.", flush=True)
    peers: set[str] = set()
    while True:
        data, address = sock.recvfrom(65535)
        try:
            messages = json.loads(data.decode())
        except ValueError:
            continue
        answers: list[object] = []
        for message in messages:
            if "PleaseSendPeers" in message:
                answers.append({"Peers": {"peers": list(peers)[:20]}})
            if answers and "PleaseAlwaysReturnThisMessage" in message:
                answers.append({"AlwaysReturned": message["PleaseAlwaysReturnThisMessage"]})
        peers.add(f"{address[0]}:{address[1]}")
        if answers:
            sock.sendto(json.dumps(answers).encode(), address)


if __name__ == "__main__":
    serve()
