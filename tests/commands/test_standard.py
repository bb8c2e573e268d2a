"""Commands whose standard input, output or error is closed, full, or read by nobody."""

from pathlib import Path

import pytest

from plong.commands.usage import USAGES
from tests.commands.shell import run_lines
from tests.support.server import Server

ARGUMENTS = {name: f"{name} 'blue tiger sky'" for name in USAGES}
ARGUMENTS["send"] = "send a.txt --passphrase 'blue tiger sky'"
ARGUMENTS.update({name: name for name in ("inbox", "peers")})
ARGUMENTS["get"] = f"get {'0' * 64}"
ARGUMENTS["share"] = "share a.txt"
PREPARE = "echo hello >a.txt; mkdir in\n"


@pytest.mark.parametrize("name", USAGES)
async def test_closed_output_is_wrong_usage(server: Server, tmp_path: Path, name: str) -> None:
    code, _, errors = await run_lines(f"{PREPARE}plong {ARGUMENTS[name]} >&-", server.url, tmp_path)
    sentence = "plong: Standard output is closed; >/dev/null lets nothing be printed.\n"
    assert (code, errors) == (2, sentence)


@pytest.mark.parametrize("name", ["talk", "pipe"])
async def test_closed_input_is_wrong_usage_for_who_reads_it(
    server: Server, tmp_path: Path, name: str
) -> None:
    code, _, errors = await run_lines(f"plong {ARGUMENTS[name]} <&-", server.url, tmp_path)
    assert (code, errors) == (2, "plong: Standard input is closed; </dev/null is an empty one.\n")


@pytest.mark.parametrize("closed", ["<&-", "2>&-", "<&- 2>&-"])
async def test_others_need_neither_input_nor_error(
    server: Server, tmp_path: Path, closed: str
) -> None:
    script = f"""{PREPARE}
    plong {ARGUMENTS["send"]} {closed} & plong {ARGUMENTS["receive"]} -o in {closed}; echo $?
    wait $!; echo $?; cat in/a.txt; plong {ARGUMENTS["whois"]} {closed}; echo $?
    """
    _, output, _ = await run_lines(script, server.url, tmp_path)
    *_, received, sent, body, asked = output.splitlines()
    assert (received, sent, body, asked) == ("0", "0", "hello", "1")


@pytest.mark.parametrize("name", ["talk", "pipe"])
async def test_a_talk_or_pipe_needs_no_error(server: Server, tmp_path: Path, name: str) -> None:
    run = f"plong {ARGUMENTS[name]} 2>&-"
    script = f"{run} </dev/null >seen & {run} </dev/null; echo $?; wait $!; echo $?"
    code, output, _ = await run_lines(script, server.url, tmp_path)
    assert (code, output) == (0, "0\n0\n")


@pytest.mark.parametrize("name", ["talk", "send", "receive", "whois"])
async def test_who_is_read_by_nobody_ends(server: Server, tmp_path: Path, name: str) -> None:
    script = f"{PREPARE} yes | plong {ARGUMENTS[name]} --json | true; echo ${{PIPESTATUS[1]}}"
    _, output, errors = await run_lines(script, server.url, tmp_path)
    assert output == "141\n"
    assert errors.endswith("plong: Nobody reads the output any more.\n")
    assert "Traceback" not in errors


async def test_a_full_disk_is_named(server: Server, tmp_path: Path) -> None:
    script = f"plong {ARGUMENTS['talk']} --json >/dev/full"
    code, _, errors = await run_lines(script, server.url, tmp_path)
    assert (code, errors) == (1, "plong: standard output: No space left on device.\n")


async def test_help_that_nobody_reads_is_no_error(tmp_path: Path) -> None:
    code, _, errors = await run_lines("plong --help | true; plong talk -h | true", "", tmp_path)
    assert (code, errors) == (0, "")
