from plong.protocol.lcdp.endpoint import Reach
from plong.protocol.lcdp.models import Endpoint
from plong.protocol.lcdp.probing import AGAIN_AFTER, PER_SECOND, ROOM, ROOM_PER_NAMER, Prober

NOW = 1_900_000_000.0
NAMER = Endpoint("192.0.2.1", 24254)
NAMED = [Endpoint("198.51.100.7", port) for port in range(1, 3000)]


def test_each_is_asked_once_and_only_so_many_in_a_second() -> None:
    prober = Prober(Reach())
    prober.suggest(NAMED[:8], NAMER, NOW)
    prober.suggest(NAMED[:8], NAMER, NOW)
    assert prober.take(NOW) == NAMED[:PER_SECOND]
    prober.suggest(NAMED[:8], NAMER, NOW)
    assert prober.take(NOW + 1) == NAMED[PER_SECOND:8]
    assert prober.take(NOW + 2) == []


def test_who_is_named_again_much_later_is_asked_again() -> None:
    prober = Prober(Reach())
    prober.suggest(NAMED[:1], NAMER, NOW)
    prober.take(NOW)
    prober.suggest(NAMED[:1], NAMER, NOW + AGAIN_AFTER)
    assert prober.take(NOW + AGAIN_AFTER) == NAMED[:1]


def test_one_peer_names_only_so_many_and_all_together_too() -> None:
    prober = Prober(Reach())
    prober.suggest(NAMED, NAMER, NOW)
    assert len(prober) == ROOM_PER_NAMER
    for port in range(1, 50):
        prober.suggest(NAMED, Endpoint("192.0.2.2", port), NOW)
    assert len(prober) == ROOM


def test_who_may_not_be_called_is_not_asked() -> None:
    prober = Prober(Reach())
    prober.suggest([Endpoint("127.0.0.1", 1), Endpoint("169.254.169.254", 80)], NAMER, NOW)
    assert len(prober) == 0
