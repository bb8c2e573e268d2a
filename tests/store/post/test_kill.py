"""``kill -9`` at any moment loses nothing that was answered, nor stores half of anything."""

import random
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path

from plong.protocol.ping.errors import NoSuchPing
from plong.protocol.ping.models import ReceiverState, SenderState
from plong.store.post.base import Post
from plong.store.post.sqlite import SqlitePost
from plong.store.sqlite import SqliteStore
from tests.support.post import came, sent

ROUNDS = 3
WORKS_UNTIL_IT_IS_KILLED = """
import asyncio, itertools, sys
from pathlib import Path
from plong.protocol.ping.states import ReceiverEvent, SenderEvent
from plong.store.post.sqlite import SqlitePost
from plong.store.sqlite import SqliteStore
from tests.support.peers import NOW
from tests.support.post import PLENTY, came, incoming_of, outgoing_of, pulled_of, sent

def say(*words):
    print(*words, flush=True)

async def receive(post, names):
    for name in names:
        await post.inbox.add(incoming_of("", name), PLENTY)
        say("came", name)
        await post.inbox.move(came("", name), ReceiverEvent.PULL, NOW, pulled_of(name))
        say("pulled", name)

async def send(post, names):
    for name in names:
        await post.outbox.add(outgoing_of("", name, content=name), PLENTY, 0)
        say("sent", name)
        await post.outbox.move(sent("", name), SenderEvent.PULL, NOW)
        say("fetched", name)

async def main(path, run):
    store = SqliteStore(path)
    await store.open()
    post, names = SqlitePost(store), (f"{run}-{number}" for number in itertools.count())
    await asyncio.gather(*(work(post, names) for work in [receive] * 16 + [send] * 16))

asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
"""


def work_and_be_killed(path: Path, run: int, answers: int) -> Collection[tuple[str, str]]:
    """Have a process work; kill it after so many answers; return all that it said."""
    command = [sys.executable, "-c", WORKS_UNTIL_IT_IS_KILLED, str(path), str(run)]
    environ = {"PYTHONPATH": ":".join(sys.path)}
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(answers)]
        process.kill()
        lines += process.stdout.readlines()
    whole = [line.decode().split() for line in lines if line.endswith(b"\n")]
    return {(what, name) for what, name in whole}


async def assert_kept(post: Post, what: str, name: str) -> None:
    if what in {"came", "pulled"}:
        incoming = await post.inbox.get(came("", name))
        is_pulled = incoming.state is ReceiverState.CONTENT_PULLED
        assert incoming.content == (name if is_pulled else None)
        assert is_pulled or what == "came"
    else:
        outgoing = await post.outbox.get(sent("", name))
        assert outgoing.content == name
        assert what == "sent" or outgoing.state is SenderState.CONTENT_PULLED


async def test_what_was_answered_before_a_kill_is_there_after_it(path: Path) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")  # shown when the test fails
    moments = random.Random(seed)
    said: set[tuple[str, str]] = set()
    for run in range(ROUNDS):
        said |= {*work_and_be_killed(path, run, moments.randint(1, 1000))}
        store = SqliteStore(path)
        await store.open()
        for what, name in said:
            await assert_kept(SqlitePost(store), what, name)
        await store.close()


async def test_the_check_itself_sees_a_loss(post: Post) -> None:
    for what in ("came", "sent"):
        try:
            await assert_kept(post, what, "lost")
        except NoSuchPing:
            continue
        raise AssertionError(what)
