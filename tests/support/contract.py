"""The published AsyncAPI document as a witness: what a server says in a test stands in it.

It is that of a server that has everything, and no field passes that it does not name.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

import jsonschema_rs

from plong.config import make_config
from plong.contracts.asyncapi import asyncapi
from plong.contracts.schema import closed

EVERYTHING: Final = "hwxpul"
_ESC: Final = "\x1b"
_BINARY: Final = "application/octet-stream"
_JSON: Final = "application/json"


class Broken(AssertionError):
    """A server has said what its contract does not have."""


_OF_A_MODE: Final = frozenset({"Address", "Lcdp", "Libp2p"})
"""Fields that a server has only if its mode has PING, LCDP or libp2p."""


def _of_any_mode(schema: object) -> object:
    """Return a schema that does not ask for what only some modes have."""
    if isinstance(schema, dict):
        names = schema.get("required", [])
        kept = {"required": [name for name in names if name not in _OF_A_MODE]} if names else {}
        return {**{key: _of_any_mode(part) for key, part in schema.items()}, **kept}
    return [_of_any_mode(part) for part in schema] if isinstance(schema, list) else schema


def strict(document: Mapping[str, Any], schema: object) -> dict[str, Any]:
    """Return one of a document's schemas, by which no field passes that it does not name."""
    whole = {"components": {"schemas": document["components"]["schemas"]}, "anyOf": [schema]}
    copy = _of_any_mode(json.loads(json.dumps(closed(whole))))
    assert isinstance(copy, dict)
    return copy


class SocketContract:
    """All that is said on one channel of the AsyncAPI document."""

    def __init__(self, document: Mapping[str, Any], channel: str) -> None:
        messages = list(_from_server(document, channel))
        self._takes_bytes = any(one["contentType"] == _BINARY for one in messages)
        self._is_json = all(one["contentType"] == _JSON for one in messages)
        texts = [_kind(one) for one in messages if one["contentType"] != _BINARY]
        kinds = {"anyOf": texts} if texts else False
        self._validator = jsonschema_rs.validator_for(strict(document, kinds))

    def hear(self, message: str | bytes) -> None:
        """Raise `Broken` for a message that is none of the channel's."""
        if isinstance(message, bytes):
            is_right = self._takes_bytes
        else:
            is_right = self._validator.is_valid(self._read(message))
        if not is_right:
            raise Broken(f"No message of the AsyncAPI document: {message[:500]!r}")

    def _read(self, text: str) -> Mapping[str, object]:
        begin = 0 if self._is_json else len(_ESC)
        is_words = self._is_json or text.startswith(f"{_ESC}{{")
        try:
            return {"text": text, "json": json.loads(text[begin:]) if is_words else None}
        except ValueError:
            raise Broken(f"No JSON: {text[:500]!r}") from None


def _from_server(document: Mapping[str, Any], channel: str) -> Iterator[Mapping[str, Any]]:
    for operation in document["operations"].values():
        if operation["channel"]["$ref"] != f"#/channels/{channel}":
            continue
        is_ours = operation["action"] == "send"
        said = operation if is_ours else operation.get("reply", {"messages": []})
        for reference in said["messages"]:
            yield document["components"]["messages"][reference["$ref"].rpartition("/")[2]]


def _kind(message: Mapping[str, Any]) -> Mapping[str, object]:
    if message["contentType"] == _JSON:
        return {"properties": {"json": message["payload"], "text": True}}
    after = message.get("x-after-escape", {"type": "null"})
    return {"properties": {"text": message["payload"], "json": after}}


@cache
def socket_contract(channel: str) -> SocketContract:
    """Return the contract of a channel: ``classic``, ``plong2``, ``bridge`` or ``libp2p``."""
    return SocketContract(_asyncapi(), channel)


def channel_of(path: str, subprotocol: str | None) -> str:
    """Return which channel a connection is."""
    if path.startswith("/ws"):
        return "plong2" if subprotocol == "plong.2" else "classic"
    return "bridge" if path.startswith("/wt") else "libp2p"


@cache
def _asyncapi() -> Mapping[str, Any]:
    return asyncapi(make_config({"mode": EVERYTHING}))


@cache
def _closes() -> frozenset[int]:
    return frozenset(close["code"] for close in _asyncapi()["info"]["x-close-codes"])


def check_close(code: int) -> None:
    """Raise `Broken` for a code with which the server closes, but does not say so."""
    if code not in _closes():
        raise Broken(f"No close code of the AsyncAPI document: {code}")
