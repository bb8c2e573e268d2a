"""``plong knock`` and its like in a shell, and on a terminal."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from plong.client import connect
from tests.commands.shell import run_lines
from tests.commands.test_terminal import HOSTILE, screen
from tests.support.server import Server, running_server


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with running_server(mode="hwxp") as server:
        yield server


LEAVE = """
export XDG_STATE_HOME=$PWD/state
address=$(plong inbox 2>&1 >/dev/null | sed -n 's/^Your address is //p')
id=$(plong knock "$address" --type note 'no newline' --identity ann.json)
until plong inbox | grep -q "$id"; do :; done
plong inbox 2>/dev/null
plong pull "$id" | od -c | head -n 1
id=$(printf 'a\\n\\n' | plong knock "$address" - --identity ann.json)
until plong inbox 2>/dev/null | grep -q "$id"; do :; done
plong pull "$id" >file; od -c file | head -n 1
stat -c %a state/plong/identities.json ann.json
plong pull "$id" --json | grep -c '"content": "a..\\n"' || plong pull "$id" --json
plong ignore "$id"; echo $?
"""


async def test_word_goes_through_pipes_as_it_is(server: Server, tmp_path: Path) -> None:
    code, output, errors = await run_lines(LEAVE, server.url, tmp_path)
    listed, first, second, *rest = output.split("\n")
    fields = listed.split(" ")
    assert (len(fields), fields[2:5], fields[6]) == (7, ["10", "public", "PING_RECEIVED"], "note")
    assert first == "0000000   n   o       n   e   w   l   i   n   e"
    assert second == "0000000   a  \\n  \\n"
    assert rest[:2] == ["600", "600"]
    assert (code, rest[-2]) == (0, "0")
    assert "Traceback" not in errors


async def test_a_token_comes_from_the_environment(server: Server, tmp_path: Path) -> None:
    async with connect(server.url) as me:
        await me.change_settings(public=False)
        events, token = me.events(), (await me.make_token()).token
        knock = f"PLONG_TOKEN={token} plong knock {me.address} Hi --identity ann.json"
        code, output, errors = await run_lines(knock, server.url, tmp_path)
        assert code == 0, errors
        await anext(events)
        (waiting,) = await me.inbox()
    assert (waiting.ping_id, waiting.tier) == (output.strip(), "user")
    assert token
    assert token not in output + errors


async def test_a_person_sees_a_table_and_no_stranger_moves_the_cursor(
    server: Server, tmp_path: Path
) -> None:
    state = str(tmp_path / "a.json")
    async with screen("inbox", "--identity", state, server=server.url, folder=tmp_path) as ann:
        await ann.shows("Nothing waits for you.")
        found = re.search(r"Your address is (\S+)", ann.text)
        assert found is not None
        assert await ann.process.wait() == 0
    async with connect(server.url) as me:
        sent = await me.knock(found[1], f"begin{HOSTILE}\nend\n", f"note{HOSTILE}")
        async with screen("inbox", "--identity", state, server=server.url, folder=tmp_path) as ann:
            await ann.shows(str(me.address))
            assert await ann.process.wait() == 0
        lines = ann.text.split("\r\n")
        (head,) = (line for line in lines if line.startswith("ID"))
        (row,) = (line for line in lines if line.startswith(sent.ping_id))
        assert head.index("FROM") == row.index(str(me.address))
        assert "\x1b" not in ann.text
        pull = ("pull", sent.ping_id, "--identity", state)
        async with screen(*pull, server=server.url, folder=tmp_path) as ann:
            await ann.shows("end\r\n")
        said = ann.text.partition("begin")[2]
        shown = r"\x1b]0;owned\x07\x1b[2J\x9b31m\u202egpj.exe\x0dYour friend has left.\x00\x1c"
        assert said == f"{shown}\r\nend\r\n"
        assert f"From {me.address} (note" in ann.text


HELP = """
plong knock --help | grep -c -- --type
plong inbox --help | grep -o 'default: .*identities.json'
plong inbox extra; echo $?
plong knock; echo $?
plong knock http://a hello world; echo $?
plong knock http://a <&-; echo $?
plong knock http://a x <&- ; echo $?
echo '[]' >b; plong inbox --identity b; echo $?
plong inbox --identity /proc/nowhere/b; echo $?
"""


async def test_wrong_usage_is_answered_with_what_would_be_right(
    server: Server, tmp_path: Path
) -> None:
    script = f"export XDG_STATE_HOME={tmp_path}/s COLUMNS=400\n{HELP}"
    _, output, errors = await run_lines(script, server.url, tmp_path)
    numbers = [line for line in output.split("\n") if line.isdigit()]
    assert numbers == ["2", "2", "2", "2", "2", "0", "2", "1"]
    assert f"default: {tmp_path}/s/plong/identities.json" in output
    for sentence in (
        "required: ADDRESS",
        "world; put words with blanks between them into quotes",
        "Standard input is closed; </dev/null is an empty one.",
        "b holds no identities; move it away, or name another file with --identity.",
        "plong: /proc/nowhere/b cannot be used (No such file or directory); name another file",
    ):
        assert sentence in errors
    assert "Traceback" not in errors
