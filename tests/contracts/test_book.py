"""What is documented is there, and what is there is documented: in every mode."""

import itertools
import re
from collections.abc import Iterator

import pytest
from starlette.routing import Route

from plong.app import create_app
from plong.config import Config, make_config
from plong.contracts.book import operations
from plong.endpoints.post.routes import PostRoute
from plong.protocol.handshake import BRIDGE_PATHS, PATH

LETTERS = "hwxpul"
MODES = [
    "".join(letters)
    for count in range(1, len(LETTERS) + 1)
    for letters in itertools.combinations(LETTERS, count)
]
NEEDS = {
    **dict.fromkeys(("/ohai", "/iam", "/whois", "/obai", "/wuu2"), "h"),
    **dict.fromkeys((PATH, f"{PATH}/{{}}"), "w"),
    **dict.fromkeys((*BRIDGE_PATHS, "/status.json"), "u"),
}
"""Letters of the mode without which a path only says that it is switched off."""
CONTRACTS = frozenset({"/openapi.json", "/asyncapi.json"})


def bare(path: str) -> str:
    """Return a path without the names of what varies in it."""
    return re.sub("{[^}]*}", "{}", path)


def is_on(path: str, config: Config) -> bool:
    if path in NEEDS:
        return config.has(NEEDS[path])
    is_of_the_page = "." in path and path not in CONTRACTS
    return not is_of_the_page or all(map(config.has, "hwx"))


def routes(config: Config) -> Iterator[tuple[str, str]]:
    """Yield method and path of all that a server answers in this mode."""
    for route in create_app(config).routes:
        if isinstance(route, PostRoute):
            yield from ((method, bare(route.path)) for method in route.taken)
        elif isinstance(route, Route) and is_on(path := bare(route.path), config):
            yield from ((method, path) for method in methods(route))


def methods(route: Route) -> Iterator[str]:
    """Yield what is asked: a WebSocket begins with GET; HEAD is Starlette's, beside each GET."""
    is_upgrade = route.path.startswith((PATH, *BRIDGE_PATHS))
    for method in route.methods or ():
        if method == "GET" or not (is_upgrade or method == "HEAD"):
            yield method


@pytest.mark.parametrize("mode", MODES)
def test_every_route_is_documented_and_nothing_else(mode: str) -> None:
    config = make_config({"mode": mode})
    told = [(one.method, bare(one.path)) for one in operations(config)]
    assert sorted(told) == sorted(routes(config))


def test_metrics_are_told_where_a_token_opens_them() -> None:
    config = make_config({"metrics_token": "secret"})
    told = [(one.method, bare(one.path)) for one in operations(config)]
    assert ("GET", "/metrics") in told
    assert sorted(told) == sorted(routes(config))


def test_every_operation_has_a_name_of_its_own() -> None:
    names = [one.name for one in operations(make_config({"mode": LETTERS}))]
    assert len(names) == len(set(names))
