"""What looks for secrets in every test does find them; in no other test may it find any."""

import logging
import secrets
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from plong.protocol.ids import PRIVATE_ID_BYTES, encode_id
from tests.support.canaries import Watch

PRIVATE_ID = encode_id(secrets.token_bytes(PRIVATE_ID_BYTES))
PUBLIC_ID = "Au7dkBfPm2bDV8sSGY9Vbo7SyEwQnoFsDi5q8OSStmO"


@pytest.fixture
def watch() -> Watch:
    """One that hears only what this test gives it."""
    return Watch()


def record(message: str, *arguments: object, name: str = "plong.session") -> logging.LogRecord:
    return logging.LogRecord(name, logging.ERROR, "", 1, message, arguments, None)


def test_a_private_id_in_a_log_is_seen_whoever_made_it(watch: Watch) -> None:
    watch.handle(record("GET /ws/%s", PRIVATE_ID))
    assert watch.take_leaks() == [f"GET /ws/{PRIVATE_ID}"]
    assert watch.take_leaks() == []


def test_a_private_id_in_a_traceback_is_seen(watch: Watch) -> None:
    failed = record("A command failed.")
    error = KeyError(PRIVATE_ID)
    failed.exc_info = (KeyError, error, None)
    watch.handle(failed)
    assert PRIVATE_ID in watch.take_leaks()[0]


@pytest.mark.parametrize("said", ["", "Listening on port 1501...", f"peer {PUBLIC_ID} is gone"])
def test_what_is_no_secret_is_none(watch: Watch, said: str) -> None:
    watch.hear(said)
    assert watch.take_leaks() == []


def test_what_clients_log_is_theirs(watch: Watch) -> None:
    watch.handle(record(PRIVATE_ID, name="httpx"))
    assert watch.take_leaks() == []


@pytest.mark.parametrize("key", ["Passphrase", "content", "token"])
async def test_what_a_test_sends_as_a_secret_is_one(watch: Watch, key: str) -> None:
    await watch.hear_request(httpx.Request("POST", "http://a/", json={key: "blue tiger sky"}))
    await watch.hear_answer(httpx.Response(404, text="Nobody holds blue tiger sky."))
    assert watch.take_leaks() == ["Nobody holds blue tiger sky."]


async def test_a_bearers_word_is_a_secret(watch: Watch) -> None:
    headers = {"Authorization": "Bearer open-sesame"}
    await watch.hear_request(httpx.Request("GET", "http://a/", headers=headers))
    watch.hear("open-sesame")
    assert watch.take_leaks() == ["open-sesame"]


async def test_what_was_asked_for_may_be_answered(watch: Watch) -> None:
    ohai = httpx.Request("GET", "http://a/ohai")
    await watch.hear_answer(httpx.Response(200, text=PRIVATE_ID, request=ohai))
    assert watch.take_leaks() == []


async def test_what_everybody_may_ask_for_has_no_secret(watch: Watch) -> None:
    metrics = httpx.Request("GET", "http://a/metrics")
    await watch.hear_answer(httpx.Response(200, text=PRIVATE_ID, request=metrics))
    assert watch.take_leaks() == [PRIVATE_ID]


def test_what_a_test_commands_as_a_secret_is_one(watch: Watch) -> None:
    watch.learn_from('{"Passphrase":"blue tiger sky"}')
    watch.hear("There is no blue tiger sky.")
    assert watch.take_leaks() == ["There is no blue tiger sky."]


LEAKS = """
import logging
from tests.support.canaries import WATCH

def test_leak():
    logging.getLogger("plong.session").warning("x" * 86)
"""


def test_a_test_with_a_leak_fails(tmp_path: Path) -> None:
    file = tmp_path / "test_leak.py"
    file.write_text(LEAKS)
    settings = Path(__file__).parents[1] / "pyproject.toml"
    options = ["-q", "-n", "0", "-p", "tests.conftest", "-c", str(settings), str(file)]
    command = [sys.executable, "-m", "pytest", *options]
    done = subprocess.run(command, cwd=settings.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout
    assert "A secret was said to everybody:" in done.stdout
