"""``plong check``: what it prints, and its exit codes."""

import json
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.commands.seat import Desk, desk
from tests.commands.shell import run_lines, shell
from tests.support.liar import Lie, lying
from tests.support.odd_server import odd_server
from tests.support.server import Server

ROOT_LIE = Lie(b'"Version"', b'"version"', b"^GET / ")


def rows(said: str) -> Sequence[dict[str, Any]]:
    return [json.loads(line) for line in said.splitlines()]


async def test_each_row_is_an_event_and_the_last_counts_them(ann: Desk) -> None:
    assert await ann.check("http.root", "refusals.off", "http.wuu2") == 0
    *told, last = rows(ann.said)
    assert [(row["name"], row["outcome"]) for row in told] == [
        *(("http.root", "pass"), ("http.wuu2", "pass"), ("refusals.off", "pass")),
    ]
    assert last == {"event": "checked", "passed": 3, "failed": 0, "skipped": 0}
    assert told[0]["quote"] == "`/` answers in every mode"


async def test_a_broken_promise_is_exit_code_1(server: Server) -> None:
    async with lying(server.url, ROOT_LIE) as url:
        with desk(url) as one:
            assert await one.check("http.root", "http.wuu2") == 1
            failed, passed, last = rows(one.said)
    assert failed["expected"] == "Version is a text"
    assert failed["came"].startswith("no Version in {'version': ")
    assert (passed["outcome"], last["failed"]) == ("pass", 1)


async def test_what_is_no_row_is_wrong_usage(ann: Desk) -> None:
    assert await ann.check("dance") == 2
    assert ann.complaint.startswith("plong: There is no row 'dance'; name one, or a way: http, ")


async def test_a_server_that_is_not_plong_is_exit_code_3_and_asked_no_more() -> None:
    async with odd_server() as url:
        with desk(url) as one:
            assert await one.check() == 3
            assert one.complaint.startswith("plong: No Plong server answers at ")


TABLE = """\
pass     http.root               GET / says what server this is, in every mode.
FAIL     http.wuu2               GET /wuu2 says what server this is.
         expected status 200
"""


async def test_people_get_a_table(server: Server, tmp_path: Path) -> None:
    async with lying(server.url, Lie(b" 200 OK", b" 203 OK", b"^GET /wuu2")) as url:
        line = f"plong check {url} --only http.root --only http.wuu2 --only passthru.off"
        code, output, errors = await run_lines(line, server.url, tmp_path)
    assert (code, errors) == (1, "")
    assert output.startswith(TABLE)
    assert "\n         see docs/wire/plong.md\nskipped  passthru.off " in output
    assert "\n         (the server's mode, hwx, has x (passthru))\n" in output
    assert output.endswith("\n1 passed, 1 failed, 1 skipped.\n")


async def test_who_is_stopped_leaves_nothing_behind(server: Server, tmp_path: Path) -> None:
    async with shell("check", server.url, "--json", server=server.url, folder=tmp_path) as check:
        await check.event("row")
        assert await check.stop(signal.SIGINT) == 130
    assert (await server.http.get("/")).json()["Status"] == {"Peers": 0, "Identities": 0}
