"""What a peer says of itself, on a stream of its own or unasked. libp2p specs, identify.

Nothing of it is proven but the key, and that only if it is the connection's; an address is no
reason to dial it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from plong.protocol.libp2p.delimited import Delimited, write_delimited
from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.keys import PublicKey, read_public_key, write_public_key
from plong.protocol.libp2p.multiaddr import Multiaddr, read_known
from plong.protocol.libp2p.protobuf import Fields, write_bytes

IDENTIFY: Final = "/ipfs/id/1.0.0"

MAX_MESSAGE: Final = 8192
"""Bytes."""
MAX_MESSAGES: Final = 10
"""On one stream: what is too long for one message is sent in several."""
MAX_PROTOCOLS: Final = 256
MAX_TEXT: Final = 1024
"""Bytes of a protocol's name, or of a version."""

_KEY: Final = 1
_LISTENS: Final = 2
_PROTOCOL: Final = 3
_OBSERVED: Final = 4
_PROTOCOL_VERSION: Final = 5
_AGENT_VERSION: Final = 6
_SIGNED_RECORD: Final = 8


@dataclass(frozen=True, slots=True)
class Identify:
    """What was said. Texts are as strangers wrote them: not fit for a terminal or a page."""

    key: PublicKey | None = None
    addresses: tuple[Multiaddr, ...] = ()
    """Where it listens, as far as those can be read here."""
    protocols: tuple[str, ...] = ()
    """What it speaks."""
    observed: Multiaddr | None = None
    """Where it sees us."""
    agent_version: str | None = None
    """Its program, such as ``js-libp2p/3.3.0``."""
    protocol_version: str | None = None
    signed_record: bytes | None = None
    """For `peer_record.open_peer_record`."""


def write_identify(identify: Identify) -> bytes:
    """Return all that is to be sent on the stream, before our side is closed.

    Raises:
        ValueError: it is too long for one message.
    """
    message = b"".join(write_bytes(field, data) for field, data in _fields(identify))
    if len(message) > MAX_MESSAGE:
        raise ValueError(f"It has {len(message)} bytes; {MAX_MESSAGE} may be said.")
    return write_delimited(message)


def read_identify(message: bytes) -> Identify:
    """Return what a message says.

    Raises:
        ProtocolViolation: it is none, its key is none, a text is not UTF-8 or longer than
            `MAX_TEXT`, or there are more than `MAX_PROTOCOLS`.
    """
    fields = Fields(message)
    key, observed = fields.bytes_of(_KEY), fields.bytes_of(_OBSERVED)
    return Identify(
        key=None if key is None else read_public_key(key),
        addresses=read_known(fields.all_bytes(_LISTENS)),
        protocols=_read_protocols(fields.all_bytes(_PROTOCOL)),
        observed=next(iter(read_known([observed or b""])), None),
        agent_version=_read_version(fields.bytes_of(_AGENT_VERSION)),
        protocol_version=_read_version(fields.bytes_of(_PROTOCOL_VERSION)),
        signed_record=fields.bytes_of(_SIGNED_RECORD),
    )


class IdentifyReader:
    """Takes a stream on which a peer says who it is, until it has closed its side.

    It holds at most `MAX_MESSAGES` messages of `MAX_MESSAGE` bytes.
    """

    def __init__(self) -> None:
        self._stream = Delimited(MAX_MESSAGE)
        self._messages: list[bytes] = []

    def receive(self, data: bytes) -> None:
        """Take what has come.

        Raises:
            ProtocolViolation: a message is too long, or there are too many.
        """
        self._stream.receive(data)
        while (message := self._stream.next_message()) is not None:
            if len(self._messages) == MAX_MESSAGES:
                raise ProtocolViolation(f"A peer says more than {MAX_MESSAGES} messages.")
            self._messages.append(message)

    def end(self) -> Identify:
        """Return what all of it says; a message that is not whole is passed over.

        Raises:
            ProtocolViolation: there is no whole message, or see `read_identify`.
        """
        if not self._messages:
            raise ProtocolViolation("A peer has not said who it is.")
        return read_identify(b"".join(self._messages))  # which is how messages are merged


def _fields(identify: Identify) -> Iterable[tuple[int, bytes]]:
    key, observed, agent = identify.key, identify.observed, identify.agent_version
    version, record = identify.protocol_version, identify.signed_record
    return [
        *([] if key is None else [(_KEY, write_public_key(key))]),
        *((_LISTENS, address.data) for address in identify.addresses),
        *((_PROTOCOL, protocol.encode("utf-8")) for protocol in identify.protocols),
        *([] if observed is None else [(_OBSERVED, observed.data)]),
        *([] if version is None else [(_PROTOCOL_VERSION, version.encode("utf-8"))]),
        *([] if agent is None else [(_AGENT_VERSION, agent.encode("utf-8"))]),
        *([] if record is None else [(_SIGNED_RECORD, record)]),
    ]


def _read_protocols(texts: list[bytes]) -> tuple[str, ...]:
    if len(texts) > MAX_PROTOCOLS:
        raise ProtocolViolation(f"A peer speaks more than {MAX_PROTOCOLS} protocols.")
    return tuple(map(_read_text, texts))


def _read_version(text: bytes | None) -> str | None:
    return None if text is None else _read_text(text)


def _read_text(text: bytes) -> str:
    if len(text) > MAX_TEXT:
        raise ProtocolViolation(f"A text has more than {MAX_TEXT} bytes.")
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        raise ProtocolViolation("A text is not UTF-8.") from None
