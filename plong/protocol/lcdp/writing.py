"""Messages as this node writes them: the shapes that every node of the swarm can read.

docs/wire/lcdp.md.
"""

from binascii import b2a_base64
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from types import MappingProxyType
from typing import Any, Final

from plong.protocol.lcdp.endpoint import MAX_PEERS
from plong.protocol.lcdp.json_text import dump
from plong.protocol.lcdp.models import (
    AlwaysReturned,
    ChatMessage,
    Content,
    ContentList,
    EncryptedMessages,
    Endpoint,
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

NOISE_PARAMS: Final = "Noise_IK_25519_AESGCM_SHA256"
"""Said with all that is encrypted; nodes want it and do not look at it."""


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


def _list(endpoints: Iterable[Endpoint]) -> str:
    names = '","'.join(map(str, islice(endpoints, MAX_PEERS)))
    return f'["{names}"]' if names else "[]"


def _peers(message: Peers) -> str:
    return f'{{"peers":{_list(message.peers)}}}'


def _announced_key(message: MyPublicKey | WhereAreThey) -> str:
    return f'{{"ed25519h":"{message.key.hex()}"}}'


def _your_ed25519(message: YourEd25519) -> str:
    return f'{{"ed25519":"{message.key.hex()}"}}'


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


def _signed_message(message: SignedMessage) -> str:
    head = {"ed25519": message.key.hex(), "signature": _base64(message.signature)}
    try:
        return dump({**head, "payload_json": message.payload.decode("utf-8")})
    except UnicodeDecodeError:  # somebody else's, and only this way it stays what was signed
        return dump({**head, "payload": _base64(message.payload)})


def _encrypted_messages(message: EncryptedMessages) -> str:
    return f'{{"base64":"{_base64(message.data)}","noise_params":"{NOISE_PARAMS}"}}'


def _fast_encrypted_messages(message: FastEncryptedMessages) -> str:
    nonce, ciphertext = _base64(message.nonce), _base64(message.ciphertext)
    return dump({"nonce": nonce, "sender": message.sender.hex(), "ciphertext": ciphertext})


def _chat_message(message: ChatMessage) -> str:
    return f'{{"message":{dump(message.message)}}}'


def _please_send_content(message: PleaseSendContent) -> str:
    return f'{{"id":{dump(message.id)},"length":{message.length},"offset":{message.offset}}}'


def _content(message: Content) -> str:
    eof = "" if message.eof is None else f',"eof":{message.eof}'
    data = _base64(message.data)
    return f'{{"id":{dump(message.id)},"offset":{message.offset},"base64":"{data}"{eof}}}'


def _maybe_they_have_some(message: MaybeTheyHaveSome) -> str:
    return f'{{"id":{dump(message.id)},"peers":{_list(message.peers)}}}'


def _content_list(message: ContentList) -> str:
    return dump({"results": message.results})


def _supported_messages(message: SupportedMessages) -> str:
    return f'{{"schema":{message.schema}}}'


def _base64(data: bytes) -> str:
    return b2a_base64(data, newline=False).decode("ascii")


_WRITERS: Final[Mapping[type[Message], Callable[[Any], str]]] = MappingProxyType(
    {
        PleaseSendPeers: _empty,
        Peers: _peers,
        PleaseReturnThisMessage: _cookie,
        ReturnedMessage: _cookie,
        PleaseAlwaysReturn: _cookie,
        AlwaysReturned: _cookie,
        MyPublicKey: _announced_key,
        WhereAreThey: _announced_key,
        Forwarded: _forwarded,
        Forward: _forward,
        YourEd25519: _your_ed25519,
        SignedMessage: _signed_message,
        EncryptedMessages: _encrypted_messages,
        FastEncryptedMessages: _fast_encrypted_messages,
        ChatMessage: _chat_message,
        PleaseSendContent: _please_send_content,
        Content: _content,
        MaybeTheyHaveSome: _maybe_they_have_some,
        PleaseListContent: _empty,
        ContentList: _content_list,
        PleaseListSupportedMessages: _empty,
        SupportedMessages: _supported_messages,
    }
)
