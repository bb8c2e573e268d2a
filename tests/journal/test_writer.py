import os
import threading
import time

from plong.journal.writer import LineWriter


def test_lines_are_written_in_their_order() -> None:
    reading, writing = os.pipe()
    writer = LineWriter(writing)
    assert all(writer.put(f"line {number}") for number in range(3))
    writer.close(5)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        assert pipe.read() == "line 0\nline 1\nline 2\n"


def test_a_pipe_that_nobody_reads_holds_up_nobody() -> None:
    reading, writing = os.pipe()
    writer = LineWriter(writing, most=8)
    started = time.monotonic()
    taken = [writer.put("x" * 65536) for _ in range(1000)]
    writer.close(0.05)
    assert time.monotonic() - started < 2
    assert taken.count(True) < 20
    os.close(reading)  # which ends the thread's write
    _end(writer)
    os.close(writing)


def test_a_pipe_that_does_not_block_loses_nothing_either() -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    writer = LineWriter(writing)
    lines = [writer.put("x" * 65536) for _ in range(8)]
    with os.fdopen(reading) as pipe:
        assert [pipe.readline() for _ in lines] == ["x" * 65536 + "\n"] * len(lines)
    writer.close(5)
    os.close(writing)


def test_a_pipe_whose_reader_is_gone_is_no_error() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    writer = LineWriter(writing)
    writer.put("nobody hears this")
    writer.close(5)
    os.close(writing)


def _end(writer: LineWriter) -> None:
    """Wait for the thread, which is told nothing: its queue was full."""
    writer.close(5)
    assert not any(thread is writer._thread for thread in threading.enumerate())
