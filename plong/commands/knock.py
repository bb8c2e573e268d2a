"""``plong knock``: leave word for who is away."""

from typing import Final

from plong.client import PlongError
from plong.commands.console import Console, Options
from plong.commands.exits import DONE, USAGE, Failure
from plong.commands.ownership import being_ourselves
from plong.commands.pipes import Input
from plong.protocol.errors import BadRequest
from plong.protocol.ping.address import read_address

_MOST: Final = 1 << 20
"""Bytes of standard input that are read: more than any server takes."""


async def knock(options: Options, console: Console) -> int:
    """Leave the content, print the ping's id; return the exit code.

    Raise `PlongError`, `Failure`, `OSError`.
    """
    post, report = options.post, console.report
    _check_address(post.name)
    content = await _read_content(post.content, console)
    async with being_ourselves(options, report) as me:
        sent = await me.knock(
            *(post.name, content, post.payload_type),
            door="public" if post.token is None else "user",
            token=post.token,
        )
    report.remark("Left; your server knocks there until it is heard.")
    report.result(sent.ping_id, "knocked", ping_id=sent.ping_id, state=sent.state, target=post.name)
    return DONE


def _check_address(text: str) -> None:
    """Say what is wrong with an address before anybody types what shall be left there."""
    try:
        read_address(text, f"{text!r:.80}")
    except BadRequest as refusal:
        raise PlongError("bad-request", str(refusal)) from None


async def _read_content(given: str | None, console: Console) -> str:
    if given is None and console.stdin.is_terminal:
        console.report.remark("Type what you leave; Ctrl-D on a line of its own ends it.")
    try:
        if given is not None:
            return given.encode(errors="surrogateescape").decode()  # as it was typed
        return (await _read_all(console.stdin)).decode()
    except UnicodeDecodeError:
        sentence = "Only text in UTF-8 can be left; base64 FILE | plong knock … makes it text."
        raise Failure("no-text", sentence, USAGE) from None


async def _read_all(stdin: Input) -> bytes:
    content = bytearray()
    async for block in stdin.blocks():
        content += block
        if len(content) > _MOST:
            raise PlongError("too-big", "This is more than can be left.")
    return bytes(content)
