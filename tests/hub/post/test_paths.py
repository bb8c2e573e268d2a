"""At which path targets are knocked at first."""

from plong.hub.post.paths import Paths
from plong.protocol.ping.delivery import PING, PUBLIC


def test_a_target_is_known_however_it_is_written() -> None:
    paths = Paths()
    paths.note("https://a.example/x", PUBLIC)
    assert paths.of("HTTPS://A.Example:443//x/") == PUBLIC
    assert paths.of("https://a.example/y") is None


def test_what_worked_last_counts() -> None:
    paths = Paths()
    for path in (PING, PUBLIC, PING):
        paths.note("https://a.example", path)
    assert paths.of("https://a.example") == PING


def test_what_was_of_use_longest_ago_is_forgotten() -> None:
    paths, targets = Paths(most=2), [f"https://{name}.example" for name in "abc"]
    for target in targets[:2]:
        paths.note(target, PUBLIC)
    assert paths.of(targets[0])
    paths.note(targets[2], PUBLIC)
    assert [paths.of(target) for target in targets] == [PUBLIC, None, PUBLIC]
    paths.note(targets[0], PING)
    paths.note(targets[1], PING)
    assert [paths.of(target) for target in targets] == [PING, PING, None]
