"""``plong send`` and ``plong receive``."""

import asyncio
import hashlib
import os
from pathlib import Path

import pytest

from plong.client import Me, Offered, Peer, PlongError, Transfer, connect
from plong.commands import receive
from tests.commands.seat import Desk, codes
from tests.support.server import Server

WORDS = "blue tiger sky"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def make_file(folder: Path, name: str, size: int = 300_000) -> Path:
    path = folder / name
    path.write_bytes(os.urandom(size))
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def hash_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


async def some_arrived(desk: Desk) -> None:
    while not (await desk.event("progress"))["bytes"]:
        pass


async def test_several_files_arrive_with_their_hashes(
    ann: Desk, ben: Desk, tmp_path: Path, inbox: Path
) -> None:
    files = [make_file(tmp_path, f"{size}.bin", size) for size in (0, 1, 3_000_000)]
    taking = ben.run("receive", WORDS, directory=inbox)
    sending = ann.run("send", WORDS, *files)
    for file in files:
        sent, saved = await ann.event("sent"), await ben.event("saved")
        assert sent["sha256"] == saved["sha256"] == hash_of(file)
        assert saved["path"] == str(inbox / file.name)
        assert (inbox / file.name).read_bytes() == file.read_bytes()
    assert await codes(sending, taking) == [0, 0]
    assert names(inbox) == sorted(file.name for file in files)


async def test_without_a_passphrase_one_is_dealt(
    ann: Desk, ben: Desk, tmp_path: Path, inbox: Path, server: Server
) -> None:
    sending = ann.run("send", "", make_file(tmp_path, "a.bin"))
    dealt = await ann.event("passphrase")
    words = dealt["passphrase"].replace(" ", "-")
    assert dealt["command"] == f"plong receive {words} --server {server.url}"
    assert dealt["link"] == f"{server.url}#{words}"
    taking = ben.run("receive", dealt["passphrase"], directory=inbox)
    assert await codes(sending, taking) == [0, 0]


async def test_what_cannot_be_sent_is_said_before_anybody_is_met(ann: Desk, tmp_path: Path) -> None:
    assert await ann.run("send", WORDS, tmp_path) == 2
    assert "tar c FOLDER | plong pipe" in (await ann.event("error"))["sentence"]
    assert await ann.run("send", WORDS, tmp_path / "missing") == 2
    assert (await ann.event("error"))["reason"] == "no-file"
    assert await ann.run("send", WORDS, Path("/dev/null")) == 2
    assert "as a stream" in (await ann.event("error"))["sentence"]
    assert await ann.run("send", WORDS, tmp_path / ("x" * 300)) == 2
    assert (await ann.event("error"))["reason"] == "unreadable"
    assert await ann.run("receive", WORDS, directory=tmp_path / "missing") == 2
    assert (await ann.event("error"))["reason"] == "no-folder"
    assert ann.complaint.startswith("plong: ")


async def offers(me: Me, count: int) -> list[Offered]:
    found: list[Offered] = []
    async for event in me.events():
        if isinstance(event, Offered):
            found.append(event)
        if len(found) == count:
            break
    return found


async def test_a_file_that_is_declined_does_not_stop_the_next(
    ann: Desk, tmp_path: Path, inbox: Path, server: Server
) -> None:
    files = [make_file(tmp_path, "no.bin"), make_file(tmp_path, "yes.bin")]
    async with connect(server.url) as me:
        coming = asyncio.create_task(offers(me, 1))
        sending = ann.run("send", WORDS, *files)
        await me.meet(WORDS)
        (no,) = await coming
        coming = asyncio.create_task(offers(me, 1))
        await asyncio.sleep(0)
        await no.offer.decline()
        assert (await ann.event("failed"))["reason"] == "declined"
        (yes,) = await coming
        assert (await yes.offer.save(inbox)).name == "yes.bin"
        assert await sending == 1


async def test_a_friend_who_leaves_ends_it(
    ann: Desk, ben: Desk, tmp_path: Path, inbox: Path, server: Server
) -> None:
    async with connect(server.url) as me:
        sending = ann.run("send", WORDS, make_file(tmp_path, "a.bin"))
        await (await me.meet(WORDS)).bye()
        assert await sending == 1
        assert (await ann.event("error"))["reason"] == "left"
        taking = ben.run("receive", WORDS, directory=inbox)
        await (await me.meet(WORDS)).bye()
        assert await taking == 1
        assert (await ben.event("error"))["reason"] == "nothing"


async def meet_receiver(me: Me, ben: Desk, inbox: Path) -> tuple[Peer, asyncio.Task[int]]:
    taking = ben.run("receive", WORDS, directory=inbox)
    return await me.meet(WORDS), taking


async def begin_to_send(
    me: Me, ben: Desk, inbox: Path, file: Path
) -> tuple[Peer, asyncio.Task[int], Transfer]:
    """Let a receiver have some of a file, but not all."""
    friend, taking = await meet_receiver(me, ben, inbox)
    transfer = friend.send_file(file)
    await some_arrived(ben)
    return friend, taking, transfer


async def test_streams_and_strangers_files_are_declined(
    ben: Desk, tmp_path: Path, inbox: Path, server: Server
) -> None:
    file = make_file(tmp_path, "a.bin")
    async with connect(server.url) as me, connect(server.url) as stranger:
        friend, taking = await meet_receiver(me, ben, inbox)
        with pytest.raises(PlongError, match="declined"):
            await friend.open_stream()
        with pytest.raises(PlongError, match="declined"):
            await stranger.peer(friend.id).send_file(make_file(tmp_path, "evil.bin"))
        await friend.send_file(file)
        await friend.bye()
        assert await taking == 0
    assert names(inbox) == ["a.bin"]


async def test_what_the_sender_cancels_is_kept_and_goes_on(
    ben: Desk, tmp_path: Path, inbox: Path, server: Server
) -> None:
    file = make_file(tmp_path, "a.bin", 30_000_000)
    async with connect(server.url) as me:
        friend, taking, transfer = await begin_to_send(me, ben, inbox, file)
        transfer.cancel()
        assert (await ben.event("failed"))["reason"] == "cancelled"
        assert (inbox / ".a.bin.30000000.plong-part").exists()
        await friend.send_file(file)
        await friend.bye()
        assert await taking == 0
    assert (inbox / "a.bin").read_bytes() == file.read_bytes()


async def test_another_file_of_the_same_name_does_not_make_up_for_one_that_failed(
    ben: Desk, tmp_path: Path, inbox: Path, server: Server
) -> None:
    async with connect(server.url) as me:
        file = make_file(tmp_path, "a.bin", 30_000_000)
        friend, taking, transfer = await begin_to_send(me, ben, inbox, file)
        transfer.cancel()
        await ben.event("failed")
        await friend.send_file(make_file(tmp_path, "a.bin", 10))
        await friend.bye()
        assert await taking == 1


async def test_a_sender_takes_nothing(ann: Desk, tmp_path: Path, server: Server) -> None:
    async with connect(server.url) as me:
        coming = asyncio.create_task(offers(me, 1))
        sending = ann.run("send", WORDS, make_file(tmp_path, "a.bin"))
        friend = await me.meet(WORDS)
        with pytest.raises(PlongError, match="declined"):
            await friend.open_stream()
        assert "one has to run plong receive" in (await ann.event("refused"))["sentence"]
        (offered,) = await coming
        await offered.offer.decline()
        assert await codes(sending) == [1]


async def test_a_receiver_who_is_stopped_keeps_the_part_and_says_so(
    ben: Desk, tmp_path: Path, inbox: Path, server: Server
) -> None:
    async with connect(server.url) as me:
        file = make_file(tmp_path, "a.bin", 30_000_000)
        _, taking, transfer = await begin_to_send(me, ben, inbox, file)
        taking.cancel()
        with pytest.raises(PlongError, match="cancelled"):
            await transfer
        with pytest.raises(asyncio.CancelledError):
            await taking
    assert names(inbox) == [".a.bin.30000000.plong-part"]


async def test_a_file_that_vanishes_ends_only_itself(
    ann: Desk, ben: Desk, tmp_path: Path, inbox: Path
) -> None:
    files = [make_file(tmp_path, name) for name in ("a.bin", "b.bin", "c.bin")]
    sending = ann.run("send", WORDS, *files)
    await ann.event("waiting")
    files[1].unlink()
    taking = ben.run("receive", WORDS, directory=inbox)
    failed = await ann.event("failed")
    assert (failed["name"], failed["reason"]) == ("b.bin", "changed")
    assert await codes(sending, taking) == [1, 0]
    assert names(inbox) == ["a.bin", "c.bin"]


async def test_two_receivers_are_told_that_one_has_to_send(
    ann: Desk, ben: Desk, monkeypatch: pytest.MonkeyPatch, inbox: Path
) -> None:
    monkeypatch.setattr(receive, "_SILENCE", 0.01)
    both = [person.run("receive", WORDS, directory=inbox) for person in (ann, ben)]
    for person in (ann, ben):
        await person.event("quiet")
    both[0].cancel()
    assert await both[1] == 1
    with pytest.raises(asyncio.CancelledError):
        await both[0]


async def test_two_senders_are_told_that_one_has_to_receive(
    ann: Desk, ben: Desk, tmp_path: Path
) -> None:
    file = make_file(tmp_path, "a.bin")
    both = [person.run("send", WORDS, file) for person in (ann, ben)]
    failed = await ann.event("failed")
    assert "does plong receive run there?" in failed["sentence"]
    assert await codes(*both) == [1, 1]


async def test_a_friend_who_said_bye_is_not_waited_for(
    ben: Desk, tmp_path: Path, inbox: Path, server: Server
) -> None:
    async with connect(server.url) as me:
        file = make_file(tmp_path, "a.bin", 30_000_000)
        _, taking, transfer = await begin_to_send(me, ben, inbox, file)
        transfer.abandon()
        await me.leave()
    assert await taking == 1
    await ben.event("left")
    assert "gone" not in ben.seen


async def test_who_is_stopped_begins_no_other_file(
    ann: Desk, ben: Desk, tmp_path: Path, inbox: Path
) -> None:
    files = [make_file(tmp_path, name, 60_000_000) for name in ("a.bin", "b.bin")]
    taking = ben.run("receive", WORDS, directory=inbox)
    sending = ann.run("send", WORDS, *files)
    await some_arrived(ann)
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    assert (await ann.event("failed"))["name"] == "a.bin"
    assert await taking == 1
    await ben.event("left")
    assert ben.seen.count("started") == 1
