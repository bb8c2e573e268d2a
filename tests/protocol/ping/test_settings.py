"""Settings: some are changed, the others stay; what is unknown or wrong changes nothing."""

import dataclasses
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.errors import BadRequest
from plong.protocol.fields import parse_object
from plong.protocol.ping.answers import settings_answer
from plong.protocol.ping.models import Tier
from plong.protocol.ping.settings import MAX_KEPT_FOR, Settings, read_settings

OLD = Settings(60.0, user=False)
UNKNOWN = "The settings are public, user, private, anonymous, kept_for; there is no other."


def read(body: str) -> Settings:
    return read_settings(parse_object(body.encode()), OLD)


@pytest.mark.parametrize(
    ("body", "changes"),
    [
        ("{}", {}),
        ('{"public": false}', {"public": False}),
        ('{"Public": false, "USER": true}', {"public": False, "user": True}),
        ('{"private": false, "anonymous": false}', {"private": False, "anonymous": False}),
        ('{"kept_for": 0}', {"kept_for": 0.0}),
        ('{"kept_for": 1.5}', {"kept_for": 1.5}),
        ('{"kept_for": null}', {"kept_for": math.inf}),
        (f'{{"kept_for": {MAX_KEPT_FOR}}}', {"kept_for": 1e9}),
    ],
)
def test_what_is_said_changes_and_the_rest_stays(body: str, changes: dict[str, bool]) -> None:
    assert read(body) == dataclasses.replace(OLD, **changes)


@pytest.mark.parametrize("door", list(Tier))
@pytest.mark.parametrize("value", ["null", "0", "1", '"false"', "[]"])
def test_a_door_is_open_or_closed(door: Tier, value: str) -> None:
    with pytest.raises(BadRequest, match=rf"^{door} must be true or false\.$"):
        read(f'{{"{door}": {value}}}')


@pytest.mark.parametrize(
    "value", ["-1", "-0.001", str(MAX_KEPT_FOR + 1), "1e999", "true", '"60"', "[]", "9" * 400]
)
def test_a_wrong_time_is_refused(value: str) -> None:
    with pytest.raises(BadRequest, match=r"^kept_for must be a number from 0 to 1000000000, or "):
        read(f'{{"kept_for": {value}}}')


@pytest.mark.parametrize("name", ["publik", "", "tier", "ping_kept_for"])
def test_an_unknown_setting_is_refused(name: str) -> None:
    with pytest.raises(BadRequest, match=UNKNOWN):
        read(json.dumps({"public": False, name: False}))


def test_the_address_cannot_be_set() -> None:
    with pytest.raises(BadRequest, match=r"^address cannot be set\.$"):
        read('{"address": "https://a.example"}')


@pytest.mark.parametrize("tier", list(Tier))
def test_each_door_is_closed_alone(tier: Tier) -> None:
    closed = read_settings(parse_object(f'{{"{tier}": false}}'.encode()), Settings(0))
    assert [door for door in Tier if not closed.opens(door)] == [tier]


@given(
    st.builds(
        Settings,
        st.floats(0, MAX_KEPT_FOR) | st.just(math.inf),
        *[st.booleans() for _ in Tier],
    )
)
def test_what_is_answered_can_be_said_again(settings: Settings) -> None:
    answer = {**settings_answer(settings, "https://a.example")}
    assert answer.pop("address") == "https://a.example"
    assert read(json.dumps(answer)) == settings
