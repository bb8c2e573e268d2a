"""What a passphrase may be, and what of it is hashed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.errors import BadRequest
from plong.protocol.passphrase import MAX_PASSPHRASE, normalise
from tests.support.commands import unicode_texts

TOO_LONG = "Passphrase must be at most 1024 bytes."

SAME = [
    ("caf\N{LATIN SMALL LETTER E WITH ACUTE}", "cafe\N{COMBINING ACUTE ACCENT}"),
    ("\N{ANGSTROM SIGN}", "\N{LATIN CAPITAL LETTER A WITH RING ABOVE}"),
    ("\N{HANGUL SYLLABLE HAN}", "\u1112\u1161\u11ab"),
]
DIFFERENT = [
    ("short and sweet", "Short and sweet"),
    ("short and sweet", "short and sweet "),
    ("short and sweet", "short  and sweet"),
    ("short\0and sweet", "short"),
    ("\N{LATIN SMALL LIGATURE FI}ne", "fine"),
    ("\N{FULLWIDTH DIGIT ONE}", "1"),
]
TOO_MANY_BYTES = {
    "one byte more": "x" * 1025,
    "one mebibyte": "x" * 2**20,
    "too long in UTF-8 only": "\N{EURO SIGN}" * 342,
    "too long as sent only": "e\N{COMBINING ACUTE ACCENT}" * 342,
    "too long as normalised only": "\N{DEVANAGARI LETTER QA}" * 341,
}


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_phrase_are_the_same(one: str, other: str) -> None:
    assert one != other
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_phrases_that_a_reader_can_tell_apart_are_different(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@pytest.mark.parametrize("passphrase", ["x", "x" * MAX_PASSPHRASE, "\N{EURO SIGN}" * 341, "\0"])
def test_up_to_1024_bytes_are_taken_as_they_are(passphrase: str) -> None:
    assert normalise(passphrase) == passphrase.encode()


@pytest.mark.parametrize("passphrase", TOO_MANY_BYTES.values(), ids=TOO_MANY_BYTES)
def test_more_than_1024_bytes_are_refused(passphrase: str) -> None:
    with pytest.raises(BadRequest) as refused:
        normalise(passphrase)
    assert str(refused.value) == TOO_LONG


@given(unicode_texts | st.text(alphabet="e\N{COMBINING ACUTE ACCENT}\N{DEVANAGARI LETTER QA}"))
def test_a_normal_phrase_stays_as_it_is(passphrase: str) -> None:
    once = normalise(passphrase)
    assert normalise(once.decode()) == once
    assert len(once) <= MAX_PASSPHRASE
