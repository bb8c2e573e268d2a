"""Mistakes of ours are logged; a stranger's are not."""

import logging

import pytest

from plong.endpoints.picows_logger import QuietLogger
from tests.support.raw import TEXT, frame, raw_websocket
from tests.support.server import Server


def fail(*_: object) -> None:
    raise ZeroDivisionError


def warnings_in(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_a_mistake_of_ours_is_logged_and_closed_with_1011(
    server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path = f"/ws/{(await server.ohai()).private_id}"
    async with raw_websocket(server.port, path) as client:
        monkeypatch.setattr("plong.endpoints.session.Session.receive", fail)
        await client.send(frame(TEXT, b"Hi"))
        assert await client.read_close() == 1011
        assert await client.read_to_the_end() == b""
    [record] = warnings_in(caplog)
    assert record.name == "plong.websocket"
    assert record.exc_info is not None
    assert record.exc_info[0] is ZeroDivisionError


@pytest.mark.parametrize("violation", [frame(3), frame(TEXT, b"\xff"), frame(TEXT, reserved=1)])
async def test_a_stranger_s_mistake_is_not_logged(
    server: Server, caplog: pytest.LogCaptureFixture, violation: bytes
) -> None:
    path = f"/ws/{(await server.ohai()).private_id}"
    async with raw_websocket(server.port, path) as client:
        await client.send(violation)
        await client.read_close()
    assert warnings_in(caplog) == []


def test_what_is_no_error_is_not_wanted(caplog: pytest.LogCaptureFixture) -> None:
    logger = QuietLogger()
    assert not logger.isEnabledFor(logging.WARNING)
    for log in (logger.debug, logger.info, logger.warning, logger.log, logger.error):
        log("quiet", "please")
    assert caplog.records == []
