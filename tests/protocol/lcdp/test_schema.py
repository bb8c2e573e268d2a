"""What a node says of itself."""

import json

from plong.protocol.lcdp.packing import MAX_DATAGRAM
from plong.protocol.lcdp.reading import FROM_NODES
from plong.protocol.lcdp.schema import supported_messages
from plong.protocol.lcdp.writing import write


def test_everything_that_is_understood_is_named() -> None:
    schema = json.loads(supported_messages().schema)
    assert [option["required"] for option in schema["oneOf"]] == [[name] for name in FROM_NODES]


def test_it_fits_a_datagram_with_a_cookie() -> None:
    assert len(write([supported_messages()])) <= MAX_DATAGRAM - 150
