"""The words of LCDP: what this node says, and understands of what others say.

Each message is a type with one payload; `name` is the type's name on the wire. All are immutable
and can be compared, so what was read once can be remembered. draft-pearson-lcdp-04 has the first
of them, the rest is what nodes say in the wild. docs/wire/lcdp.md.
"""

from dataclasses import dataclass
from typing import ClassVar, Final, NamedTuple

KEY_BYTES: Final = 32
"""Of an Ed25519 public key."""

SIGNATURE_BYTES: Final = 64
"""Of an Ed25519 signature."""


class Endpoint(NamedTuple):
    """Where datagrams go to and come from. Made by `endpoint.read_endpoint` and `endpoint_of`."""

    host: str
    """An IP address in its usual spelling; never an IPv4 address within an IPv6 one."""
    port: int
    """1 to 65535."""

    def __str__(self) -> str:
        return f"{self.host}:{self.port}" if self.is_ipv4 else f"[{self.host}]:{self.port}"

    @property
    def is_ipv4(self) -> bool:
        """Tell of which family the address is."""
        return ":" not in self.host


class Cookie(NamedTuple):
    """What somebody wants to see again. Made by `cookies.read_cookie` and `cookies.cookie_of`."""

    payload: str
    """Compact JSON of all that stands behind the message's name, which is echoed as it came."""
    text: str | None
    """The string in it, where it has one of the four shapes that a cookie comes in."""


@dataclass(frozen=True, slots=True)
class PleaseSendPeers:
    """Asks for addresses of other nodes."""

    name: ClassVar[str] = "PleaseSendPeers"


@dataclass(frozen=True, slots=True)
class Peers:
    """Addresses of nodes, on the sender's word."""

    peers: tuple[Endpoint, ...]
    name: ClassVar[str] = "Peers"


@dataclass(frozen=True, slots=True)
class PleaseReturnThisMessage:
    """Asks for `ReturnedMessage` with the same, to measure the round trip."""

    cookie: Cookie
    name: ClassVar[str] = "PleaseReturnThisMessage"


@dataclass(frozen=True, slots=True)
class ReturnedMessage:
    """Answers `PleaseReturnThisMessage`. Only what was asked for: some nodes die of other words."""

    cookie: Cookie
    name: ClassVar[str] = "ReturnedMessage"


@dataclass(frozen=True, slots=True)
class PleaseAlwaysReturn:
    """Asks for `AlwaysReturned` in every datagram, as proof that the source is true."""

    cookie: Cookie
    name: ClassVar[str] = "PleaseAlwaysReturnThisMessage"


@dataclass(frozen=True, slots=True)
class AlwaysReturned:
    """Brings back the receiver's cookie, as the proof that it asked for."""

    cookie: Cookie
    name: ClassVar[str] = "AlwaysReturned"


@dataclass(frozen=True, slots=True)
class MyPublicKey:
    """Says which key the sender has; proves nothing by itself."""

    key: bytes
    """`KEY_BYTES` of an Ed25519 public key, unchecked: perhaps no point of the curve."""
    name: ClassVar[str] = "MyPublicKey"


@dataclass(frozen=True, slots=True)
class WhereAreThey:
    """Asks for the address of who has this key."""

    key: bytes
    """As in `MyPublicKey`."""
    name: ClassVar[str] = "WhereAreThey"


@dataclass(frozen=True, slots=True)
class Forwarded:
    """Passes on what somebody else said: in answer to `WhereAreThey`, and to browsers."""

    src: Endpoint
    """Where it came from, on the forwarder's word."""
    messages: str
    """The text of a datagram."""
    from_key: bytes | None = None
    """Who signed or encrypted it; None: nobody is known to have."""
    maybe_key: bytes | None = None
    """The key last seen at that address; None: none was."""
    might_be_spoofed: bool = True
    """Whether ``src`` is not known to be true."""
    name: ClassVar[str] = "Forwarded"


@dataclass(frozen=True, slots=True)
class Forward:
    """A browser's wish to say something to somebody. Of no meaning in a datagram."""

    messages: str
    """Compact JSON of an array of any messages."""
    to_key: bytes | None = None
    """Who shall have it, encrypted; None: whoever is at ``to``."""
    to: Endpoint | None = None
    """Where to; None: where the key was last seen."""
    sign: bool = False
    """Whether the node shall sign for the browser."""
    name: ClassVar[str] = "Forward"


@dataclass(frozen=True, slots=True)
class YourEd25519:
    """Tells a browser its key, first of all."""

    key: bytes
    """`KEY_BYTES` of an Ed25519 public key."""
    name: ClassVar[str] = "YourEd25519"


@dataclass(frozen=True, slots=True)
class SignedMessage:
    """A datagram's text with a signature. Nothing is checked yet."""

    key: bytes
    """Of who signed it, as in `MyPublicKey`."""
    signature: bytes
    """`SIGNATURE_BYTES` of an Ed25519 signature over ``payload``."""
    payload: bytes
    """To the byte what was signed: a JSON array of messages in UTF-8, if it is right."""
    name: ClassVar[str] = "SignedMessage"


@dataclass(frozen=True, slots=True)
class EncryptedMessages:
    """A datagram's text that one key can read."""

    data: bytes
    """The first message of a Noise IK handshake."""
    name: ClassVar[str] = "EncryptedMessages"


@dataclass(frozen=True, slots=True)
class FastEncryptedMessages:
    """The same in an older way, which is read and never said."""

    nonce: bytes
    """Of AES-GCM, 12 bytes if it is right."""
    sender: bytes
    """Of who says to have encrypted it, as in `MyPublicKey`."""
    ciphertext: bytes
    name: ClassVar[str] = "FastEncryptedMessages"


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """A line for a person."""

    message: str
    name: ClassVar[str] = "ChatMessage"


@dataclass(frozen=True, slots=True)
class PleaseSendContent:
    """Asks for a piece of a file."""

    id: str
    """See `content_id`."""
    length: int
    """Bytes that are wanted; more or fewer may come."""
    offset: int
    """Bytes before the piece."""
    name: ClassVar[str] = "PleaseSendContent"


@dataclass(frozen=True, slots=True)
class Content:
    """A piece of a file; empty where there is none any more."""

    id: str
    """See `content_id`."""
    offset: int
    """Bytes before the piece."""
    data: bytes
    eof: int | None = None
    """Bytes of the whole file; None: not said."""
    name: ClassVar[str] = "Content"


@dataclass(frozen=True, slots=True)
class MaybeTheyHaveSome:
    """Names others who may have a file, on the sender's word."""

    id: str
    """See `content_id`."""
    peers: tuple[Endpoint, ...]
    name: ClassVar[str] = "MaybeTheyHaveSome"


@dataclass(frozen=True, slots=True)
class PleaseListContent:
    """Asks which files there are."""

    name: ClassVar[str] = "PleaseListContent"


@dataclass(frozen=True, slots=True)
class ContentList:
    """Some of the sender's files."""

    results: tuple[tuple[str, int], ...]
    """Each one's id (see `content_id`) and size in bytes."""
    name: ClassVar[str] = "ContentList"


@dataclass(frozen=True, slots=True)
class PleaseListSupportedMessages:
    """Asks what a node understands."""

    name: ClassVar[str] = "PleaseListSupportedMessages"


@dataclass(frozen=True, slots=True)
class SupportedMessages:
    """Says what a node understands."""

    schema: str
    """Compact JSON: a JSON Schema of one message."""
    name: ClassVar[str] = "SupportedMessages"


Message = (
    PleaseSendPeers
    | Peers
    | PleaseReturnThisMessage
    | ReturnedMessage
    | PleaseAlwaysReturn
    | AlwaysReturned
    | MyPublicKey
    | WhereAreThey
    | Forwarded
    | Forward
    | YourEd25519
    | SignedMessage
    | EncryptedMessages
    | FastEncryptedMessages
    | ChatMessage
    | PleaseSendContent
    | Content
    | MaybeTheyHaveSome
    | PleaseListContent
    | ContentList
    | PleaseListSupportedMessages
    | SupportedMessages
)
"""Any of them."""
