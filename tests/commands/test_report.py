"""What commands say, whatever is in a name and whoever reads it."""

import io
import subprocess
from pathlib import Path

import pytest

from plong.commands.checksums import checksum_line
from plong.commands.report import Report


def test_a_name_with_a_line_break_stays_on_its_line() -> None:
    remarks = io.StringIO()
    report = Report(io.StringIO(), remarks, as_json=False)
    report.show("started", name="a\nplong: b\x1b", amount="1 B", direction="to send")
    report.remark("c\nd")
    report.conclude("no-file", "There is no file e\nf.", 2)
    assert remarks.getvalue() == (
        "a\\x0aplong: b\\x1b: 1 B, to send.\nc\\x0ad\nplong: There is no file e\\x0af.\n"
    )


class _Full(io.StringIO):
    """A place where nothing can be written."""

    def write(self, text: str) -> int:
        raise OSError(28, text)


def test_what_cannot_be_written_is_said_once() -> None:
    times: list[None] = []
    report = Report(_Full(), io.StringIO(), as_json=True)
    report.when_broken = lambda: times.append(None)
    report.show("waiting")
    report.show("linked")
    assert len(times) == 1
    assert report.error is not None
    assert report.error.strerror == '{"event": "waiting"}'


@pytest.mark.parametrize("name", ["a.txt", "a\nb\\c.txt", "a\\b.txt"])
def test_sha256sum_reads_the_line(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"hello")
    sha256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    line = checksum_line(sha256, tmp_path / name) + "\n"
    checked = subprocess.run(["sha256sum", "-c"], input=line, text=True, check=False)
    assert line.count("\n") == 1
    assert checked.returncode == 0
