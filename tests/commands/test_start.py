"""How ``plong`` starts: Ctrl-C while it loads, and words that are no command."""

import asyncio
import signal
from pathlib import Path

import pytest

from tests.commands.shell import PLONG, environ
from tests.support.command_line import run_plong

INTERRUPTED = """\
import os, signal
os.kill(os.getpid(), signal.SIGINT)
"""


@pytest.mark.parametrize("arguments", [["whois", "x"], ["talk", "x"], ["serve", "--port", "0"]])
async def test_ctrl_c_while_it_loads_is_quiet(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "uvloop.py").write_text(INTERRUPTED)  # which all of them load, and late
    ours = environ("http://127.0.0.1:1")
    process = await asyncio.create_subprocess_exec(
        *(*PLONG, *arguments),
        cwd=tmp_path,
        env={**ours, "PYTHONPATH": f"{tmp_path}:{ours.get('PYTHONPATH', '')}"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert await process.communicate() == (b"", b"")
    assert process.returncode == -signal.SIGINT  # which a shell calls 130


KNOWN = (
    "The commands are serve, talk, send, receive, pipe, whois, knock, inbox, pull, ignore, "
    "get, share, ping, peers, check."
)

WRONG = {
    "recieve x": f"there is no command 'recieve'. Did you mean receive? {KNOWN}",
    "dance": f"there is no command 'dance'. {KNOWN}",
    "--server http://a talk x": "name the command first, then its options: plong talk …",
    "--port 0 whois": "name the command first, then its options: plong whois …",
    "serve serve": "unrecognized arguments: serve",
    "send a --passphrase blue sky": (
        "unrecognized arguments: sky; put words with blanks between them into quotes"
    ),
    "whois x --nope": "unrecognized arguments: --nope",
}


@pytest.mark.parametrize(("typed", "sentence"), WRONG.items())
async def test_a_mistake_is_answered_with_what_would_be_right(
    tmp_path: Path, typed: str, sentence: str
) -> None:
    ended = await run_plong(*typed.split(" "), directory=tmp_path)
    assert (ended.code, ended.stdout) == (2, "")
    assert ended.stderr.endswith(f"error: {sentence}\n")
