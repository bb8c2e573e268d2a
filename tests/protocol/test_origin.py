"""Which pages may use the server."""

from collections.abc import Collection

import pytest

from plong.protocol.origin import is_allowed

CASES: list[tuple[str | None, Collection[str], bool]] = [
    (None, ("*",), True),
    (None, (), True),
    (None, ("https://a.example",), True),
    ("https://a.example", ("*",), True),
    ("null", ("*",), True),
    ("", ("*",), True),
    ("https://a.example", ("https://a.example",), True),
    ("https://b.example", ("https://a.example", "https://b.example"), True),
    ("https://b.example", ("*", "https://a.example"), True),
    ("https://b.example", ("https://a.example",), False),
    ("http://a.example", ("https://a.example",), False),
    ("https://a.example:8443", ("https://a.example",), False),
    ("https://a.example.evil.example", ("https://a.example",), False),
    ("https://evil.example/https://a.example", ("https://a.example",), False),
    ("https://a.exampl", ("https://a.example",), False),
    ("null", ("https://a.example",), False),
    ("", ("https://a.example",), False),
    ("*", ("https://a.example",), False),
    ("https://a.example", (), False),
]


@pytest.mark.parametrize(("origin", "allowed", "answer"), CASES)
def test_a_page_needs_its_exact_origin_or_a_star_and_a_program_needs_none(
    origin: str | None, allowed: Collection[str], answer: bool
) -> None:
    assert is_allowed(origin, allowed) is answer
