"""Cookies alone are an answer once in a while, and never to who has ours."""

from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.lcdp.cookies import cookie_of
from plong.protocol.lcdp.models import AlwaysReturned, Endpoint, Peers, PleaseAlwaysReturn
from plong.protocol.lcdp.standalone import INTERVAL, StandaloneReplies, is_bare

HERE, ELSEWHERE = Endpoint("192.0.2.1", 1), Endpoint("192.0.2.1", 2)
COOKIE = cookie_of("x")


def test_cookies_alone_are_bare() -> None:
    assert is_bare([])
    assert is_bare([PleaseAlwaysReturn(COOKIE), AlwaysReturned(COOKIE)])
    assert not is_bare([PleaseAlwaysReturn(COOKIE), Peers(())])


def test_an_address_is_answered_once_in_an_interval() -> None:
    replies = StandaloneReplies()
    assert replies.may_answer(HERE, 10.0)
    assert not replies.may_answer(HERE, 10.0)
    assert not replies.may_answer(HERE, 10.0 + INTERVAL - 0.1)
    assert replies.may_answer(HERE, 10.0 + INTERVAL)
    assert not replies.may_answer(HERE, 10.0 + INTERVAL)


def test_each_address_has_its_own_interval() -> None:
    replies = StandaloneReplies()
    assert replies.may_answer(HERE, 10.0)
    assert replies.may_answer(ELSEWHERE, 12.0)
    assert replies.may_answer(HERE, 15.0)
    assert not replies.may_answer(ELSEWHERE, 16.0)


def test_two_nodes_that_would_answer_for_ever_come_to_an_end() -> None:
    nodes, addresses = (StandaloneReplies(), StandaloneReplies()), (HERE, ELSEWHERE)
    exchanged = 0
    while nodes[exchanged % 2].may_answer(addresses[exchanged % 2], 10.0):
        exchanged += 1
    assert exchanged == 2


def test_who_was_long_ago_is_forgotten() -> None:
    replies = StandaloneReplies()
    for port in range(1, 100):
        replies.may_answer(Endpoint("192.0.2.1", port), 10.0)
    replies.may_answer(HERE, 10.0 + INTERVAL)
    assert len(replies) == 1


def test_the_oldest_make_room() -> None:
    replies = StandaloneReplies(capacity=2)
    for port in (1, 2, 3):
        assert replies.may_answer(Endpoint("192.0.2.1", port), 10.0)
    assert len(replies) == 2
    assert not replies.may_answer(Endpoint("192.0.2.1", 3), 10.0)
    assert replies.may_answer(Endpoint("192.0.2.1", 1), 10.0)


@given(
    st.lists(
        st.tuples(
            st.integers(min_value=1, max_value=9),
            st.floats(min_value=0, max_value=3),
        )
    ),
    st.integers(min_value=1, max_value=12),
)
def test_whoever_comes_when_memory_is_bounded_and_answers_are_apart(
    arrivals: list[tuple[int, float]], capacity: int
) -> None:
    replies, now, answered = StandaloneReplies(capacity=capacity), 0.0, dict[int, float]()
    for port, pause in arrivals:
        now += pause
        if replies.may_answer(Endpoint("192.0.2.1", port), now):
            assert capacity < 9 or now - answered.get(port, -INTERVAL) >= INTERVAL
            answered[port] = now
        assert len(replies) <= capacity
