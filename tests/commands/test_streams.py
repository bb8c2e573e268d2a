"""``plong pipe`` in a shell."""

from pathlib import Path

from tests.commands.shell import run_lines
from tests.support.server import Server

HASHES = """
head -c 50000000 /dev/urandom >a; head -c 50000000 /dev/urandom >b
plong pipe 'blue tiger sky' <a >a.got & plong pipe blue-tiger-sky <b >b.got
wait $!; echo $?; cmp a b.got; cmp b a.got
"""


async def test_fifty_megabytes_go_both_ways_at_once(server: Server, tmp_path: Path) -> None:
    script = HASHES.replace("cmp a b.got; cmp b a.got", "cmp a b.got && cmp b a.got && echo equal")
    code, output, _ = await run_lines(script, server.url, tmp_path)
    assert (code, output) == (0, "0\nequal\n")


TAR = """
mkdir here there; echo hello >here/a.txt; ln -s a.txt here/b.txt
tar c -C here . | plong pipe 'blue tiger sky' &
plong pipe 'blue tiger sky' | tar x -C there
echo $?; wait $!; echo $?; ls there; cat there/b.txt
"""


async def test_a_folder_goes_as_a_tar_stream(server: Server, tmp_path: Path) -> None:
    code, output, _ = await run_lines(TAR, server.url, tmp_path)
    assert (code, output) == (0, "0\n0\na.txt\nb.txt\nhello\n")


HEAD = """
yes | plong pipe 'blue tiger sky' & plong pipe 'blue tiger sky' | head -n 2
echo $?; wait $!; echo $?
"""


async def test_who_reads_no_more_ends_both_sides(server: Server, tmp_path: Path) -> None:
    code, output, errors = await run_lines(HEAD, server.url, tmp_path)
    assert (code, output) == (0, "y\ny\n141\n1\n")
    assert "Traceback" not in errors
    assert "plong: Your friend" in errors


async def test_a_talk_that_nobody_reads_ends(server: Server, tmp_path: Path) -> None:
    script = "(sleep 0.2; yes) | plong talk x & sleep 60 | plong talk x | head -n 1; exit 0"
    _, output, errors = await run_lines(script.replace("sleep 60", "sleep 3"), server.url, tmp_path)
    assert output == "y\n"
    assert "Traceback" not in errors
