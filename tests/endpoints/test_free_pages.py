"""Memory that is given back: what stood there is lost, and what stands beside it is not."""

import mmap

import pytest

from plong.endpoints.free_pages import give_back

PAGE = mmap.PAGESIZE


@pytest.fixture
def filled() -> memoryview:
    return memoryview(bytearray(b"x" * 64 * PAGE))


def test_whole_pages_are_given_back_and_nothing_else(filled: memoryview) -> None:
    assert give_back(filled[PAGE : 40 * PAGE])
    lost = bytes(filled).count(b"\0")
    assert 38 * PAGE <= lost <= 39 * PAGE
    assert not lost % PAGE
    assert bytes(filled[:PAGE]) == b"x" * PAGE
    assert bytes(filled[40 * PAGE :]) == b"x" * 24 * PAGE


def test_what_was_given_back_can_be_used_again(filled: memoryview) -> None:
    give_back(filled)
    filled[:] = b"y" * 64 * PAGE
    assert bytes(filled) == b"y" * 64 * PAGE


@pytest.mark.parametrize("size", [0, 1, 100])
def test_less_than_a_page_stays(filled: memoryview, size: int) -> None:
    assert not give_back(filled[:size])
    assert b"\0" not in bytes(filled)
