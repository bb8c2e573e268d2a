"""Control messages as they are spelt, and what breaks a rule."""

import json

import pytest

from plong.client.wire.control import Accept, BadOffer, Control, End, Offer
from plong.client.wire.control_text import FS, read_control

ID = "A" * 22
HASH = "0" * 64

SPELT: dict[str, tuple[dict[str, object], Control]] = {
    "a stream": ({"Offer": ID, "Stream": True}, Offer(ID, "", None)),
    "a stream, not quite": ({"Offer": ID, "Stream": 1}, BadOffer(ID)),
    "from the start": ({"Accept": ID, "From": 0}, Accept(ID, 0, None, 0)),
    "from within": (
        {"Accept": ID, "From": 9, "Sha256": HASH, "Window": 5},
        Accept(ID, 9, HASH, 5),
    ),
    "an odd window": ({"Accept": ID, "From": 0, "Window": "wide"}, Accept(ID, 0, None, 0)),
    "an end": ({"End": ID, "Size": 1, "Sha256": HASH}, End(ID, 1, HASH)),
}
BROKEN: dict[str, dict[str, object]] = {
    "a short id": {"Done": "A"},
    "an id that is none": {"Done": 1},
    "an offer without an id": {"Offer": None, "Name": "a", "Size": 1},
    "within, but no hash": {"Accept": ID, "From": 9},
    "a hash that is none": {"Accept": ID, "From": 0, "Sha256": HASH[1:]},
    "a hash in capitals": {"End": ID, "Size": 1, "Sha256": "A" * 64},
    "a negative size": {"End": ID, "Size": -1, "Sha256": HASH},
    "a size that is true": {"End": ID, "Size": True, "Sha256": HASH},
    "no size": {"End": ID, "Sha256": HASH},
}


@pytest.mark.parametrize(("fields", "message"), SPELT.values(), ids=SPELT.keys())
def test_a_message_is_read(fields: dict[str, object], message: Control) -> None:
    assert read_control(FS + json.dumps(fields)) == message


@pytest.mark.parametrize("fields", BROKEN.values(), ids=BROKEN.keys())
def test_what_breaks_a_rule_is_none(fields: dict[str, object]) -> None:
    assert read_control(FS + json.dumps(fields)) is None
