from plong.hub.tally import Tally


def test_counts_refusals_by_way_and_reason() -> None:
    tally = Tally()
    tally.refuse("http", "rate-limited")
    tally.refuse("http", "rate-limited")
    tally.refuse("websocket", "rate-limited")
    assert tally.refusals == {("http", "rate-limited"): 2, ("websocket", "rate-limited"): 1}
