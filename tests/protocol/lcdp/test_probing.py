from plong.protocol.lcdp.endpoint import Reach
from plong.protocol.lcdp.models import Endpoint
from plong.protocol.lcdp.probing import (
    AGAIN_AFTER,
    PER_SECOND,
    ROOM,
    ROOM_PER_NAMER,
    ROOM_PER_NETWORK,
    Prober,
)

NOW = 1_900_000_000.0
NAMER = Endpoint("192.0.2.1", 24254)
NAMED = [Endpoint(f"198.51.{port // 256}.{port % 256}", port) for port in range(1, 3000)]
PORTS = [Endpoint("203.0.113.7", port) for port in range(1, 100)]


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
    for number in range(1, 50):
        prober.suggest(NAMED, Endpoint(f"192.0.3.{number}", 1), NOW)
    assert len(prober) == ROOM


def test_all_ports_of_one_host_name_no_more_than_one() -> None:
    prober = Prober(Reach())
    for port in range(1, 50):
        prober.suggest(NAMED, Endpoint("192.0.2.1", port), NOW)
    assert len(prober) == ROOM_PER_NAMER


def asked_until(prober: Prober, seconds: int) -> list[Endpoint]:
    """Return who is asked of `PORTS`, which are named all the time."""
    asked: list[Endpoint] = []
    for second in range(seconds):
        prober.suggest(PORTS, NAMER, NOW + second)
        asked += prober.take(NOW + second)
    return asked


def test_of_one_host_only_so_many_ports_are_asked() -> None:
    prober = Prober(Reach())
    assert asked_until(prober, 60) == PORTS[:ROOM_PER_NETWORK]
    prober.suggest(PORTS, NAMER, NOW + 60 + AGAIN_AFTER)
    assert prober.take(NOW + 60 + AGAIN_AFTER) == PORTS[:PER_SECOND]


def test_but_more_when_those_have_proved_to_be_nodes() -> None:
    prober = Prober(Reach())
    for endpoint in asked_until(prober, 10)[:3]:
        prober.answered(endpoint)
    prober.answered(NAMER)  # whom nobody had to ask
    prober.suggest(PORTS[3:], NAMER, NOW + 10)
    assert prober.take(NOW + 10) == PORTS[ROOM_PER_NETWORK : ROOM_PER_NETWORK + 3]


def test_who_may_not_be_called_is_not_asked() -> None:
    prober = Prober(Reach())
    prober.suggest([Endpoint("127.0.0.1", 1), Endpoint("169.254.169.254", 80)], NAMER, NOW)
    assert len(prober) == 0
