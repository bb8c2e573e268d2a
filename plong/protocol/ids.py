"""The two names of a peer, and what the server keeps of the secret one."""

import hashlib
import re
from base64 import urlsafe_b64encode

PRIVATE_ID_BYTES = 64
PUBLIC_ID_BYTES = 32

_PUBLIC_ID = re.compile(r"[A-Za-z0-9_-]{43}")
_PRIVATE_ID = re.compile(r"[A-Za-z0-9_-]{86}")


def encode_id(entropy: bytes) -> str:
    """Return ``entropy`` as base64url without padding: 86 characters for 64 bytes, 43 for 32."""
    return urlsafe_b64encode(entropy).rstrip(b"=").decode("ascii")


def is_public_id(text: str) -> bool:
    """Tell whether ``text`` has the form of a PublicId."""
    return _PUBLIC_ID.fullmatch(text) is not None


def is_private_id(text: str) -> bool:
    """Tell whether ``text`` has the form of a PrivateId."""
    return _PRIVATE_ID.fullmatch(text) is not None


def private_key(private_id: str) -> bytes:
    """Return what the store keeps of a PrivateId: its SHA-256, 32 bytes.

    512 random bits need no salt and no slow hash; whoever reads the store still cannot use it.
    """
    return hashlib.sha256(private_id.encode("utf-8", "surrogatepass")).digest()
