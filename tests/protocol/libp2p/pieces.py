"""Streams cut into pieces, as networks do."""

from itertools import pairwise

from hypothesis import strategies as st


def cut(stream: bytes, data: st.DataObject) -> list[bytes]:
    """Return a stream in pieces, none of them empty."""
    places = data.draw(st.sets(st.integers(min_value=0, max_value=len(stream))))
    return [stream[a:b] for a, b in pairwise(sorted(places | {0, len(stream)}))]


def bytewise(stream: bytes) -> list[bytes]:
    """Return a stream one byte at a time."""
    return [bytes([byte]) for byte in stream]
