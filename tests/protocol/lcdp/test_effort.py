from plong.protocol.lcdp.effort import OF_NETWORK, OF_STRANGERS, Effort
from plong.protocol.lcdp.models import Endpoint

NOW = 1_900_000_000.0
PEER = Endpoint("192.0.2.1", 24254)


def test_forgers_do_not_take_what_is_a_peers() -> None:
    effort = Effort()
    forged = [Endpoint("198.51.100.7", port) for port in range(1, OF_STRANGERS + 100)]
    taken = [effort.take(source, NOW, verified=False) for source in forged]
    assert taken.count(True) == OF_STRANGERS
    assert effort.take(PEER, NOW, verified=True)


def test_each_network_has_its_own_bound_in_each_second() -> None:
    effort = Effort()
    taken = [effort.take(PEER, NOW, verified=True) for _ in range(OF_NETWORK + 1)]
    assert taken.count(True) == OF_NETWORK
    assert effort.take(Endpoint("192.0.2.2", 1), NOW, verified=True)
    assert effort.take(PEER, NOW + 1, verified=True)
