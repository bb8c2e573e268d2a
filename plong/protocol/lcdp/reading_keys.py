"""Messages about keys, and those signed and encrypted with them. docs/wire/lcdp.md."""

from plong.protocol.lcdp.models import (
    SIGNATURE_BYTES,
    EncryptedMessages,
    FastEncryptedMessages,
    Message,
    MyPublicKey,
    SignedMessage,
    WhereAreThey,
    YourEd25519,
)
from plong.protocol.lcdp.payload import Payload, Unreadable


def my_public_key(payload: object) -> Message:
    """Return `MyPublicKey`; raise `Unreadable`."""
    return MyPublicKey(Payload(payload, ("ed25519h", "ed25519_eth_signed")).key("ed25519h"))


def where_are_they(payload: object) -> Message:
    """Return `WhereAreThey`; raise `Unreadable`."""
    return WhereAreThey(Payload(payload, ("ed25519h",)).key("ed25519h"))


def your_ed25519(payload: object) -> Message:
    """Return `YourEd25519`; raise `Unreadable`."""
    return YourEd25519(Payload(payload, ("ed25519",)).key("ed25519"))


def signed_message(payload: object) -> Message:
    """Return `SignedMessage`; raise `Unreadable`."""
    fields = Payload(payload, ("ed25519", "signature", "payload_json", "payload"))
    text = fields.optional("payload_json", fields.string)
    signed = fields.octets("payload") if text is None else text.encode()
    signature = fields.octets("signature")
    if len(signature) != SIGNATURE_BYTES:
        raise Unreadable
    return SignedMessage(fields.key("ed25519"), signature, signed)


def encrypted_messages(payload: object) -> Message:
    """Return `EncryptedMessages`; raise `Unreadable`."""
    return EncryptedMessages(Payload(payload, ("base64", "noise_params")).octets("base64"))


def fast_encrypted_messages(payload: object) -> Message:
    """Return `FastEncryptedMessages`; raise `Unreadable`."""
    fields = Payload(payload, ("nonce", "sender", "ciphertext"))
    return FastEncryptedMessages(
        fields.octets("nonce"), fields.key("sender"), fields.octets("ciphertext")
    )
