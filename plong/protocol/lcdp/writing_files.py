"""Messages about files, as this node writes them. docs/wire/lcdp.md."""

from plong.protocol.lcdp.endpoint import write_endpoints
from plong.protocol.lcdp.json_text import dump, write_base64
from plong.protocol.lcdp.models import Content, ContentList, MaybeTheyHaveSome, PleaseSendContent


def please_send_content(message: PleaseSendContent) -> str:
    """Return its payload."""
    return f'{{"id":{dump(message.id)},"length":{message.length},"offset":{message.offset}}}'


def content(message: Content) -> str:
    """Return its payload."""
    eof = "" if message.eof is None else f',"eof":{message.eof}'
    data = write_base64(message.data)
    return f'{{"id":{dump(message.id)},"offset":{message.offset},"base64":"{data}"{eof}}}'


def maybe_they_have_some(message: MaybeTheyHaveSome) -> str:
    """Return its payload."""
    return f'{{"id":{dump(message.id)},"peers":{write_endpoints(message.peers)}}}'


def content_list(message: ContentList) -> str:
    """Return its payload."""
    return dump({"results": message.results})
