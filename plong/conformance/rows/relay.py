"""libp2p: the relay, by way of which peers meet that nobody can reach."""

from typing import TYPE_CHECKING, Final

from plong.conformance.expecting import expect, expect_equal
from plong.conformance.outcome import Mismatch, NotTried
from plong.conformance.rows.libp2p import Libp2pRow, any_line
from plong.conformance.talks import Talk, read
from plong.conformance.visit import Visit
from plong.protocol.libp2p.relay.messages import (
    HOP_DIALECT,
    STOP_DIALECT,
    read_message,
    write_message,
)
from plong.protocol.libp2p.relay.models import (
    HOP,
    STOP,
    Answer,
    Connect,
    Message,
    Reserve,
    Status,
)
from plong.protocol.libp2p.relay.voucher import open_voucher

if TYPE_CHECKING:
    from plong.conformance.lines import Line

_WORDS: Final = (b"Hi", b"Yo")


async def _ask(line: "Line", message: Message) -> tuple[Talk, Answer]:
    """Ask the relay. Raise `NotTried` if there is none."""
    talk, agreed = await line.agree(HOP)
    if not agreed:
        raise NotTried("the server is no relay")
    await talk.say(write_message(message, HOP_DIALECT))
    return talk, await _answer(talk)


async def _answer(talk: Talk) -> Answer:
    heard = await talk.hear_message()
    answer = read(lambda _: read_message(heard, HOP_DIALECT))
    if not isinstance(answer, Answer):
        raise Mismatch("a STATUS", str(answer))
    return answer


def _expect_status(answer: Answer, status: Status) -> None:
    expect(answer.status == status, f"{status} {status.name}", str(answer.status))


class Reserved(Libp2pRow):
    """Who asks to be reached is told until when, and given a voucher that the relay has signed."""

    name = "libp2p.reserve"
    quote = "Reservation { 1: until, epoch seconds   2: addresses of the relay, with its name…"

    async def _try(self, visit: Visit) -> None:
        line = await any_line(visit)
        _, answer = await _ask(line, Reserve())
        _expect_status(answer, Status.OK)
        reservation = answer.reservation
        if reservation is None or reservation.voucher is None:
            raise Mismatch("a reservation with a voucher", str(answer))
        sealed = reservation.voucher
        voucher = read(lambda _: open_voucher(sealed, line.verify))
        told = (str(voucher.relay), str(voucher.peer), voucher.expires)
        wanted = (str(line.peer), str(line.me), reservation.expires)
        expect_equal(told, wanted, "relay, peer and end of the voucher")


class NoReservation(Libp2pRow):
    """Who has not asked to be reached, is not: 204 NO_RESERVATION."""

    name = "libp2p.nobody"
    quote = "| 204 NO_RESERVATION | the called has not reserved, or is gone |"

    async def _try(self, visit: Visit) -> None:
        ann, ben = await any_line(visit), await any_line(visit)
        _, answer = await _ask(ann, Connect(ben.me))
        _expect_status(answer, Status.NO_RESERVATION)


class Circuit(Libp2pRow):
    """A call arrives by way of the relay, and bytes go both ways."""

    name = "libp2p.circuit"
    quote = "the two streams are one from here on"

    async def _try(self, visit: Visit) -> None:
        ann, ben = await any_line(visit), await any_line(visit)
        _, reserved = await _ask(ben, Reserve())
        _expect_status(reserved, Status.OK)
        near, agreed = await ann.agree(HOP)
        expect_equal(agreed, HOP, "agreed on")
        await near.say(write_message(Connect(ben.me), HOP_DIALECT))
        far = await _taken(ben, ann)
        _expect_status(await _answer(near), Status.OK)
        for (one, other), words in zip(((near, far), (far, near)), _WORDS, strict=True):
            await one.send(words)
            expect_equal(await other.hear(len(words)), words, "by way of the relay")


async def _taken(ben: "Line", ann: "Line") -> Talk:
    """Take Ann's call."""
    await ben.until(lambda: bool(ben.opened), "a stream that the relay opens")
    [talk] = ben.opened
    await talk.accept(STOP)
    heard = await talk.hear_message()
    call = read(lambda _: read_message(heard, STOP_DIALECT))
    who = str(call.peer) if isinstance(call, Connect) else str(call)
    expect_equal(who, str(ann.me), "who calls")
    await talk.say(write_message(Answer(Status.OK), STOP_DIALECT))
    return talk


ROWS = (
    Reserved(),
    NoReservation(),
    Circuit(),
)
