"""Passphrases: the same words as on the page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.commands.passphrases import deal_passphrase, read_passphrase, to_fragment

READ = {
    "blue tiger sky": "blue tiger sky",
    "blue-tiger-sky": "blue tiger sky",
    "#blue-tiger-sky": "blue tiger sky",
    "  blue \t tiger\u00a0\nsky ": "blue tiger sky",
    "-blue--sky-": "blue sky",
    "self-made words": "self-made words",
    "self%2Dmade-words": "self-made words",
    "50%-off": "50% off",
    "%ff-a": "%ff a",
    "a%zz%20b": "a%zz%20b",
    "gru\u0308n": "gr\u00fcn",
    "gr%C3%BCn": "gr\u00fcn",
    "a\x85b": "a\x85b",
    "": "",
    " - ": "",
    "-": "",
    "%20": "",
}


@pytest.mark.parametrize(("typed", "passphrase"), READ.items())
def test_what_is_typed_is_read_as_on_the_page(typed: str, passphrase: str) -> None:
    assert read_passphrase(typed) == passphrase


FRAGMENTS = {
    "blue tiger sky": "blue-tiger-sky",
    "self-made words": "self%2Dmade-words",
    "gr\u00fcn & so": "gr%C3%BCn-%26-so",
    "it's (all) ~fine~!*": "it's-(all)-~fine~!*",
    "a/b?c#d": "a%2Fb%3Fc%23d",
}


@pytest.mark.parametrize(("passphrase", "fragment"), FRAGMENTS.items())
def test_a_passphrase_is_one_word_for_links(passphrase: str, fragment: str) -> None:
    assert to_fragment(passphrase) == fragment


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_passed_on_is_read_as_what_was_typed(typed: str) -> None:
    passphrase = read_passphrase(typed)
    assert read_passphrase(to_fragment(passphrase)) == passphrase


def test_three_different_words_are_dealt() -> None:
    dealt = {deal_passphrase() for _ in range(50)}
    assert len(dealt) == 50
    for passphrase in dealt:
        words = passphrase.split(" ")
        assert len(set(words)) == 3
        assert all(word.isascii() and word.isalpha() and word.islower() for word in words)
