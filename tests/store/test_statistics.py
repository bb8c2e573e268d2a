from plong.store.statistics import StoreStatistics


def test_counts_transactions_and_what_they_answered() -> None:
    statistics = StoreStatistics()
    statistics.committed(0.002, 3, has_written=True)
    statistics.committed(0.001, 1, has_written=False)
    assert (statistics.seconds.count, statistics.questions, statistics.writes) == (2, 4, 1)
    assert not statistics.is_failing


def test_a_store_fails_from_a_refused_write_to_the_next_that_is_taken() -> None:
    statistics = StoreStatistics()
    statistics.failed()
    statistics.committed(0.001, 1, has_written=False)
    assert (statistics.is_failing, statistics.failures) == (True, 1)
    statistics.committed(0.001, 1, has_written=True)
    assert (statistics.is_failing, statistics.failures) == (False, 1)
