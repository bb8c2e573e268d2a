from plong.hub.tally import Tally


def test_counts_refusals_by_way_and_reason() -> None:
    tally = Tally()
    tally.refuse("http", "rate-limited")
    tally.refuse("http", "rate-limited")
    tally.refuse("websocket", "rate-limited")
    assert tally.refusals == {("http", "rate-limited"): 2, ("websocket", "rate-limited"): 1}


def test_counts_connections_by_way() -> None:
    tally = Tally()
    tally.open("websocket")
    tally.open("websocket")
    tally.open("bridge")
    tally.close("websocket")
    assert tally.opened == {"websocket": 2, "bridge": 1}
    assert tally.closed == {"websocket": 1}
