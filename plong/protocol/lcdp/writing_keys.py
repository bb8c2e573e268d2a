"""Messages about keys, and those signed and encrypted with them. docs/wire/lcdp.md."""

from typing import Final

from plong.protocol.lcdp.json_text import dump, write_base64
from plong.protocol.lcdp.models import (
    EncryptedMessages,
    FastEncryptedMessages,
    MyPublicKey,
    SignedMessage,
    WhereAreThey,
    YourEd25519,
)

NOISE_PARAMS: Final = "Noise_IK_25519_AESGCM_SHA256"
"""Said with all that is encrypted; nodes want it and do not look at it."""


def announced_key(message: MyPublicKey | WhereAreThey) -> str:
    """Return its payload."""
    return f'{{"ed25519h":"{message.key.hex()}"}}'


def your_ed25519(message: YourEd25519) -> str:
    """Return its payload."""
    return f'{{"ed25519":"{message.key.hex()}"}}'


def signed_message(message: SignedMessage) -> str:
    """Return its payload."""
    head = {"ed25519": message.key.hex(), "signature": write_base64(message.signature)}
    try:
        return dump({**head, "payload_json": message.payload.decode("utf-8")})
    except UnicodeDecodeError:  # somebody else's, and only this way it stays what was signed
        return dump({**head, "payload": write_base64(message.payload)})


def encrypted_messages(message: EncryptedMessages) -> str:
    """Return its payload."""
    return f'{{"base64":"{write_base64(message.data)}","noise_params":"{NOISE_PARAMS}"}}'


def fast_encrypted_messages(message: FastEncryptedMessages) -> str:
    """Return its payload."""
    nonce, ciphertext = write_base64(message.nonce), write_base64(message.ciphertext)
    return dump({"nonce": nonce, "sender": message.sender.hex(), "ciphertext": ciphertext})
