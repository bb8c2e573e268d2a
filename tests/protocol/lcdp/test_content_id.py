"""Names of files: none leads out of where files are."""

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.lcdp.content_id import MAX_ID, is_content_id, is_sha256

HASH = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    "content_id",
    [HASH, f"blake3/{HASH}", f"stream/{HASH}/news", "a.b", "a..b", "a//b", "ü b", "x" * MAX_ID],
)
def test_an_id_is_right(content_id: str) -> None:
    assert is_content_id(content_id)


@pytest.mark.parametrize(
    "content_id",
    [
        *("", ".", "..", ".a", "/a", "a/", "/", "a/.", "a/..", "a/../b", "a/.b", "a\\b", "\\"),
        *("a\0b", "a\nb", "a\n", "\x7f", "x" * (MAX_ID + 1)),
    ],
)
def test_an_id_is_wrong(content_id: str) -> None:
    assert not is_content_id(content_id)


@given(st.text(alphabet="./a\\\0") | st.text())
def test_no_id_leads_elsewhere(content_id: str) -> None:
    path = PurePosixPath("/files", content_id)
    assert not is_content_id(content_id) or (
        ".." not in path.parts and path.is_relative_to("/files") and path.name
    )


def test_a_hash_has_one_spelling() -> None:
    assert is_sha256(HASH)
    wrong = (HASH.upper(), HASH[1:], HASH + "0", HASH + "\n", f"0x{HASH}", "g" * 64, "")
    assert not any(map(is_sha256, wrong))
