"""The published OpenAPI document as a witness: whatever a server answers in a test stands in it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import jsonschema_rs

from plong.config import make_config
from plong.contracts.openapi import openapi
from plong.protocol.errors import MethodNotAllowed, NoSuchRoute, Refusal, SwitchedOff
from tests.support.contract import EVERYTHING, Broken, strict

_JSON: Final = "application/json"
_ANYWHERE: Final[tuple[type[Refusal], ...]] = (NoSuchRoute, MethodNotAllowed, SwitchedOff)
"""What a path may answer that is not in the mode, or not there at all."""
_FREE: Final = frozenset({400, 408, 413, 426, 431})
"""Said before anybody knows what is asked, or of an upgrade that is none."""


@dataclass(frozen=True)
class _Path:
    form: re.Pattern[str]
    methods: Mapping[str, Mapping[str, Any]]


class HttpContract:
    """All that is answered by the OpenAPI document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._paths = [_Path(_form(path), item) for path, item in document["paths"].items()]
        self._validators: dict[int, jsonschema_rs.Validator] = {}

    def hear(self, method: str, path: str, status: int, kind: str, body: bytes) -> None:
        """Raise `Broken` for an answer that is none of those of its question."""
        operation = self._find(method, path)
        if operation is None or self._is_anywhere(status, body) or status in _FREE:
            return
        answers = operation["responses"]
        answer = self._resolved(answers.get(str(status), answers.get("default")))
        if answer is None or not self._fits(answer, kind, body):
            raise Broken(f"{method} {path} is not to answer {status} {kind} {body[:500]!r}")

    def _find(self, method: str, path: str) -> Mapping[str, Any] | None:
        clean = re.sub("/{2,}", "/", path)
        found = (
            one.methods.get(method.lower()) for one in self._paths if one.form.fullmatch(clean)
        )
        return next((one for one in found if one is not None), None)

    def _resolved(self, answer: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
        if answer is None or "$ref" not in answer:
            return answer
        name = answer["$ref"].rpartition("/")[2]
        found: Mapping[str, Any] = self._document["components"]["responses"][name]
        return found

    def _is_anywhere(self, status: int, body: bytes) -> bool:
        if status not in {kind.status for kind in _ANYWHERE}:
            return False
        ends = (b"switched off", b"There is nothing", b"does not take")
        return any(end in body for end in ends) or not body

    def _fits(self, answer: Mapping[str, Any], kind: str, body: bytes) -> bool:
        content = answer.get("content", {})
        if not content or not body:
            return not body
        media = content.get(kind.partition(";")[0])
        if media is None:
            return False
        return kind != _JSON or self._validator(media["schema"]).is_valid(json.loads(body))

    def _validator(self, schema: Mapping[str, Any]) -> jsonschema_rs.Validator:
        if id(schema) not in self._validators:
            validator = jsonschema_rs.validator_for(strict(self._document, schema))
            self._validators[id(schema)] = validator
        return self._validators[id(schema)]


def _form(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path)))


@cache
def http_contract() -> HttpContract:
    """Return the contract of a server that has everything."""
    return HttpContract(openapi(make_config({"mode": EVERYTHING})))
