"""What a reload changes, and what it cannot."""

from plong.changes import changes
from tests.support.server import make_test_config


def test_changed_keys_are_told_apart_in_their_order() -> None:
    old = make_test_config(mode="hwx", slow_timeout=30, store="memory:", max_peers=5)
    new = make_test_config(mode="hw", slow_timeout=9, store="sqlite:plong.db", max_peers=5)
    assert changes(old, new) == ({"slow_timeout": 9}, ["mode", "store"])
    assert changes(old, old) == ({}, [])
