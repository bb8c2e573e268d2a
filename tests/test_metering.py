import socket
import sys

import pytest

from plong.config import ConfigError
from plong.listening import StartError
from plong.metering import metrics_routes
from tests.support.server import make_test_config, running_server


def test_without_its_extra_the_start_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [*sys.modules]:
        if name.startswith("plong.endpoints.metrics"):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr("plong.endpoints.metrics", raising=False)
    monkeypatch.setitem(sys.modules, "prometheus_client", None)  # which imports take for missing
    with pytest.raises(ConfigError, match=r"pip install '\.\[metrics\]'"):
        metrics_routes(make_test_config(metrics_token="x"))


async def test_a_taken_port_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(StartError, match=f"metrics_port {port}"):
            async with running_server(metrics_port=port):
                pass


async def test_a_server_that_nobody_watches_does_not_load_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in [*sys.modules]:
        if name.startswith("plong.endpoints.metrics"):
            monkeypatch.delitem(sys.modules, name)
    async with running_server():
        assert not any(name.startswith("plong.endpoints.metrics.") for name in sys.modules)
