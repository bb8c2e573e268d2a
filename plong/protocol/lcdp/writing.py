"""Messages as this node writes them: the shapes that every node of the swarm can read.

docs/wire/lcdp.md.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from plong.protocol.lcdp import writing_files, writing_keys
from plong.protocol.lcdp.endpoint import write_endpoints
from plong.protocol.lcdp.json_text import dump
from plong.protocol.lcdp.models import (
    AlwaysReturned,
    ChatMessage,
    Content,
    ContentList,
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


def write(messages: Sequence[Message]) -> bytes:
    """Return the datagram that says this: one array of objects with one name each."""
    return join([write_message(message) for message in messages])


def join(elements: Iterable[bytes]) -> bytes:
    """Return the datagram of what `write_message` returned."""
    return b"[" + b",".join(elements) + b"]"


def size_of(elements: Sequence[bytes]) -> int:
    """Return the bytes of a datagram with these elements."""
    return 2 + sum(map(len, elements)) + max(len(elements) - 1, 0)


def write_message(message: Message) -> bytes:
    """Return one element of a datagram. Half a character becomes a question mark."""
    text = f'{{"{message.name}":{_WRITERS[type(message)](message)}}}'
    return text.encode("utf-8", "replace")


def _empty(_: Message) -> str:
    return "{}"


def _cookie(
    message: AlwaysReturned | PleaseAlwaysReturn | PleaseReturnThisMessage | ReturnedMessage,
) -> str:
    return message.cookie.payload


def _peers(message: Peers) -> str:
    return f'{{"peers":{write_endpoints(message.peers)}}}'


def _forwarded(message: Forwarded) -> str:
    maybe = {} if message.maybe_key is None else {"maybe_ed25519": message.maybe_key.hex()}
    return dump(
        {
            "src": str(message.src),
            "from_ed25519": None if message.from_key is None else message.from_key.hex(),
            **maybe,
            "messages": message.messages,
            "might_be_ip_spoofing": message.might_be_spoofed,
        }
    )


def _forward(message: Forward) -> str:
    key = "" if message.to_key is None else f'"to_ed25519":"{message.to_key.hex()}",'
    src = "" if message.to is None else f'"src":"{message.to}",'
    return f'{{{key}{src}"sign":{dump(message.sign)},"messages":{message.messages}}}'


def _chat_message(message: ChatMessage) -> str:
    return f'{{"message":{dump(message.message)}}}'


def _supported_messages(message: SupportedMessages) -> str:
    return f'{{"schema":{message.schema}}}'


_WRITERS: Final[Mapping[type[Message], Callable[[Any], str]]] = MappingProxyType(
    {
        PleaseSendPeers: _empty,
        Peers: _peers,
        PleaseReturnThisMessage: _cookie,
        ReturnedMessage: _cookie,
        PleaseAlwaysReturn: _cookie,
        AlwaysReturned: _cookie,
        MyPublicKey: writing_keys.announced_key,
        WhereAreThey: writing_keys.announced_key,
        Forwarded: _forwarded,
        Forward: _forward,
        YourEd25519: writing_keys.your_ed25519,
        SignedMessage: writing_keys.signed_message,
        EncryptedMessages: writing_keys.encrypted_messages,
        FastEncryptedMessages: writing_keys.fast_encrypted_messages,
        ChatMessage: _chat_message,
        PleaseSendContent: writing_files.please_send_content,
        Content: writing_files.content,
        MaybeTheyHaveSome: writing_files.maybe_they_have_some,
        PleaseListContent: _empty,
        ContentList: writing_files.content_list,
        PleaseListSupportedMessages: _empty,
        SupportedMessages: _supported_messages,
    }
)
