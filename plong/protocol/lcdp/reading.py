"""One message from a stranger, by its type. docs/wire/lcdp.md."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from plong.protocol.lcdp import reading_files, reading_forwards, reading_keys
from plong.protocol.lcdp.cookies import MAX_ECHO, MAX_RETURNED, read_cookie
from plong.protocol.lcdp.models import (
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
from plong.protocol.lcdp.payload import Payload, Unreadable, read_json

Reader = Callable[[object], Message]
"""Makes a message of its payload, or raises `Unreadable`."""


def _cookie(payload: object, max_bytes: int) -> Cookie:
    cookie = read_cookie(payload, max_bytes)
    if cookie is None:
        raise Unreadable
    return cookie


def _bare(message: Message) -> Reader:
    """Return the reader of a type without fields, whose payload is ``{}`` or ``[]``."""

    def read(payload: object) -> Message:
        Payload(payload, ())
        return message

    return read


def _peers(payload: object) -> Message:
    return Peers(Payload(payload, ("peers",)).endpoints("peers"))


def _chat_message(payload: object) -> Message:
    return ChatMessage(Payload(payload, ("message",)).string("message"))


def _supported_messages(payload: object) -> Message:
    return SupportedMessages(read_json(Payload(payload, ("schema",)).get("schema"), dict))


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
        MyPublicKey.name: reading_keys.my_public_key,
        WhereAreThey.name: reading_keys.where_are_they,
        Forwarded.name: reading_forwards.forwarded,
        SignedMessage.name: reading_keys.signed_message,
        EncryptedMessages.name: reading_keys.encrypted_messages,
        FastEncryptedMessages.name: reading_keys.fast_encrypted_messages,
        ChatMessage.name: _chat_message,
        PleaseSendContent.name: reading_files.please_send_content,
        Content.name: reading_files.content,
        MaybeTheyHaveSome.name: reading_files.maybe_they_have_some,
        PleaseListContent.name: _bare(PleaseListContent()),
        ContentList.name: reading_files.content_list,
        PleaseListSupportedMessages.name: _bare(PleaseListSupportedMessages()),
        SupportedMessages.name: _supported_messages,
    }
)
"""What other nodes say, by the name on the wire."""

OVER_BRIDGE: Final[Mapping[str, Reader]] = MappingProxyType(
    {
        **FROM_NODES,
        Forward.name: reading_forwards.forward,
        YourEd25519.name: reading_keys.your_ed25519,
    }
)
"""What a browser and its node say to each other."""
