"""Commands as processes: usage, exit codes, signals, and what they load."""

import asyncio
import hashlib
import signal
import sys
from pathlib import Path

import pytest

from plong.client import Bye, Offered, Peer, PlongError, connect
from plong.client.wire import control
from plong.client.wire.chunk import HEAD, write_head
from plong.client.wire.control_text import write_control
from plong.commands.usage import USAGES
from tests.commands.shell import environ, run_lines, shell
from tests.support.command_line import Ended, run_main, run_plong
from tests.support.server import Server
from tests.support.strange import slip

WORDS = "blue tiger sky"


async def test_help_has_one_line_for_each_command(tmp_path: Path) -> None:
    ended = await run_plong("--help", directory=tmp_path)
    assert ended.code == 0
    for name, usage in USAGES.items():
        assert f"  {name:8} {usage.summary}\n" in ended.stdout


@pytest.mark.parametrize("name", USAGES)
def test_each_has_help_with_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run_main(name, "--help")
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert f"plong {name}" in said.partition("example:")[2].split("\n")[0]
    assert "3 no server answers" in said


@pytest.mark.parametrize(
    "arguments",
    [["talk"], ["talk", " "], ["send"], ["send", "a", "--passphrase", ""], ["send", ""]],
)
async def test_wrong_usage_is_exit_code_2(tmp_path: Path, arguments: list[str]) -> None:
    ended = await run_plong(*arguments, directory=tmp_path)
    assert (ended.code, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"usage: plong {arguments[0]} ")


async def test_the_server_comes_from_option_environment_or_default(
    server: Server, tmp_path: Path
) -> None:
    sentence = f"plong: Nobody is waiting under “{WORDS}”.\n"
    wrong = "http://127.0.0.1:1"
    by_environ = await run_plong("whois", WORDS, directory=tmp_path, PLONG_SERVER=server.url)
    assert by_environ == Ended(1, "", sentence)
    option = ("--server", server.url)
    by_option = await run_plong("whois", WORDS, *option, directory=tmp_path, PLONG_SERVER=wrong)
    assert by_option == Ended(1, "", sentence)
    option = ("--server", server.url.removeprefix("http://").rstrip("/"))
    by_host = await run_plong("whois", *WORDS.split(), *option, directory=tmp_path)
    assert by_host == Ended(1, "", sentence)
    ended = await run_plong("whois", WORDS, directory=tmp_path, PLONG_SERVER=wrong)
    assert ended.code == 3
    sentence = f"No Plong server answers at {wrong}/ohai (Connection refused). Start one with plong"
    assert ended.stderr.startswith(f"plong: {sentence}")


LOADED = "import sys, plong.cli; plong.cli.main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"


async def loaded(tmp_path: Path, *arguments: str) -> set[str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", LOADED, *arguments),
        cwd=tmp_path,
        env=environ("http://127.0.0.1:1"),
        stderr=asyncio.subprocess.PIPE,
    )
    _, errors = await process.communicate()
    return set(errors.decode().splitlines()[-1].split())


async def test_each_loads_only_what_it_needs(tmp_path: Path) -> None:
    command = await loaded(tmp_path, "whois", WORDS)
    assert "plong.client.me" in command
    assert not command & {"plong.server", "plong.app", "plong.hub.hub", "starlette", "picows"}
    server = await loaded(tmp_path, "serve", "--port", "x")
    assert "plong.server" in server
    assert not {name for name in server if name.startswith("plong.client")}
    assert "plong.commands.running" not in server


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
@pytest.mark.parametrize("name", ["talk", "pipe", "receive"])
async def test_a_signal_ends_it_with_a_bye(
    server: Server, tmp_path: Path, name: str, number: signal.Signals, code: int
) -> None:
    stdin = asyncio.subprocess.PIPE
    async with (
        connect(server.url) as me,
        shell(name, WORDS, "--json", server=server.url, folder=tmp_path, stdin=stdin) as command,
    ):
        events = me.events()
        await me.meet(WORDS)
        await command.event("linked")
        assert await command.stop(number) == code
        while not isinstance(await anext(events), Bye):
            pass
        assert "Traceback" not in await command.errors()
        assert len([*server.hub.connections]) == 1


async def test_a_signal_while_nobody_is_there_frees_the_words(
    server: Server, tmp_path: Path
) -> None:
    async with shell("talk", WORDS, "--json", server=server.url, folder=tmp_path) as command:
        await command.event("waiting")
        assert await command.stop(signal.SIGINT) == 130
    assert (await server.whois(WORDS)).status_code == 404


async def test_a_signal_cancels_what_is_sent(server: Server, tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(bytes(10))
    arguments = ("send", "a.bin", "--passphrase", WORDS)
    async with (
        connect(server.url) as me,
        shell(*arguments, server=server.url, folder=tmp_path) as command,
    ):
        events = me.events()
        await me.meet(WORDS)
        while not isinstance(event := await anext(events), Offered):
            pass
        assert await command.stop(signal.SIGINT) == 130
        with pytest.raises(PlongError, match="cancelled"):
            await event.offer.save(tmp_path)


PLAIN = """
echo hello >a.txt; echo world >b.txt; mkdir in
plong send a.txt b.txt --passphrase 'blue tiger sky' >sent 2>sent.log &
plong receive blue-tiger-sky -o in >saved 2>saved.log; echo $?; wait $!; echo $?
sha256sum -c saved; sha256sum -c sent; cat sent.log
"""


async def test_in_a_pipe_there_are_plain_lines(server: Server, tmp_path: Path) -> None:
    code, output, errors = await run_lines(PLAIN, server.url, tmp_path)
    assert (code, errors) == (0, "")
    assert output.startswith("0\n0\nin/a.txt: OK\nin/b.txt: OK\na.txt: OK\nb.txt: OK\n")
    assert f"On the other side: plong receive blue-tiger-sky --server {server.url}\n" in output
    assert f"Or in a browser: {server.url}#blue-tiger-sky\n" in output
    assert "a.txt: 6 B, to send.\n" in output
    assert "\r" not in output
    assert "\x1b" not in output


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


TRANSFER = "A" * 22


async def send_hello(friend: Peer) -> None:
    """Send "hello" by hand: no client would offer such names."""
    await slip(friend, write_control(control.Begin(TRANSFER, 0)))
    chunk = bytearray(HEAD) + b"hello"
    write_head(chunk, TRANSFER, 0)
    await slip(friend, chunk)
    sha256 = hashlib.sha256(b"hello").hexdigest()
    await slip(friend, write_control(control.End(TRANSFER, 5, sha256)))


NAMES = {
    "../../etc/passwd": "passwd",
    "..\\..\\boot.ini": "boot.ini",
    "/": "file",
    ".bashrc": "bashrc",
    "\x1b[2Jred\u202egpj.exe": "[2Jredgpj.exe",
    "-rf": "-rf",
}


@pytest.mark.parametrize("name", NAMES)
async def test_a_hostile_name_is_only_a_name(server: Server, tmp_path: Path, name: str) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    arguments = ("receive", WORDS, "-o", "inbox", "--json")
    async with (
        connect(server.url) as me,
        shell(*arguments, server=server.url, folder=tmp_path) as receiver,
    ):
        friend = await me.meet(WORDS)
        await slip(friend, write_control(control.Offer(TRANSFER, name, 5)))
        await receiver.event("progress")  # it has accepted
        await send_hello(friend)
        assert (await receiver.event("saved"))["path"] == f"inbox/{NAMES[name]}"
        await friend.bye()
        assert await receiver.exit_code() == 0
    assert names(tmp_path) == ["inbox"]
    assert names(inbox) == [NAMES[name]]
