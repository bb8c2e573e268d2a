"""The page for people, its files, and the contracts themselves."""

from collections.abc import Mapping, Sequence
from typing import Final

from plong.config import Config
from plong.contracts.operation import JSON, Answer, Operation
from plong.contracts.schema import Schema
from plong.contracts.status import status_schema
from plong.endpoints.web import NEEDS, file_types
from plong.protocol.errors import Unavailable

_TAG: Final = "pages"
_TEXT: Final[Mapping[str, object]] = {"type": "string"}
_OBJECT: Final[Mapping[str, object]] = {"type": "object"}
_HTML: Final = "text/html"
_ETAG: Final[Mapping[str, Schema]] = {"ETag": _TEXT}
_KNOWN: Final = Answer(
    description="What you have is right (If-None-Match).", status=304, headers=_ETAG
)
_CONTRACTS: Final = (
    ("/openapi.json", "openapi", "This document: HTTP, as OpenAPI 3.1."),
    ("/asyncapi.json", "asyncapi", "What is said over WebSockets, as AsyncAPI 3.0."),
)


def operations(config: Config) -> Sequence[Operation]:
    """Return what there is in every mode, and the page if the mode has what it needs."""
    has_page = all(map(config.has, NEEDS))
    files = [_file(name, kind) for name, kind in file_types()] if has_page else ()
    return (
        _root(config, has_page=has_page),
        *map(_contract, *zip(*_CONTRACTS, strict=True)),
        *files,
    )


def _root(config: Config, *, has_page: bool) -> Operation:
    content = {JSON: status_schema(config), **({_HTML: _TEXT} if has_page else {})}
    return Operation(
        method="GET",
        path="/",
        name="root",
        tag=_TAG,
        summary="Ask what server this is; browsers get the page for people.",
        description="A WebSocket upgrade here is one of libp2p." if config.has("l") else "",
        answers=[
            Answer(description="The status, or the page.", content=content, headers={}),
            *([_KNOWN] if has_page else ()),
        ],
        refusals=(Unavailable,),
    )


def _contract(path: str, name: str, summary: str) -> Operation:
    answer = Answer(description="The document.", content={JSON: _OBJECT}, headers=_ETAG)
    return Operation(
        method="GET", path=path, name=name, tag=_TAG, summary=summary, answers=[answer, _KNOWN]
    )


def _file(name: str, kind: str) -> Operation:
    answer = Answer(description="The file.", content={kind: _TEXT}, headers=_ETAG)
    return Operation(
        method="GET",
        path=f"/{name}",
        name=f"file_{name.replace('.', '_').replace('-', '_')}",
        tag=_TAG,
        summary=f"Get {name}, a file of the page.",
        answers=[answer, _KNOWN],
    )
