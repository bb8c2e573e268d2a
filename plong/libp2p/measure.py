"""Measuring a peer: one stream, one ping at a time. docs/wire/libp2p.md, "Ping"."""

import asyncio
from collections.abc import Callable
from typing import assert_never

from plong.libp2p.services import Handler, Line, StreamIO
from plong.protocol.libp2p.echoing import PAYLOAD_BYTES, PING
from plong.protocol.libp2p.measuring import (
    Action,
    CloseStream,
    Failed,
    Measured,
    Measurement,
    OpenStream,
    ResetStream,
    Send,
)
from plong.protocol.libp2p.measuring_steps import Failure
from plong.protocol.libp2p.yamux.errors import CannotOpen


class PingFailed(Exception):
    """A peer was not measured; `why` says why."""

    def __init__(self, why: Failure) -> None:
        super().__init__(why.value)
        self.why = why


class Pinger:
    """Pings one peer. Whoever asks while another ping is under way, waits for it.

    Args:
        lines: returns the connections with the peer that there are now.
        now: returns seconds of any clock that does not jump, as precise as can be.
        random: returns so many random bytes.
    """

    def __init__(
        self,
        lines: Callable[[], tuple[Line, ...]],
        now: Callable[[], float],
        random: Callable[[int], bytes],
    ) -> None:
        self._lines = lines
        self._now = now
        self._random = random
        self._turn = asyncio.Lock()
        self._measurement = Measurement()
        self._io: StreamIO | None = None
        self._result: asyncio.Future[float | Failure] = asyncio.Future()

    async def ping(self, timeout: float) -> float:  # noqa: ASYNC109 - a failure, not an exception
        """Return how many seconds there and back take.

        Args:
            timeout: seconds to wait for the echo, and before that, for the stream.

        Raises:
            PingFailed: it was not measured.
        """
        async with self._turn:
            self._result = asyncio.get_running_loop().create_future()
            try:
                self._follow(self._measurement.ping(self._random(PAYLOAD_BYTES), self._now()))
                await asyncio.wait([self._result], timeout=timeout)
            finally:
                if self._measurement.is_under_way:
                    self._follow(self._measurement.give_up())
            outcome = self._result.result()
        if isinstance(outcome, Failure):
            raise PingFailed(outcome)
        return outcome

    def finish(self) -> None:
        """Close the stream, if no ping is under way: there will be no other soon."""
        if not self._measurement.is_under_way:
            self._follow(self._measurement.finish())

    def opened(self, io: StreamIO) -> Handler:
        """For a stream: ping is agreed on."""
        self._io = io
        self._follow(self._measurement.opened(self._now()))
        return _Echoing(self, io)

    def echoed(self, io: StreamIO, data: bytes) -> None:
        """For a stream: something came."""
        now = self._now()
        if io is self._io:
            io.consume(len(data))
            self._follow(self._measurement.receive(data, now))

    def ended(self, io: StreamIO) -> None:
        """For a stream: the other side has ended it."""
        if io is self._io:
            self._follow(self._measurement.ended())

    def _refused(self) -> None:
        self._follow(self._measurement.refused())

    def _follow(self, actions: list[Action]) -> None:
        for action in actions:
            match action:
                case OpenStream():
                    self._open()
                case Send(data):
                    self._stream().send(data)
                case CloseStream():
                    self._let_go().close()
                case ResetStream():
                    self._let_go().reset()
                case Measured(seconds):
                    self._result.set_result(seconds)
                case Failed(why):
                    self._result.set_result(why)
                case _:
                    assert_never(action)

    def _open(self) -> None:
        try:
            line = next(iter(self._lines()))
            self._io = line.open(PING, self.opened, self._refused)
        except (StopIteration, CannotOpen):
            self._refused()

    def _stream(self) -> StreamIO:
        assert self._io is not None, "There is a stream whenever something is to be done with it."
        return self._io

    def _let_go(self) -> StreamIO:
        io, self._io = self._stream(), None
        return io


class _Echoing(Handler):
    def __init__(self, pinger: Pinger, io: StreamIO) -> None:
        self._pinger = pinger
        self._io = io

    def received(self, data: bytes) -> None:
        self._pinger.echoed(self._io, data)

    def finished(self) -> None:
        self._pinger.ended(self._io)

    def aborted(self) -> None:
        self._pinger.ended(self._io)

    def drained(self) -> None:
        """A ping is too small to wait."""
