"""What every field on the wire looks like, by its name: one name means one thing everywhere."""

from collections.abc import Mapping
from typing import Final

from plong.contracts.schema import NULL, Schema, like, list_of, or_null, ref
from plong.protocol.errors import Refusal
from plong.protocol.ids import PRIVATE_ID, PUBLIC_ID
from plong.protocol.passphrase import MAX_PASSPHRASE
from plong.protocol.ping.address import MAX_ADDRESS
from plong.protocol.ping.knock import HASH, MAX_PAYLOAD_TYPE, PING_ID
from plong.protocol.ping.models import ReceiverState, SenderState, Tier
from plong.protocol.ping.send import MAX_TOKEN, TOKEN
from plong.protocol.ping.token import MAX_NAME
from plong.protocol.readiness import REASONS

TEXT: Final[Mapping[str, object]] = {"type": "string"}
FLAG: Final[Mapping[str, object]] = {"type": "boolean"}
COUNT: Final[Mapping[str, object]] = {"type": "integer", "minimum": 0}
SECONDS: Final[Mapping[str, object]] = {"type": "number", "minimum": 0}
TIME: Final[Mapping[str, object]] = {
    "type": "string",
    "format": "date-time",
    "description": "RFC 3339 in UTC.",
}
_CODE: Final[Mapping[str, object]] = {
    "type": "string",
    "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$",
    "description": "For programs; the sentence beside it is for people.",
}
_URL: Final[Mapping[str, object]] = {
    "type": "string",
    "format": "uri",
    "maxLength": MAX_ADDRESS,
    "description": "An address of PING: an http or https URL without query, fragment and user.",
}
_HEX: Final[Mapping[str, object]] = {"type": "string", "pattern": "^0x[0-9a-f]+$"}
_KEY: Final[Mapping[str, object]] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_ENDPOINT: Final[Mapping[str, object]] = {
    "type": "string",
    "description": "An IP address, a colon and a port.",
}


def said(text: str, schema: Schema) -> Schema:
    """Return a schema with what people are told of it."""
    return {**schema, "description": text}


def refusals(*kinds: type[Refusal]) -> Schema:
    """Return the codes of these refusals."""
    return {"type": "string", "enum": sorted({kind.code for kind in kinds})}


COMPONENTS: Final[Mapping[str, Schema]] = {
    "PrivateId": like(PRIVATE_ID, "A peer's secret. Who has it is the peer."),
    "PublicId": like(PUBLIC_ID, "A peer's address: a hash of its PrivateId."),
    "Hash": like(HASH, "SHA-256 of the content's UTF-8."),
    "PingId": like(PING_ID, "What a ping is known by; neither “.” nor “..”."),
}

PLONG: Final[Mapping[str, Schema]] = {
    "PrivateId": ref("PrivateId"),
    "PublicId": ref("PublicId"),
    "Created": TIME,
    "Expires": TIME,
    "Passphrase": said(
        f"What others find the peer by; at most {MAX_PASSPHRASE} bytes of UTF-8, compared in NFC.",
        {"maxLength": MAX_PASSPHRASE},
    ),
    "Uses": said("Successful whois after which the identity dies; any number without.", {}),
    "Timeout": said("Seconds after which the identity dies.", {}),
    "Version": TEXT,
    "Mode": said("The letters of what runs.", {"type": "string", "pattern": "^[a-z]+$"}),
    "Peers": COUNT,
    "Identities": COUNT,
    "IdentityTimeout": said("Seconds before an identity dies.", COUNT),
    "Remote": said(
        "Where the connection's messages go; false: nowhere.",
        {"anyOf": [ref("PublicId"), {"const": False}]},
    ),
    "Direct": said("Whether that peer is linked back, so that messages go as they are.", FLAG),
    "Error": said("One sentence for people.", TEXT),
    "Code": _CODE,
    "Verb": said("The command that was refused, cut to 32 characters.", TEXT),
    "RetryAfter": said("Seconds after which the same may be asked again.", COUNT),
    "ReconnectIn": said("Seconds after which to come back.", SECONDS),
    "Address": _URL,
    "Port": said("Where LCDP listens over UDP.", {"type": "integer", "maximum": 65535}),
    "Addresses": list_of(TEXT),
    "Measured": COUNT,
    "MedianMs": {"type": ["number", "null"]},
    "Reservations": COUNT,
    "Circuits": COUNT,
    "Carried": said("Bytes relayed so far.", COUNT),
    "Healthy": FLAG,
    "Ready": said("Whether to send new clients here.", FLAG),
    "Reasons": said("Why not.", list_of({"type": "string", "enum": list(REASONS)})),
    "Messages": said("Messages of LCDP.", {"type": "array", "items": {"type": "object"}}),
}
PING: Final[Mapping[str, Schema]] = {
    "ping_id": ref("PingId"),
    "origin": _URL,
    "target": _URL,
    "payload_type": said(
        "What kind of content it is.", {"type": "string", "maxLength": MAX_PAYLOAD_TYPE}
    ),
    "content_hash": or_null(ref("Hash")),
    "size": said("Bytes of the content's UTF-8; a hint.", {"type": ["integer", "null"]}),
    "content": said("What the sender left.", TEXT),
    "tier": {"type": "string", "enum": [str(tier) for tier in Tier]},
    "received_at": TIME,
    "mask_id": ref("PublicId"),
    "address": _URL,
    "created_at": TIME,
    "expires_at": {"anyOf": [TIME, NULL]},
    "single_pull": FLAG,
    "used": FLAG,
    "revoked": FLAG,
    "token_id": said("By which a token is known and given up.", TEXT),
    "name": said("Whom the token was given.", {"type": "string", "maxLength": MAX_NAME}),
    "token": said(
        "What to say at the door for users.",
        {"type": "string", "pattern": f"^(?:{TOKEN.pattern})$", "maxLength": MAX_TOKEN},
    ),
    **{str(tier): said("Whether this door is open.", FLAG) for tier in Tier},
    "kept_for": said(
        "Seconds that content stays after its end; null: for ever.",
        {"type": ["number", "null"], "minimum": 0},
    ),
    "error": said("One sentence for people.", TEXT),
    "code": _CODE,
    "expected": ref("Hash"),
    "actual": ref("Hash"),
}
LCDP: Final[Mapping[str, Schema]] = {
    "version": TEXT,
    "public_key": _HEX,
    "total_peers": COUNT,
    "unique_ips": COUNT,
    "active_peer_count": COUNT,
    "fast_peer_count": COUNT,
    "addr": _ENDPOINT,
    "pub": _HEX,
    "delay_ms": SECONDS,
    "free_disk_bytes": COUNT,
    "ed25519": _KEY,
    "to_ed25519": or_null(_KEY),
    "from_ed25519": or_null(_KEY),
    "maybe_ed25519": or_null(_KEY),
    "src": or_null(_ENDPOINT),
    "messages": said("The text of an array of messages, as it came.", TEXT),
    "might_be_ip_spoofing": FLAG,
    "reason": said("One sentence for people.", TEXT),
}


def states(kind: type[SenderState] | type[ReceiverState]) -> Schema:
    """Return how far a ping may have come, at its sender or its receiver."""
    return {"type": "string", "enum": [str(state) for state in kind]}
