"""A disk that fails is told of once, and so is its recovery: the log is not flooded."""

from plong.store.outage import CALM, Outage

FULL = "database or disk is full"
BEGUN = (
    "The store refuses transactions: database or disk is full. What asks for one is answered 503."
)


def test_the_first_failure_is_told_and_no_other_of_its_kind() -> None:
    outage = Outage()
    said = [outage.failed(FULL, now) for now in range(1000)]
    assert said == [BEGUN, *[None] * 999]


def test_another_cause_is_news() -> None:
    outage = Outage()
    outage.failed(FULL, 0)
    assert "disk I/O error" in str(outage.failed("disk I/O error", 1))


def test_endlessly_many_causes_are_not_told() -> None:
    outage = Outage()
    said = [outage.failed(f"cause {number}", 0) for number in range(1000)]
    assert sum(words is not None for words in said) == 16


def test_the_recovery_is_told_once_with_how_many_were_refused() -> None:
    outage = Outage()
    outage.failed(FULL, 0)
    outage.failed(FULL, 1)
    recovered = "The store works again; transactions refused meanwhile: 2."
    assert outage.worked(1 + CALM) == recovered
    assert outage.worked(2 + CALM) is None


def test_a_disk_that_takes_one_and_refuses_the_next_is_told_of_once() -> None:
    outage = Outage()
    said = []
    for now in range(100):
        said += [outage.failed(FULL, now), outage.worked(now + 0.5)]
    assert [words for words in said if words] == [BEGUN]


def test_the_next_outage_is_news_again() -> None:
    outage = Outage()
    outage.failed(FULL, 0)
    outage.worked(CALM)
    assert outage.failed(FULL, CALM + 1) == BEGUN


def test_nothing_is_said_of_a_disk_that_works() -> None:
    assert Outage().worked(100) is None
