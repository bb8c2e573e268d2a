"""One message from a stranger, by its type. docs/wire/lcdp.md."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from plong.protocol.lcdp.content_id import is_content_id
from plong.protocol.lcdp.cookies import MAX_ECHO, MAX_RETURNED, read_cookie
from plong.protocol.lcdp.json_text import dump
from plong.protocol.lcdp.models import (
    SIGNATURE_BYTES,
    AlwaysReturned,
    ChatMessage,
    Content,
    ContentList,
    Cookie,
    EncryptedMessages,
    FastEncryptedMessages,
    Forward,
    Forwarded,
    MaybeTheyHaveSome,
    Message,
    MyPublicKey,
    Peers,
    PleaseAlwaysReturn,
    PleaseListContent,
    PleaseListSupportedMessages,
    PleaseReturnThisMessage,
    PleaseSendContent,
    PleaseSendPeers,
    ReturnedMessage,
    SignedMessage,
    SupportedMessages,
    WhereAreThey,
    YourEd25519,
)
from plong.protocol.lcdp.payload import Payload, Unreadable, read_whole

Reader = Callable[[object], Message]
"""Makes a message of its payload, or raises `Unreadable`."""


def _cookie(payload: object, max_bytes: int) -> Cookie:
    cookie = read_cookie(payload, max_bytes)
    if cookie is None:
        raise Unreadable
    return cookie


def _content_id(value: object) -> str:
    if not isinstance(value, str) or not is_content_id(value):
        raise Unreadable
    return value


def _bare(message: Message) -> Reader:
    """Return the reader of a type without fields, whose payload is ``{}`` or ``[]``."""

    def read(payload: object) -> Message:
        Payload(payload, ())
        return message

    return read


def _peers(payload: object) -> Message:
    return Peers(Payload(payload, ("peers",)).endpoints("peers"))


def _my_public_key(payload: object) -> Message:
    return MyPublicKey(Payload(payload, ("ed25519h", "ed25519_eth_signed")).key("ed25519h"))


def _where_are_they(payload: object) -> Message:
    return WhereAreThey(Payload(payload, ("ed25519h",)).key("ed25519h"))


def _your_ed25519(payload: object) -> Message:
    return YourEd25519(Payload(payload, ("ed25519",)).key("ed25519"))


_FORWARDED: Final = ("src", "from_ed25519", "maybe_ed25519", "messages", "might_be_ip_spoofing")


def _forwarded(payload: object) -> Message:
    fields = Payload(payload, _FORWARDED)
    return Forwarded(
        src=fields.endpoint("src"),
        messages=fields.string("messages"),
        from_key=fields.optional("from_ed25519", fields.key),
        maybe_key=fields.optional("maybe_ed25519", fields.key),
        might_be_spoofed=fields.flag("might_be_ip_spoofing", default=True),
    )


def _forward(payload: object) -> Message:
    fields = Payload(payload, ("to_ed25519", "src", "sign", "messages"))
    return Forward(
        messages=_dump(fields.get("messages"), list),
        to_key=fields.optional("to_ed25519", fields.key),
        to=fields.optional("src", fields.endpoint),
        sign=fields.optional("sign", lambda name: fields.flag(name, default=False)) or False,
    )


def _signed_message(payload: object) -> Message:
    fields = Payload(payload, ("ed25519", "signature", "payload_json", "payload"))
    text = fields.optional("payload_json", fields.string)
    signed = fields.octets("payload") if text is None else text.encode()
    signature = fields.octets("signature")
    if len(signature) != SIGNATURE_BYTES:
        raise Unreadable
    return SignedMessage(fields.key("ed25519"), signature, signed)


def _encrypted_messages(payload: object) -> Message:
    return EncryptedMessages(Payload(payload, ("base64", "noise_params")).octets("base64"))


def _fast_encrypted_messages(payload: object) -> Message:
    fields = Payload(payload, ("nonce", "sender", "ciphertext"))
    return FastEncryptedMessages(
        fields.octets("nonce"), fields.key("sender"), fields.octets("ciphertext")
    )


def _chat_message(payload: object) -> Message:
    return ChatMessage(Payload(payload, ("message",)).string("message"))


def _please_send_content(payload: object) -> Message:
    fields = Payload(payload, ("id", "length", "offset"))
    return PleaseSendContent(
        _content_id(fields.get("id")), fields.whole("length"), fields.whole("offset")
    )


def _content(payload: object) -> Message:
    fields = Payload(payload, ("id", "offset", "base64", "eof"))
    return Content(
        id=_content_id(fields.get("id")),
        offset=fields.whole("offset"),
        data=fields.octets("base64"),
        eof=fields.optional("eof", fields.whole),
    )


def _maybe_they_have_some(payload: object) -> Message:
    fields = Payload(payload, ("id", "peers"))
    return MaybeTheyHaveSome(_content_id(fields.get("id")), fields.endpoints("peers"))


def _content_list(payload: object) -> Message:
    return ContentList(Payload(payload, ("results",)).entries("results", _result))


def _result(value: object) -> tuple[str, int]:
    if not isinstance(value, list) or len(value) != 2:  # noqa: PLR2004 - an id and its length
        raise Unreadable
    return _content_id(value[0]), read_whole(value[1])


def _supported_messages(payload: object) -> Message:
    return SupportedMessages(_dump(Payload(payload, ("schema",)).get("schema"), dict))


def _dump(value: object, kind: type) -> str:
    if not isinstance(value, kind):
        raise Unreadable
    return dump(value)


FROM_NODES: Final[Mapping[str, Reader]] = MappingProxyType(
    {
        PleaseSendPeers.name: _bare(PleaseSendPeers()),
        Peers.name: _peers,
        PleaseReturnThisMessage.name: lambda payload: PleaseReturnThisMessage(
            _cookie(payload, MAX_RETURNED)
        ),
        ReturnedMessage.name: lambda payload: ReturnedMessage(_cookie(payload, MAX_RETURNED)),
        PleaseAlwaysReturn.name: lambda payload: PleaseAlwaysReturn(_cookie(payload, MAX_ECHO)),
        AlwaysReturned.name: lambda payload: AlwaysReturned(_cookie(payload, MAX_ECHO)),
        MyPublicKey.name: _my_public_key,
        WhereAreThey.name: _where_are_they,
        Forwarded.name: _forwarded,
        SignedMessage.name: _signed_message,
        EncryptedMessages.name: _encrypted_messages,
        FastEncryptedMessages.name: _fast_encrypted_messages,
        ChatMessage.name: _chat_message,
        PleaseSendContent.name: _please_send_content,
        Content.name: _content,
        MaybeTheyHaveSome.name: _maybe_they_have_some,
        PleaseListContent.name: _bare(PleaseListContent()),
        ContentList.name: _content_list,
        PleaseListSupportedMessages.name: _bare(PleaseListSupportedMessages()),
        SupportedMessages.name: _supported_messages,
    }
)
"""What other nodes say, by the name on the wire."""

OVER_BRIDGE: Final[Mapping[str, Reader]] = MappingProxyType(
    {**FROM_NODES, Forward.name: _forward, YourEd25519.name: _your_ed25519}
)
"""What a browser and its node say to each other."""
