"""The two names of a peer: the secret one, and the public one that follows from it."""

import hashlib
import re
from base64 import urlsafe_b64decode
from binascii import b2a_base64
from typing import Final

PRIVATE_ID_BYTES: Final = 64

_PURPOSE: Final = b"Plong PublicId of "

_URL_SAFE: Final = bytes.maketrans(b"+/", b"-_")

PUBLIC_ID: Final = re.compile(r"[A-Za-z0-9_-]{43}")
PRIVATE_ID: Final = re.compile(r"[A-Za-z0-9_-]{86}")


def encode_id(entropy: bytes) -> str:
    """Return ``entropy`` as base64url without padding: 86 characters for 64 bytes, 43 for 32."""
    return b2a_base64(entropy, newline=False).translate(_URL_SAFE, b"=").decode("ascii")


def is_public_id(text: str) -> bool:
    """Tell whether ``text`` has the form of a PublicId."""
    return PUBLIC_ID.fullmatch(text) is not None


def is_private_id(text: str) -> bool:
    """Tell whether ``text`` has the form of a PrivateId."""
    return PRIVATE_ID.fullmatch(text) is not None


def bytes_of(public_id: str) -> bytes:
    """Return the 32 bytes that a PublicId spells, by which LCDP asks for its peer."""
    return urlsafe_b64decode(f"{public_id}=")


def public_id_of(private_id: str) -> str:
    """Return the PublicId that belongs to a PrivateId: a hash of it, so 256 random bits.

    The server need not keep the secret to know it again, and whoever reads the store cannot use
    what stands there. 512 random bits need no salt and no slow hash.
    """
    return encode_id(hashlib.sha256(_PURPOSE + private_id.encode("ascii")).digest())
