"""``POST /send``: an owner composes content and names who shall be knocked at."""

from dataclasses import dataclass

from plong.protocol.errors import TooBig
from plong.protocol.fields import Fields
from plong.protocol.ping.address import read_address
from plong.protocol.ping.knock import read_payload_type


@dataclass(frozen=True, slots=True)
class Send:
    """What an owner asks for."""

    origin: str | None
    """The address to announce, as written; None: the owner's own."""
    target: str
    """The address to knock at, as written."""
    payload_type: str
    """What kind of content it is."""
    content: str
    """What the receiver may fetch."""


def read_send(fields: Fields, max_content: int) -> Send:
    """Read the body of ``/send``.

    Args:
        fields: the body.
        max_content: bytes of UTF-8 that a content may have.

    Raises:
        BadRequest: a field is missing or wrong.
        TooBig: the content is.
    """
    return Send(
        origin=_read_url(fields, "origin") if fields.get("origin") is not None else None,
        target=_read_url(fields, "target"),
        payload_type=read_payload_type(fields),
        content=_read_content(fields, max_content),
    )


def _read_url(fields: Fields, name: str) -> str:
    url = fields.string(name)
    read_address(url, name)
    return url


def _read_content(fields: Fields, max_content: int) -> str:
    content = fields.string("content")
    if len(content.encode()) > max_content:
        raise TooBig(f"content must be at most {max_content} bytes.")
    return content
