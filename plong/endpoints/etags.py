"""Copies that a client has already: ``ETag`` and ``If-None-Match`` (RFC 9110 section 13.1.2)."""

import hashlib

from starlette.requests import Request


def etag_of(body: bytes) -> str:
    """Return the tag that stands for these bytes."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def is_known(request: Request, etag: str) -> bool:
    """Tell whether the client says that its copy has this tag."""
    named = ",".join(request.headers.getlist("if-none-match")).split(",")
    known = {name.strip().removeprefix("W/") for name in named}
    return not known.isdisjoint({etag, "*"})
