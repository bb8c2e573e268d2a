"""A file spreads through fifty nodes; a forger neither gets it sent nor gets into it."""

from random import Random

from plong.protocol.lcdp.budget import HEADERS
from plong.protocol.lcdp.events import Datagram
from plong.protocol.lcdp.models import Content, Endpoint, PleaseSendContent
from plong.protocol.lcdp.packing import PIECE_BYTES
from plong.protocol.lcdp.writing import write
from tests.support.swarm import Swarm
from tests.support.swarm_file import Crowd

VICTIM = Endpoint("203.0.113.9", 53)
SIZE = 10 * 2**20


def addresses(count: int) -> list[Endpoint]:
    return [Endpoint(f"192.0.2.{number}", 24254) for number in range(1, count + 1)]


def test_ten_megabytes_reach_all_of_fifty_nodes() -> None:
    """Though one datagram in fifty is lost or comes twice, in any order, and ten drop strangers.

    Those who want it later get most of it from those who have it by then.
    """
    # Short delays, and looks that are few to one of them: for the machine's time, not the nodes'.
    swarm = Swarm(loss=0.01, delays=(0.005, 0.04), grain=0.02)
    everybody = addresses(50)
    crowd = Crowd(Random(5).randbytes(SIZE), swarm, everybody)
    swarm.behind_nat = {*everybody[-10:]}
    swarm.run(45)
    crowd.want(0.7)
    crowd.run(120)
    assert {copy.hash for copy in crowd.copies.values()} == {crowd.content_id}
    given = sum(sum(copy.givers.values()) for copy in crowd.copies.values())
    by_origin = sum(copy.givers.get(crowd.origin, 0) for copy in crowd.copies.values())
    assert given == 49 * SIZE // PIECE_BYTES
    assert by_origin < given / 2


def test_a_forger_gets_no_file_sent_to_somebody_else() -> None:
    swarm = Swarm()
    crowd = Crowd(bytes(SIZE // 64), swarm, addresses(2))
    data = write([PleaseSendContent(crowd.content_id, PIECE_BYTES, 0)])
    for _ in range(100):
        swarm.send(VICTIM, Datagram(crowd.origin, data))
    swarm.run(5)
    reached = sum(len(one) + HEADERS for one in swarm.received.get(VICTIM, []))
    assert reached <= 2.5 * 100 * (len(data) + HEADERS)
    assert not any(b'"Content"' in one for one in swarm.received.get(VICTIM, []))


def test_a_forger_gets_nothing_into_a_file() -> None:
    """With the name of who has it, and the right moment, but without the cookie."""
    swarm = Swarm()
    data = Random(6).randbytes(SIZE // 16)
    crowd = Crowd(data, swarm, addresses(2))
    wanting = addresses(2)[1]
    swarm.run(5)
    crowd.want(0.0)
    for at in range(0, len(data), PIECE_BYTES):
        forged = write([Content(crowd.content_id, at, bytes(PIECE_BYTES), len(data))])
        swarm.send(crowd.origin, Datagram(wanting, forged))
        swarm.run(0.02)
    crowd.run(60)
    assert crowd.copies[wanting].hash == crowd.content_id
    assert crowd.getters[wanting].tries == 0
