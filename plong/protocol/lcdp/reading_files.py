"""Messages about files, from a stranger. docs/wire/lcdp.md."""

from plong.protocol.lcdp.content_id import is_content_id
from plong.protocol.lcdp.models import (
    Content,
    ContentList,
    MaybeTheyHaveSome,
    Message,
    PleaseSendContent,
)
from plong.protocol.lcdp.payload import Payload, Unreadable, read_whole


def _content_id(value: object) -> str:
    if not isinstance(value, str) or not is_content_id(value):
        raise Unreadable
    return value


def please_send_content(payload: object) -> Message:
    """Return `PleaseSendContent`; raise `Unreadable`."""
    fields = Payload(payload, ("id", "length", "offset"))
    return PleaseSendContent(
        _content_id(fields.get("id")), fields.whole("length"), fields.whole("offset")
    )


def content(payload: object) -> Message:
    """Return `Content`; raise `Unreadable`."""
    fields = Payload(payload, ("id", "offset", "base64", "eof"))
    return Content(
        id=_content_id(fields.get("id")),
        offset=fields.whole("offset"),
        data=fields.octets("base64"),
        eof=fields.optional("eof", fields.whole),
    )


def maybe_they_have_some(payload: object) -> Message:
    """Return `MaybeTheyHaveSome`; raise `Unreadable`."""
    fields = Payload(payload, ("id", "peers"))
    return MaybeTheyHaveSome(_content_id(fields.get("id")), fields.endpoints("peers"))


def content_list(payload: object) -> Message:
    """Return `ContentList`; raise `Unreadable`."""
    return ContentList(Payload(payload, ("results",)).entries("results", _result))


def _result(value: object) -> tuple[str, int]:
    if not isinstance(value, list) or len(value) != 2:  # noqa: PLR2004 - an id and its length
        raise Unreadable
    return _content_id(value[0]), read_whole(value[1])
