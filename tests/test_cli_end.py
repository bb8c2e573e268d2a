"""The command: SIGTERM and SIGINT end it, whatever its clients do."""

import signal
from pathlib import Path

import pytest

from tests.support.command_line import Ended, running_plong
from tests.support.lingerers import Lingerer, idle, in_mid_request, not_reading, silent


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("client", [silent, in_mid_request, idle, not_reading])
async def test_a_signal_ends_it_whatever_a_client_does(
    tmp_path: Path, number: signal.Signals, client: Lingerer
) -> None:
    environ = {"PLONG_RESTART_TIMEOUT": "0.2", "PLONG_BUFFER_BYTES": "65536"}
    async with (
        running_plong("--port", "0", directory=tmp_path, **environ) as plong,
        client(plong),
    ):
        assert await plong.stop(number) == Ended(0, "", "")


async def test_clients_hear_that_it_restarts(tmp_path: Path) -> None:
    async with running_plong("--port", "0", directory=tmp_path) as plong, idle(plong) as client:
        plong.process.send_signal(signal.SIGTERM)
        assert await client.read_close() == 1012


async def test_a_second_signal_ends_it_at_once(tmp_path: Path) -> None:
    async with (
        running_plong("--port", "0", directory=tmp_path, PLONG_RESTART_TIMEOUT="60") as plong,
        idle(plong) as client,
    ):
        plong.process.send_signal(signal.SIGTERM)
        assert await client.read_close() == 1012  # it waits for an answer, which does not come
        assert (await plong.stop()).code == -signal.SIGTERM
