from plong.protocol.lcdp.content.gathering import Gathering
from plong.protocol.lcdp.content.holder import Holder
from plong.protocol.lcdp.content.models import Write
from plong.protocol.lcdp.content.part import Part
from plong.protocol.lcdp.models import Content, Endpoint
from plong.protocol.lcdp.packing import PIECE_BYTES

ID = "ab" * 32
SIZE = 2 * PIECE_BYTES + 10
PIECE = bytes(PIECE_BYTES)


def with_holder(part: Part | None = None, max_size: int = 10**6) -> tuple[Gathering, Holder]:
    file = Gathering(part, max_size)
    address = Endpoint("192.0.2.1", 1)
    file.holders.add(address, 0.0)
    (holder,) = file.holders
    return file, holder


def told(file: Gathering, holder: Holder, size: int | None, offset: int = 0) -> bool:
    """Let a peer say a size with a piece; tell whether it is taken for a liar."""
    file.weigh(holder, Content(ID, offset, PIECE, size))
    return holder.is_liar


def test_the_size_is_what_is_said_and_then_blocks_are_taken() -> None:
    file, holder = with_holder()
    assert file.take(holder, 0, PIECE, 0.0) is None
    told(file, holder, SIZE)
    file.settle(0.0)
    assert file.size == SIZE
    assert file.take(holder, 0, PIECE + b"more", 0.0) == Write(0, PIECE)
    assert file.take(holder, 0, PIECE, 0.0) is None
    assert file.take(holder, 1, PIECE[:-1], 0.0) is None
    assert file.take(holder, 2, bytes(10), 0.0) == Write(2 * PIECE_BYTES, bytes(10))
    assert not file.is_complete
    assert file.take(holder, 1, PIECE, 0.0) is not None
    assert file.is_complete


def test_sizes_that_cannot_be_are_lies() -> None:
    for size, offset, is_lie in ((SIZE, 0, False), (0, 0, True), (10**7, 0, True)):
        assert told(*with_holder(), size, offset) == is_lie
    file, holder = with_holder()
    assert told(file, holder, PIECE_BYTES, PIECE_BYTES)
    file, holder = with_holder()
    told(file, holder, SIZE)
    assert told(file, holder, SIZE + 1)


def test_who_says_no_size_is_taken_to_say_what_is_believed() -> None:
    file, holder = with_holder(Part(SIZE, ()))
    told(file, holder, None)
    assert (holder.size, holder.is_liar) == (SIZE, False)


def test_after_a_wrong_hash_what_was_stored_is_asked_for_anew() -> None:
    file, _ = with_holder(Part(SIZE, ((0, 2),)))
    assert file.is_complete
    file.suspect(0.0)
    assert not file.is_complete
