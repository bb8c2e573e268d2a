"""What a node says to its browser: frames as pages of the swarm expect them."""

import json

from plong.protocol.lcdp.bridge import write_not_forwarded, write_received, write_your_key
from plong.protocol.lcdp.events import Received
from plong.protocol.lcdp.models import Endpoint, Forward

KEY, OTHER = bytes(range(32)), bytes(32)
ALICE = Endpoint("192.0.2.10", 24254)
TEXT = '[{"ChatMessage":{"message":"Grüße \\u0000"}}]'


def test_the_key_is_lower_hex() -> None:
    assert json.loads(write_your_key(KEY)) == [{"YourEd25519": {"ed25519": KEY.hex()}}]


def test_a_datagram_is_forwarded_as_its_text_and_from_nobody() -> None:
    frame = write_received(Received(TEXT, ALICE, None, KEY, is_verified=False))
    assert json.loads(frame) == [
        {
            "Forwarded": {
                "src": "192.0.2.10:24254",
                "from_ed25519": None,
                "maybe_ed25519": KEY.hex(),
                "messages": TEXT,
                "might_be_ip_spoofing": True,
            }
        }
    ]


def test_where_no_key_was_seen_none_is_guessed() -> None:
    [frame] = json.loads(write_received(Received(TEXT, ALICE, None, None, is_verified=True)))
    assert "maybe_ed25519" not in frame["Forwarded"]
    assert frame["Forwarded"]["might_be_ip_spoofing"] is False


def test_what_a_key_has_said_names_it_and_guesses_nothing() -> None:
    [frame] = json.loads(write_received(Received(TEXT, ALICE, KEY, OTHER, is_verified=True)))
    assert frame["Forwarded"]["from_ed25519"] == KEY.hex()
    assert "maybe_ed25519" not in frame["Forwarded"]


def test_what_was_not_forwarded_is_told_with_whom_it_was_for() -> None:
    told = write_not_forwarded(Forward("[]", to_key=KEY), "No.")
    assert json.loads(told) == [
        {"NotForwarded": {"to_ed25519": KEY.hex(), "src": None, "reason": "No."}}
    ]
    told = write_not_forwarded(Forward("[]", to=ALICE), "No.")
    assert json.loads(told) == [
        {"NotForwarded": {"to_ed25519": None, "src": "192.0.2.10:24254", "reason": "No."}}
    ]
