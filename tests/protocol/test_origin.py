"""Which pages may use the server."""

from collections.abc import Collection

import pytest

from plong.protocol.origin import is_allowed

A, B = "https://a.example", "https://b.example"
ALLOWED: list[tuple[Collection[str], Collection[str]]] = [
    *(((), ("*",)), ((), ()), ((), (A,))),
    *(((A,), ("*",)), (("null",), ("*",)), (("",), ("*",)), ((A, B), ("*",))),
    *(((A,), (A,)), ((B,), (A, B)), ((B,), ("*", A)), ((A, A), (A,))),
    (("https://a.example:8443",), ("https://a.example:8443",)),
    (("https://[2001:db8::1]",), ("https://[2001:db8::1]",)),
]
OTHERS = [
    *("http://a.example", "wss://a.example", "https://a.example:8443", "https://a.example:443"),
    *("HTTPS://a.example", "https://A.example", "https://a.example/", "https://a.example."),
    *(" https://a.example", "https://a.example\t", "https://a.example\x00", "https://a.exampl"),
    *("https://a.example.evil.example", "https://evil.example/https://a.example"),
    *("https://evil.example#https://a.example", "https://a.example@evil.example"),
    *("https://evil-a.example", "https://x.a.example", "a.example", "//a.example"),
    *("https://a.example, https://a.example", "https://a.example https://evil.example"),
    *(B, "null", "", "*", "https://*", "https://\u0430.example"),
]


@pytest.mark.parametrize(("origins", "allowed"), ALLOWED)
def test_a_page_needs_its_origin_or_a_star_and_a_program_needs_none(
    origins: Collection[str], allowed: Collection[str]
) -> None:
    assert is_allowed(origins, allowed)


@pytest.mark.parametrize("origin", OTHERS)
def test_nothing_else_is_the_same_origin(origin: str) -> None:
    assert not is_allowed([origin], [A])
    assert not is_allowed([A, origin], [A])
    assert not is_allowed([origin, A], [A])


def test_without_origins_no_page_may() -> None:
    assert not is_allowed([A], [])
