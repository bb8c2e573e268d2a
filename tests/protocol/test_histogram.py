from plong.protocol.histogram import Histogram


def test_counts_each_observation_in_the_first_bucket_that_holds_it() -> None:
    histogram = Histogram((0.1, 1))
    for value in (0.05, 0.1, 0.5, 7):
        histogram.observe(value)
    assert histogram.cumulative() == [2, 3, 4]
    assert (histogram.count, histogram.total) == (4, 7.65)


def test_nothing_was_observed_at_first() -> None:
    assert (Histogram().count, Histogram().total) == (0, 0)
