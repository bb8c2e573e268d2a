"""OpenAPI and AsyncAPI: what a server says of itself to programs, if it does."""

from typing import Any, Final

from plong.conformance.expecting import (
    expect,
    expect_answer,
    expect_equal,
    expect_fields,
    read_json,
)
from plong.conformance.outcome import NotTried
from plong.conformance.row import Row
from plong.conformance.shapes import TEXT, Shape, Shapes, has_fields, like
from plong.conformance.visit import Visit

_NOTHING: Final = 404
_QUOTE: Final = "`GET /openapi.json` and `GET /asyncapi.json` say what runs here to programs"
_INFO: Final = has_fields({"title": TEXT, "version": TEXT})
_OBJECT: Final = Shape("an object", lambda value: isinstance(value, dict))
_ROUTES: Final = (
    ("/ohai", ("get", "post")),
    ("/iam", ("post",)),
    ("/whois", ("post",)),
    ("/obai", ("post", "delete")),
    ("/wuu2", ("get",)),
)


async def _document(visit: Visit, path: str, shapes: Shapes) -> dict[str, Any]:
    """Return a document. Raise `NotTried` if there is none, which is no fault."""
    reply = await visit.ask("GET", path)
    if reply.status == _NOTHING:
        raise NotTried(f"the server publishes no {path}")
    return expect_answer(reply, {"info": _INFO, **shapes})


async def _openapi(visit: Visit) -> dict[str, Any]:
    shapes = {"openapi": like("a version 3.1", r"3\.1\.\d+"), "paths": _OBJECT}
    return await _document(visit, "/openapi.json", shapes)


async def _asyncapi(visit: Visit) -> dict[str, Any]:
    shapes = {"asyncapi": like("a version 3", r"3\.\d+\.\d+"), "channels": _OBJECT}
    return await _document(visit, "/asyncapi.json", shapes)


async def _expect_version(visit: Visit, document: dict[str, Any]) -> None:
    said = expect_fields(read_json(await visit.ask("GET", "/")), {"Version": TEXT})
    expect_equal(document["info"]["version"], said["Version"], "info.version, as at /")


class OpenAPI(Row):
    """GET /openapi.json is an OpenAPI document of this version (skipped if there is none)."""

    name = "contracts.openapi"
    quote = _QUOTE

    async def _try(self, visit: Visit) -> None:
        await _expect_version(visit, await _openapi(visit))


class AsyncAPI(Row):
    """GET /asyncapi.json is an AsyncAPI document of this version (skipped if there is none)."""

    name = "contracts.asyncapi"
    quote = _QUOTE

    async def _try(self, visit: Visit) -> None:
        await _expect_version(visit, await _asyncapi(visit))


class Routes(Row):
    """The OpenAPI document has the routes of the HTTP API, none of which answers 404."""

    name = "contracts.routes"
    quote = _QUOTE
    needs = "h"

    async def _try(self, visit: Visit) -> None:
        paths = (await _openapi(visit))["paths"]
        for path, methods in _ROUTES:
            expect(path in paths, f"{path} among its paths", list(paths))
            for method in methods:
                expect(method in paths[path], f"{method} at {path}", list(paths[path]))


class Channels(Row):
    """The AsyncAPI document has a channel at /ws."""

    name = "contracts.channels"
    quote = _QUOTE
    needs = "w"

    async def _try(self, visit: Visit) -> None:
        channels = (await _asyncapi(visit))["channels"].values()
        found = [one.get("address") for one in channels if isinstance(one, dict)]
        is_there = any(isinstance(one, str) and one.startswith("/ws") for one in found)
        expect(is_there, "a channel whose address begins with /ws", found)


ROWS = (OpenAPI(), AsyncAPI(), Routes(), Channels())
