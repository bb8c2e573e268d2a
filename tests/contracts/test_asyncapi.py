"""The AsyncAPI document: every verb, event, refusal and close code, as the code has them."""

import json
import re
from collections.abc import Iterator
from typing import Any, get_args

import jsonschema_rs
import pytest

import plong
from plong.config import make_config
from plong.contracts.asyncapi import asyncapi
from plong.contracts.replies import REFUSALS
from plong.contracts.unasked import EVENTS
from plong.protocol import closes
from plong.protocol.closes import Close
from plong.protocol.dialect import Classic, Dialect, Plong2
from plong.protocol.errors import Refusal
from plong.protocol.events import Event


def document(**values: object) -> Any:
    """Return the document as clients read it."""
    return json.loads(json.dumps(asyncapi(make_config(values))))


FULL = document(mode="hwxpul")
MESSAGES: dict[str, Any] = FULL["components"]["messages"]


def references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for part in value.values():
            yield from references(part)
    elif isinstance(value, list):
        for part in value:
            yield from references(part)


@pytest.mark.parametrize("mode", ["h", "hw", "hwx", "u", "l", "hwxpul"])
def test_every_reference_leads_somewhere(mode: str) -> None:
    told = document(mode=mode)
    for reference in references(told):
        place = told
        for name in reference.removeprefix("#/").split("/"):
            place = place[name]


@pytest.mark.parametrize("dialect", [Classic(), Plong2()])
def test_every_verb_of_a_dialect_is_an_operation(dialect: Dialect) -> None:
    asked = {name for name in FULL["operations"] if name.startswith(f"{dialect.name}.")}
    others = {"other", "say", "hear.tell", "hear.deliver"}
    assert asked == {f"{dialect.name}.{verb}" for verb in {*dialect.verbs, *others}}


def test_every_event_is_a_message() -> None:
    told = {type(event) for _, _, events in EVENTS for event in events}
    assert told == set(get_args(Event))
    names = {f"plong2.{kind.__name__.lower()}" for kind in told}
    assert names | {"plong2.welcome"} <= set(MESSAGES)


def test_every_close_is_documented_with_whether_to_come_back() -> None:
    ours = {value for value in vars(closes).values() if isinstance(value, Close)}
    told = FULL["info"]["x-close-codes"]
    assert {(row["code"], row["reason"], row["comeBack"]) for row in told} >= {
        (close.code, close.reason, close.come_back) for close in ours
    }
    assert {1002, 1007} <= {row["code"] for row in told}


@pytest.mark.parametrize("verb", sorted(REFUSALS))
def test_refusals_of_a_verb_have_their_codes(verb: str) -> None:
    message = MESSAGES.get(f"plong2.{verb}.refused")
    codes = {kind.code for kind in REFUSALS[verb]}
    assert codes == (
        set(message["x-after-escape"]["properties"]["Code"]["enum"]) if message else set()
    )


def test_no_refusal_of_a_verb_is_made_up() -> None:
    met = {kind for refusals in REFUSALS.values() for kind in refusals}
    assert all(issubclass(kind, Refusal) for kind in met)


@pytest.mark.parametrize("name", [name for name in MESSAGES if "examples" in MESSAGES[name]])
def test_examples_are_right(name: str) -> None:
    message = MESSAGES[name]
    [example] = message["examples"]
    text = example["payload"]
    whole = {"components": FULL["components"]}
    if message["contentType"] == "application/json":
        jsonschema_rs.validate({**whole, **message["payload"]}, json.loads(text))
        return
    jsonschema_rs.validate({**whole, **message["payload"]}, text)
    assert re.search(message["payload"].get("pattern", ""), text)
    if "x-after-escape" in message:
        jsonschema_rs.validate({**whole, **message["x-after-escape"]}, json.loads(text[1:]))
    if "x-argument" in message:
        argument = json.loads(text.partition(" ")[2])
        jsonschema_rs.validate({**whole, **message["x-argument"]}, argument)


def test_what_the_mode_leaves_out_is_not_there() -> None:
    assert document(mode="h")["channels"] == {}
    assert set(document(mode="hw")["channels"]) == {"classic", "plong2"}
    assert "plong2.hear.deliver" not in document(mode="hw")["operations"]
    assert set(document(mode="ul")["channels"]) == {"bridge", "libp2p"}
    assert "plong2.pinged" not in document(mode="hwx")["components"]["messages"]


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("", {"host": "localhost:1501", "protocol": "ws"}),
        (
            "https://plong.example/base/",
            {"host": "plong.example", "protocol": "wss", "pathname": "/base"},
        ),
    ],
)
def test_it_says_where_the_server_is(url: str, server: dict[str, str]) -> None:
    told = document(public_url=url)
    assert told["servers"] == {"plong": server}
    assert (told["asyncapi"], told["info"]["version"]) == ("3.0.0", plong.__version__)
