"""Random bytes in stock."""

import pytest

from plong.hub.entropy import Entropy


@pytest.mark.parametrize("count", [1, 32, 64, 4096])
def test_as_many_bytes_come_as_were_asked_for(count: int) -> None:
    entropy = Entropy()
    assert {len(entropy.take(count)) for _ in range(100)} == {count}


def test_no_byte_comes_twice() -> None:
    entropy = Entropy()
    taken = [entropy.take(16 + number % 50) for number in range(1000)]
    chunks = [piece[at : at + 16] for piece in taken for at in range(len(piece) - 15)]
    assert len(set(chunks)) == len(chunks)
