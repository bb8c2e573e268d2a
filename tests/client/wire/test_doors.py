"""What the server answers of doors, and what it must not."""

from datetime import UTC, datetime

import pytest

from plong.client.wire.doors import Block, Mask, Settings, Token
from plong.client.wire.errors import PlongError
from plong.client.wire.fields import Fields
from plong.client.wire.objects import write_object

THEN = datetime(2026, 11, 21, tzinfo=UTC)
MASK = {
    "mask_id": "m",
    "address": "http://a/at/m",
    "created_at": THEN.isoformat(),
    "expires_at": None,
    "single_pull": False,
    "used": False,
    "revoked": True,
}
TOKEN = {"token_id": "t", "name": "", "created_at": THEN.isoformat()}
SETTINGS = {
    "address": "http://a/at/x",
    "public": True,
    "user": False,
    "private": True,
    "anonymous": False,
    "kept_for": 86400,
}


@pytest.mark.parametrize("kind", ["origin", "prefix", "host", "network"])
def test_a_block_has_one_of_four_kinds(kind: str) -> None:
    block = Block.read(Fields({kind: "x"}))
    assert (block.kind, block.value) == (kind, "x")


@pytest.mark.parametrize("wrong", [{}, {"host": 1}, {"tenant": "x"}, {"host": "x", "origin": "y"}])
def test_a_block_of_no_kind_or_two_is_a_bad_answer(wrong: dict[str, object]) -> None:
    with pytest.raises(PlongError) as caught:
        Block.read(Fields(wrong))
    assert caught.value.code == "bad-answer"


def test_a_mask_may_have_an_end() -> None:
    assert Mask.read(Fields(MASK)) == Mask("m", "http://a/at/m", THEN, None, False, False, True)
    ending = Mask.read(Fields({**MASK, "expires_at": THEN.isoformat()}))
    assert ending.expires_at == THEN


def test_a_token_is_said_once() -> None:
    assert Token.read(Fields(TOKEN)) == Token("t", "", THEN, None)
    assert Token.read(Fields({**TOKEN, "token": "s"})).token == "s"


@pytest.mark.parametrize("kept_for", [0, 1.5, None])
def test_settings_are_read(kept_for: float | None) -> None:
    settings = Settings.read(write_object(**{**SETTINGS, "kept_for": kept_for}).encode())
    assert settings == Settings("http://a/at/x", True, False, True, False, kept_for)


WRONG: list[dict[str, object]] = [
    {"kept_for": -1},
    {"kept_for": float("nan")},
    {"kept_for": float("inf")},
    {"kept_for": 10**400},
    {"kept_for": True},
    {"public": 1},
    {"public": None},
    {"address": None},
]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: str(wrong)[:30])
def test_a_wrong_setting_is_a_bad_answer(wrong: dict[str, object]) -> None:
    with pytest.raises(PlongError, match=next(iter(wrong))) as caught:
        Settings.read(write_object(**{**SETTINGS, **wrong}).encode())
    assert caught.value.code == "bad-answer"
