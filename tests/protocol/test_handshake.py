"""What an upgrade asks for, by its path and its subprotocols."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.dialect import Classic, Plong2
from plong.protocol.handshake import first, is_relay_path, read_handshake, read_offers

PATHS = [
    ("/ws", True),
    ("/ws/", True),
    ("/ws/secret", True),
    ("/ws/secret/more", True),
    ("/", False),
    ("", False),
    ("/w", False),
    ("/wss", False),
    ("/WS", False),
    ("/wsx/secret", False),
    ("/api/ws", False),
    ("ws/secret", False),
]


@pytest.mark.parametrize(("path", "answer"), PATHS)
def test_the_relay_is_at_ws_and_below(path: str, answer: bool) -> None:
    assert is_relay_path(path) is answer


HANDSHAKES: list[tuple[str, list[str], tuple[str, type, str | None]]] = [
    ("/ws/secret", [], ("secret", Classic, None)),
    ("/ws/secret", ["chat"], ("secret", Classic, None)),
    ("/ws/secret", ["plong.2"], ("secret", Plong2, "plong.2")),
    ("/ws/secret", ["chat", "plong.2"], ("secret", Plong2, "plong.2")),
    ("/ws/secret", ["PLONG.2"], ("secret", Classic, None)),
    ("/ws", ["private.secret"], ("secret", Classic, "private.secret")),
    ("/ws/", ["private.secret"], ("secret", Classic, "private.secret")),
    ("/ws", ["plong.2", "private.secret"], ("secret", Plong2, "plong.2")),
    ("/ws", ["private.secret", "plong.2"], ("secret", Plong2, "plong.2")),
    ("/ws", ["private.first", "private.second"], ("first", Classic, "private.first")),
    ("/ws/path", ["private.offer"], ("path", Classic, "private.offer")),
    ("/ws/path", ["private.offer", "plong.2"], ("path", Plong2, "plong.2")),
    ("/ws/a/b", [], ("a/b", Classic, None)),
    ("/ws//a", [], ("/a", Classic, None)),
    ("/ws", ["private."], ("", Classic, "private.")),
    ("/ws", ["plong.2"], ("", Plong2, "plong.2")),
    ("/ws", [], ("", Classic, None)),
    ("/ws/", [], ("", Classic, None)),
]


@pytest.mark.parametrize(("path", "offered", "expected"), HANDSHAKES)
def test_a_handshake_tells_the_secret_the_dialect_and_the_subprotocol(
    path: str, offered: list[str], expected: tuple[str, type, str | None]
) -> None:
    handshake = read_handshake(path, offered)
    private_id, dialect, subprotocol = expected
    assert handshake.private_id == private_id
    assert type(handshake.dialect) is dialect
    assert handshake.subprotocol == subprotocol


@given(st.lists(st.sampled_from(["plong.2", "private.a", "private.b", "chat", "plong.1"])))
def test_only_what_was_offered_is_accepted(offered: list[str]) -> None:
    subprotocol = read_handshake("/ws", offered).subprotocol
    assert subprotocol is None or subprotocol in offered


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("", []),
        (",", []),
        ("plong.2", ["plong.2"]),
        ("plong.2,private.x", ["plong.2", "private.x"]),
        (" plong.2 ,\tprivate.x ", ["plong.2", "private.x"]),
        ("a,,b, ,", ["a", "b"]),
    ],
)
def test_offers_are_separated_by_commas(header: str, names: list[str]) -> None:
    assert read_offers(header) == names


def test_of_what_is_offered_the_first_is_taken() -> None:
    assert first(["a", "b"]) == "a"
    assert first([]) is None
