"""What a received file may be called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.client.wire.names import clean_name, numbered


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("a.txt", "a.txt"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\bob\a.txt", "a.txt"),
        ("..", "file"),
        ("", "file"),
        (".bashrc", "bashrc"),
        ("a\0b\n.txt", "ab.txt"),
        ("\u202egpj.exe", "gpj.exe"),
        ("\ud800x", "x"),
        ("dir/", "file"),
        ("x" * 300 + ".txt", "x" * 196 + ".txt"),
        ("é" * 300, "é" * 100),
    ],
)
def test_a_name_is_only_a_name(sent: str, name: str) -> None:
    assert clean_name(sent) == name


@given(st.text())
def test_whatever_is_sent_becomes_a_name(sent: str) -> None:
    name = clean_name(sent)
    assert 0 < len(name.encode()) <= 200
    assert not set(name) & set("/\\\0")
    assert not name.startswith(".")
    assert clean_name(name) == name


@pytest.mark.parametrize(
    ("name", "second"),
    [("a.txt", "a (2).txt"), ("a", "a (2)"), ("a.tar.gz", "a.tar (2).gz")],
)
def test_the_second_of_a_name_has_a_number(name: str, second: str) -> None:
    assert numbered(name, 1) == name
    assert numbered(name, 2) == second
