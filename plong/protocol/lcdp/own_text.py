"""What a node's owner says in his own words: arrays of messages that this node need not know.

They are passed on as they are, within the bounds of what everybody reads. docs/wire/lcdp.md.
"""

from collections.abc import Sequence
from typing import Final

from plong.protocol.lcdp.errors import NotAnArray, TooLong
from plong.protocol.lcdp.json_text import MAX_BYTES, read_array
from plong.protocol.lcdp.models import Message
from plong.protocol.lcdp.writing import join, write_message

_SPACE: Final = b" \t\r\n"


def read_own(text: str) -> bytes:
    """Return what stands between the brackets of an array of messages, for `beside`.

    Args:
        text: a JSON array of objects with one name each, whose payloads are objects: nodes die of
            others.

    Raises:
        TooLong: it fits no datagram.
        NotAnArray: it is something else, or more than what is read of strangers.
    """
    data = bounded(text.encode("utf-8", "surrogatepass"))  # which `read_array` does not read
    elements = read_array(data)
    if elements is None:
        raise NotAnArray("The text is no JSON array, or one with too much in it.")
    if not all(map(_is_message, elements)):
        raise NotAnArray("The array has something that is no object with one name and an object.")
    return data.strip(_SPACE)[1:-1].strip(_SPACE)


def beside(lead: Sequence[Message], own: bytes) -> bytes:
    """Return the array that begins with messages and goes on with what `read_own` returned."""
    return join([*map(write_message, lead), *filter(None, [own])])


def bounded(data: bytes) -> bytes:
    """Return a datagram; raise `TooLong` if UDP cannot carry it."""
    if len(data) > MAX_BYTES:
        raise TooLong(f"It has {len(data)} bytes; a datagram has at most {MAX_BYTES}.")
    return data


def _is_message(element: object) -> bool:
    return (
        isinstance(element, dict)
        and len(element) == 1
        and all(isinstance(payload, dict) for payload in element.values())
    )
