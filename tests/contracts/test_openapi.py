"""The OpenAPI document: valid, and of just this server."""

import json
from typing import Any

import pytest
from openapi_spec_validator import validate

import plong
from plong.config import make_config
from plong.contracts.asyncapi import asyncapi
from plong.contracts.openapi import openapi
from plong.protocol import errors
from plong.protocol.errors import Refusal, UnknownVerb
from plong.protocol.ping import errors as ping_errors

MODES = ["h", "w", "x", "p", "u", "l", "hwx", "hwxpul"]
OVER_WEBSOCKET = {"UnknownVerb", "NotConnected"}
OF_ANY_PATH = {"SwitchedOff", "NoSuchRoute", "MethodNotAllowed"}


def document(**values: object) -> Any:
    """Return the document as clients read it."""
    return json.loads(json.dumps(openapi(make_config(values))))


@pytest.mark.parametrize("mode", MODES)
def test_it_is_valid_in_every_mode(mode: str) -> None:
    validate(document(mode=mode))


def test_it_says_whose_it_is() -> None:
    told = document(public_url="https://plong.example/base", mode="hw", max_message=4096)
    assert told["openapi"].startswith("3.1.")
    assert told["info"]["version"] == plong.__version__
    assert told["info"]["license"]["name"] == "Unlicense"
    assert told["servers"] == [{"url": "https://plong.example/base"}]
    assert (told["info"]["x-mode"], told["info"]["x-limits"]["MaxMessage"]) == ("hw", 4096)


def test_bounds_are_those_of_the_settings() -> None:
    told = document(identity_timeout=60, mode="hp", ping_content=100)
    claim = told["paths"]["/iam"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert claim["properties"]["Timeout"]["maximum"] == 60
    assert claim["required"] == ["PrivateId", "Passphrase"]
    send = told["paths"]["/send"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert send["properties"]["content"]["maxLength"] == 100


def kinds() -> set[type[Refusal]]:
    every = [*vars(errors).values(), *vars(ping_errors).values()]
    return {one for one in every if isinstance(one, type) and issubclass(one, Refusal)} - {Refusal}


def test_every_refusal_is_documented_somewhere() -> None:
    told = json.dumps(document(mode="hwxpul"))
    missing = {kind.__name__ for kind in kinds() if json.dumps(kind.sentence)[1:-1] not in told}
    assert missing == OVER_WEBSOCKET | OF_ANY_PATH
    assert UnknownVerb in kinds()


def test_answers_to_refusals_say_when_to_come_again() -> None:
    told = document(mode="h")
    answers = told["paths"]["/ohai"]["get"]["responses"]
    assert set(answers) == {"200", "429", "431", "503"}
    refused = told["components"]["responses"][answers["429"]["$ref"].rpartition("/")[2]]
    assert "Retry-After" in refused["headers"]
    assert refused["content"]["application/json"]["schema"]["required"] == ["Error"]


def test_no_secret_and_no_place_of_the_operator_is_told() -> None:
    canary = "canary0123456789"
    config = make_config(
        {
            "mode": "hwxpul",
            "owner_token": canary,
            "store": f"sqlite:/{canary}.db",
            "share_dir": f"/{canary}",
            "bootstrap": ["192.0.2.77:24254"],
            "ping_allow": ["192.0.2.77"],
        }
    )
    told = json.dumps([openapi(config), asyncapi(config)])
    assert canary not in told
    assert "192.0.2.77" not in told
