"""Files and streams between two clients of a real server (docs/wire/files.md)."""

import asyncio
import errno
import hashlib
import os
from itertools import chain
from pathlib import Path

import pytest

from plong.client import Closed, Me, Offer, Offered, Peer, PlongError, connect
from plong.client.parts import PartFile
from plong.client.wire.chunk import CHUNK, HEAD, write_head
from plong.client.wire.control_text import FS
from tests.client.conftest import Join
from tests.client.test_meeting import meet
from tests.support.phoenix import Phoenix
from tests.support.strange import slip


def make_file(folder: Path, size: int, name: str = "a.bin") -> Path:
    path = folder / name
    path.write_bytes(hashlib.shake_128(b"file").digest(size))
    return path


def remove(folder: Path) -> None:
    folder.rmdir()


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def next_offer(me: Me) -> Offer:
    async for event in me.events():
        assert not isinstance(event, Closed)
        if isinstance(event, Offered):
            return event.offer
    raise AssertionError


class Kept:
    """A sink that keeps what it gets."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.end = ""

    async def write(self, data: memoryview) -> None:
        self.data += data

    async def close(self) -> None:
        self.end = "closed"

    async def abort(self) -> None:
        self.end = "aborted"


@pytest.fixture
async def pair(join: Join) -> tuple[Me, Peer]:
    """A receiver, and the receiver as a sender sees it."""
    receiver, sender = await join(), await join()
    await meet(receiver, sender)
    return receiver, sender.peer(receiver.public_id)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("size", [0, 1, CHUNK, 5_000_001])
async def test_a_file_arrives_as_it_was(
    pair: tuple[Me, Peer], tmp_path: Path, inbox: Path, size: int
) -> None:
    receiver, peer = pair
    file, seen = make_file(tmp_path, size), list[int]()
    offering = asyncio.create_task(next_offer(receiver))
    await asyncio.sleep(0)
    transfer = peer.send_file(file, seen.append)
    offer = await offering
    assert (offer.name, offer.size) == ("a.bin", size)
    saved = await offer.save(inbox)
    await transfer
    assert saved == inbox / "a.bin"
    assert saved.read_bytes() == file.read_bytes()
    assert names(inbox) == ["a.bin"]
    assert transfer.sent == size
    assert seen == sorted(seen)
    assert transfer.sha256 == offer.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()


async def offered(receiver: Me, peer: Peer, file: Path) -> tuple[Offer, asyncio.Future[None]]:
    offering = asyncio.create_task(next_offer(receiver))
    await asyncio.sleep(0)
    transfer = peer.send_file(file)
    return await offering, asyncio.ensure_future(transfer)


async def test_nothing_is_overwritten(pair: tuple[Me, Peer], tmp_path: Path, inbox: Path) -> None:
    receiver, peer = pair
    (inbox / "a.bin").write_text("mine")
    offer, _ = await offered(receiver, peer, make_file(tmp_path, 10))
    assert await offer.save(inbox) == inbox / "a (2).bin"
    assert (inbox / "a.bin").read_text() == "mine"


async def test_a_receiver_may_say_no(pair: tuple[Me, Peer], tmp_path: Path) -> None:
    receiver, peer = pair
    offer, sent = await offered(receiver, peer, make_file(tmp_path, 10))
    await offer.decline()
    with pytest.raises(PlongError) as caught:
        await sent
    assert caught.value.code == "declined"


async def test_what_was_stored_before_is_not_sent_again(
    pair: tuple[Me, Peer], tmp_path: Path, inbox: Path
) -> None:
    receiver, peer = pair
    file = make_file(tmp_path, 3_000_000)
    (inbox / ".a.bin.3000000.plong-part").write_bytes(file.read_bytes()[:2_000_000])
    offer, sent = await offered(receiver, peer, file)
    seen: list[int] = []
    assert (await offer.save(inbox, seen.append)).read_bytes() == file.read_bytes()
    await sent
    assert seen[0] == 2_000_000


async def test_a_part_of_another_file_is_thrown_away(
    pair: tuple[Me, Peer], tmp_path: Path, inbox: Path
) -> None:
    receiver, peer = pair
    file = make_file(tmp_path, 3_000_000)
    (inbox / ".a.bin.3000000.plong-part").write_bytes(bytes(2_000_000))
    offer, _ = await offered(receiver, peer, file)
    assert (await offer.save(inbox)).read_bytes() == file.read_bytes()


async def test_a_part_that_is_longer_than_the_file_is_thrown_away(
    pair: tuple[Me, Peer], tmp_path: Path, inbox: Path
) -> None:
    receiver, peer = pair
    file = make_file(tmp_path, 10)
    (inbox / ".a.bin.10.plong-part").write_bytes(file.read_bytes() + b"more")
    offer, _ = await offered(receiver, peer, file)
    assert (await offer.save(inbox)).read_bytes() == file.read_bytes()


async def test_a_part_of_another_size_stays(
    pair: tuple[Me, Peer], tmp_path: Path, inbox: Path
) -> None:
    receiver, peer = pair
    other = inbox / ".a.bin.3000000.plong-part"
    other.write_bytes(bytes(2_000_000))
    offer, _ = await offered(receiver, peer, make_file(tmp_path, 10))
    await offer.save(inbox)
    assert other.stat().st_size == 2_000_000


async def test_a_link_or_a_pipe_is_no_part(
    pair: tuple[Me, Peer], tmp_path: Path, inbox: Path
) -> None:
    receiver, peer = pair
    (other := tmp_path / "other").mkdir()
    mine = make_file(tmp_path, 5, "mine")
    before = mine.read_bytes()
    os.mkfifo(inbox / ".a.bin.5.plong-part")
    (inbox / ".a (2).bin.5.plong-part").hardlink_to(mine)
    offer, _ = await offered(receiver, peer, make_file(other, 5))
    assert (await offer.save(inbox)).read_bytes() == (other / "a.bin").read_bytes()
    assert mine.read_bytes() == before


async def test_an_empty_part_does_not_stay(inbox: Path) -> None:
    part = PartFile(inbox, "a.bin", 10)
    assert await part.open() == 0
    await part.keep()
    assert names(inbox) == []


async def test_what_is_whole_is_not_touched_by_who_gives_up(inbox: Path) -> None:
    part = PartFile(inbox, "a.bin", 5)
    await part.open()
    await part.store([memoryview(b"bytes")])
    finishing = asyncio.create_task(part.finish())
    await asyncio.sleep(0)
    finishing.cancel()
    await part.keep()
    assert (inbox / "a.bin").read_bytes() == b"bytes"
    assert names(inbox) == ["a.bin"]


async def test_many_files_of_one_name_and_size_all_arrive(inbox: Path) -> None:
    async def receive(body: bytes) -> tuple[Path, bytes]:
        part = PartFile(inbox, "a.bin", len(body))
        assert await part.open() == 0
        await part.store([memoryview(body)])
        return await part.finish(), body

    async def receive_some(worker: int) -> list[tuple[Path, bytes]]:
        return [await receive(b"%d %03d" % (worker, number)) for number in range(40)]

    async with asyncio.TaskGroup() as group:
        workers = [group.create_task(receive_some(worker)) for worker in range(6)]
    for path, body in chain.from_iterable(worker.result() for worker in workers):
        assert path.read_bytes() == body


async def test_nothing_is_opened_for_what_was_cancelled_before(
    pair: tuple[Me, Peer], tmp_path: Path, inbox: Path
) -> None:
    receiver, peer = pair
    offering = asyncio.create_task(next_offer(receiver))
    await asyncio.sleep(0)
    transfer = peer.send_file(make_file(tmp_path, 10))
    offer = await offering
    transfer.cancel()
    with pytest.raises(PlongError, match="cancelled"):
        await transfer
    await receiver.ping()
    remove(inbox)
    with pytest.raises(PlongError, match="cancelled"):
        await offer.save(inbox)


async def test_a_name_is_given_where_there_are_no_links(
    pair: tuple[Me, Peer], tmp_path: Path, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    receiver, peer = pair
    (inbox / "a.bin").write_bytes(b"older")
    file = make_file(tmp_path, 10)
    offer, _ = await offered(receiver, peer, file)
    assert (await offer.save(inbox)).name == "a (2).bin"
    assert sorted(names(inbox)) == ["a (2).bin", "a.bin"]


@pytest.mark.parametrize("change", [-1, 1])
async def test_a_file_that_changes_meanwhile_ends_the_transfer(
    pair: tuple[Me, Peer], tmp_path: Path, inbox: Path, change: int
) -> None:
    receiver, peer = pair
    file = make_file(tmp_path, 3_000_000)
    offer, sent = await offered(receiver, peer, file)
    os.truncate(file, 3_000_000 + change)
    with pytest.raises(PlongError) as caught:
        await offer.save(inbox)
    assert caught.value.code == "changed"
    with pytest.raises(PlongError):
        await sent


async def test_a_directory_that_is_not_there_has_no_space(
    pair: tuple[Me, Peer], tmp_path: Path
) -> None:
    receiver, peer = pair
    offer, sent = await offered(receiver, peer, make_file(tmp_path, 10))
    with pytest.raises(PlongError):
        await offer.save(tmp_path / "nowhere")
    with pytest.raises(PlongError) as caught:
        await sent
    assert caught.value.code == "no-space"


async def test_a_file_goes_on_after_the_server_died(phoenix: Phoenix, tmp_path: Path) -> None:
    file = make_file(tmp_path, 30_000_000)
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    async with connect(phoenix.url) as receiver, connect(phoenix.url) as sender:
        await meet(receiver, sender)
        offer, sent = await offered(receiver, sender.peer(receiver.public_id), file)
        halfway = asyncio.Event()
        saving = asyncio.create_task(
            offer.save(inbox, lambda stored: halfway.set() if stored > 5_000_000 else None)
        )
        await halfway.wait()
        await phoenix.kill()
        assert not saving.done()
        await phoenix.rise()
        assert (await saving).read_bytes() == file.read_bytes()
        await sent


async def test_a_stream_arrives_in_order(pair: tuple[Me, Peer]) -> None:
    receiver, peer = pair
    offering = asyncio.create_task(next_offer(receiver))
    await asyncio.sleep(0)
    stream, sink = peer.open_stream(), Kept()
    offer = await offering
    accepting = asyncio.create_task(offer.accept(sink))
    data = hashlib.shake_128(b"stream").digest(6_000_000)
    for start in range(0, len(data), 1_000_000):
        await stream.write(data[start : start + 1_000_000])
    await stream.end()
    await accepting
    assert bytes(sink.data) == data
    assert (sink.end, offer.size) == ("closed", None)


async def test_either_side_may_cancel(pair: tuple[Me, Peer]) -> None:
    receiver, peer = pair
    offering = asyncio.create_task(next_offer(receiver))
    await asyncio.sleep(0)
    stream, sink = peer.open_stream(), Kept()
    accepting = asyncio.create_task((await offering).accept(sink))
    stream.cancel()
    with pytest.raises(PlongError) as caught:
        await accepting
    assert (caught.value.code, sink.end) == ("cancelled", "aborted")


async def test_what_is_abandoned_ends_without_a_word(
    pair: tuple[Me, Peer], tmp_path: Path, inbox: Path
) -> None:
    receiver, peer = pair
    offering = asyncio.create_task(next_offer(receiver))
    await asyncio.sleep(0)
    transfer = peer.send_file(make_file(tmp_path, 10))
    offer = await offering
    transfer.abandon()
    saving = asyncio.create_task(offer.save(inbox))
    await peer.ping()
    assert not saving.done()
    offer.cancel()
    with pytest.raises(PlongError, match="cancelled"):
        await saving


async def test_closing_ends_transfers(pair: tuple[Me, Peer], tmp_path: Path) -> None:
    receiver, peer = pair
    offer, sent = await offered(receiver, peer, make_file(tmp_path, 10))
    accepting = asyncio.create_task(offer.accept(Kept()))
    await sent
    await accepting
    waiting = await offered(receiver, peer, make_file(tmp_path, 10))
    await receiver.close()
    with pytest.raises(PlongError) as caught:
        await waiting[0].accept(Kept())
    assert caught.value.code == "closed"
    waiting[1].cancel()


ID = "A" * 22
HOSTILE = [
    f'{{"Offer":"{ID}","Name":[],"Size":1}}',
    f'{{"Offer":"{ID}","Name":"a","Size":-1}}',
    f'{{"Offer":"{ID}","Name":"a","Size":{2**53}}}',
    f'{{"Offer":"{ID}","Name":"a","Size":1.5}}',
    f'{{"Offer":"{ID}","Name":"{"a" * 1025}","Size":1}}',
    f'{{"Offer":"{ID}"}}',
]


@pytest.mark.parametrize("offer", HOSTILE, ids=range(len(HOSTILE)))
async def test_a_bad_offer_is_answered_so(pair: tuple[Me, Peer], join: Join, offer: str) -> None:
    receiver, _ = pair
    stranger = await join()
    await slip(stranger.peer(receiver.public_id), FS + offer)
    assert 0 < await stranger.peer(receiver.public_id).ping() < 10


@pytest.mark.parametrize(
    "payload", [b"\x1c", b"\x1c" * 25, b"\x1c" * 26, b"\x1c" + bytes(16) + b"\xff" * 9]
)
async def test_a_chunk_of_nothing_is_ignored(pair: tuple[Me, Peer], payload: bytes) -> None:
    _, peer = pair
    await slip(peer, payload)
    assert 0 < await peer.ping() < 10


async def test_to_decline_a_stranger_moves_no_link(pair: tuple[Me, Peer], join: Join) -> None:
    receiver, _ = pair
    stranger = await join()
    offering = asyncio.create_task(next_offer(receiver))
    await asyncio.sleep(0)
    stream = stranger.peer(receiver.public_id).open_stream()
    friend = receiver.link
    await (await offering).decline()
    with pytest.raises(PlongError, match="declined"):
        await stream
    assert receiver.link == friend != receiver.peer(stranger.public_id)


async def test_to_receive_from_a_stranger_moves_no_link(
    pair: tuple[Me, Peer], join: Join, tmp_path: Path, inbox: Path
) -> None:
    receiver, _ = pair
    stranger, friend, links = await join(), receiver.link, set[Peer | None]()
    file = make_file(tmp_path, 3_000_000)
    offer, sent = await offered(receiver, stranger.peer(receiver.public_id), file)
    saved = await offer.save(inbox, lambda _: links.add(receiver.link))
    await sent
    assert saved.read_bytes() == file.read_bytes()
    assert links == {friend}


async def test_a_file_arrives_while_its_sender_talks_with_somebody_else(
    pair: tuple[Me, Peer], join: Join, tmp_path: Path, inbox: Path
) -> None:
    receiver, _ = pair
    sender, other = await join(), await join()
    file = make_file(tmp_path, 3_000_000)
    offer, sent = await offered(receiver, sender.peer(receiver.public_id), file)
    saving = asyncio.create_task(offer.save(inbox))
    talk = [f"{number}" for number in range(20)]
    for text in talk:
        await sender.peer(other.public_id).send(text)
    await sent
    assert (await saving).read_bytes() == file.read_bytes()
    assert [(await anext(aiter(other))).text for _ in talk] == talk


async def test_who_asks_for_a_part_again_that_a_sink_cannot_give_up_has_lost_it(
    pair: tuple[Me, Peer], join: Join
) -> None:
    receiver, _ = pair
    sender, sink = await join(), Kept()
    peer = sender.peer(receiver.public_id)
    offering = asyncio.create_task(next_offer(receiver))
    await asyncio.sleep(0)
    await slip(peer, f'{FS}{{"Offer":"{ID}","Stream":true}}')
    offer = await offering
    accepting = asyncio.create_task(offer.accept(sink))
    await peer.ping()
    await slip(peer, f'{FS}{{"Begin":"{ID}","From":0}}')
    chunk = bytearray(HEAD) + b"bytes"
    write_head(chunk, ID, 0)
    await slip(peer, chunk)
    await slip(peer, f'{FS}{{"Offer":"{ID}","Stream":true}}')
    await peer.ping()
    await slip(peer, f'{FS}{{"Begin":"{ID}","From":0}}')
    with pytest.raises(PlongError) as caught:
        await accepting
    assert (caught.value.code, sink.end) == ("lost", "aborted")
