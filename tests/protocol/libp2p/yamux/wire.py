"""Frames by hand, and an application that echoes."""

from plong.protocol.libp2p.yamux.events import Aborted, Drained, Event, Finished, Received
from plong.protocol.libp2p.yamux.frames import DATA, write_header
from plong.protocol.libp2p.yamux.session import Session
from plong.protocol.libp2p.yamux.stream import Stream


def data(stream: int, body: bytes, flags: int = 0) -> bytes:
    return write_header(DATA, flags, stream, len(body)) + body


def frames(wire: bytes) -> list[tuple[int, int, int, int, bytes]]:
    """Put bytes apart by the specification, and by that only: kind, flags, stream, length, body."""
    found = []
    while wire:
        assert len(wire) >= 12
        assert wire[0] == 0
        kind, flags = wire[1], int.from_bytes(wire[2:4], "big")
        stream, length = int.from_bytes(wire[4:8], "big"), int.from_bytes(wire[8:12], "big")
        size = length if kind == 0 else 0
        assert len(wire) >= 12 + size
        found.append((kind, flags, stream, length, wire[12 : 12 + size]))
        wire = wire[12 + size :]
    return found


class Echo:
    """Sends back whatever comes; takes more only when it could."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.owed: dict[Stream, int] = {}

    def receive(self, data: bytes) -> bytes:
        for event in self.session.receive(data):
            self.take(event)
        return self.session.data_to_send()

    def take(self, event: Event) -> None:
        match event:
            case Received(stream, data):
                stream.send(data)
                self.owed[stream] = self.owed.get(stream, 0) + len(data)
                self.settle(stream)
            case Drained(stream):
                self.settle(stream)
            case Finished(stream):
                stream.close()
            case Aborted(stream):
                self.owed.pop(stream, None)
            case _:
                pass

    def settle(self, stream: Stream) -> None:
        if not stream.queued:
            stream.consume(self.owed.pop(stream, 0))
