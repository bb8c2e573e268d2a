"""What a received file may be called."""

import json
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.client.wire.names import clean_name, numbered

VECTORS: Final = Path(__file__).parents[2] / "vectors" / "file_names.json"
"""Names as they are sent and as they are stored; plong.js has to pass them too."""


@pytest.mark.parametrize(("sent", "name"), json.loads(VECTORS.read_text()))
def test_a_name_is_only_a_name(sent: str, name: str) -> None:
    assert clean_name(sent) == name


@given(st.text() | st.text("/\\. \u200d\ud800é😀", max_size=400))
def test_whatever_is_sent_becomes_a_name(sent: str) -> None:
    name = clean_name(sent)
    assert 0 < len(name.encode()) <= 200
    assert not set(name) & set("/\\\0")
    assert not name.startswith((".", " "))
    assert not name.endswith((".", " "))
    assert clean_name(name) == name


@pytest.mark.parametrize(
    ("name", "second"),
    [("a.txt", "a (2).txt"), ("a", "a (2)"), ("a.tar.gz", "a.tar (2).gz")],
)
def test_the_second_of_a_name_has_a_number(name: str, second: str) -> None:
    assert numbered(name, 1) == name
    assert numbered(name, 2) == second
