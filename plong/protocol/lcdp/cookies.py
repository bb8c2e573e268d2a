"""Cookies: proof that whoever sends from an address also receives there.

A stranger's cookie is echoed as it came, in whatever shape; one's own follows from the address
and a secret, so nothing is kept of whom one has told it. draft-pearson-lcdp-04, docs/wire/lcdp.md.
"""

import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from plong.protocol.lcdp.json_text import dump
from plong.protocol.lcdp.models import AlwaysReturned, Cookie, Endpoint, Message

SECRET_BYTES: Final = 32
"""Random bytes that cookies follow from."""

SECRET_TTL: Final = 3600.0
"""Seconds until the secret should be another; its cookies are good for as long again."""

MAX_ECHO: Final = 128
"""Bytes of JSON of a cookie that is always returned: strangers choose what we send."""

MAX_RETURNED: Final = 512
"""Bytes of JSON of a cookie that is returned once."""

_NAME: Final = "cookie"
_SIMPLE: Final = re.compile(r"[0-9A-Za-z_.-]{1,64}")
"""What JSON has as it is, and is short enough for all bounds."""
_DIGEST_BYTES: Final = 9  # 12 characters without padding
MAX_PROOFS: Final = 8
"""Cookies of one datagram that are tried."""


def returned(messages: Iterable[Message]) -> Iterator[Cookie]:
    """Return the cookies that a datagram brings back, the first `MAX_PROOFS`."""
    cookies = (message.cookie for message in messages if type(message) is AlwaysReturned)
    return islice(cookies, MAX_PROOFS)


def cookie_of(text: str) -> Cookie:
    """Return a cookie in the shape that everybody reads."""
    return Cookie(f'{{"{_NAME}":{dump(text)}}}', text)


def own_cookie(text: str) -> Cookie:
    """Return what `cookie_of` does, sooner: for characters that JSON has as they are."""
    return Cookie(f'{{"{_NAME}":"{text}"}}', text)


def read_cookie(payload: object, max_bytes: int) -> Cookie | None:
    """Return a stranger's cookie, to be echoed as it came; None: it is none, or too long.

    Args:
        payload: JSON: an object with ``cookie``, an array, or a string. In some nodes' eyes the
            cookie is whatever stands there.
        max_bytes: of its compact JSON, at least `MAX_ECHO`.
    """
    cookie = _usual(payload) or _unusual(payload)
    if cookie is None or len(cookie.payload.encode()) > max_bytes:
        return None
    return cookie


def _usual(payload: object) -> Cookie | None:
    """Return the cookie of ``{"cookie": s}``, sooner than `_unusual`."""
    text = payload.get(_NAME) if isinstance(payload, dict) and len(payload) == 1 else None
    if not isinstance(text, str):
        return None
    return own_cookie(text) if _SIMPLE.fullmatch(text) else cookie_of(text)


def _unusual(payload: object) -> Cookie | None:
    is_one = _NAME in payload if isinstance(payload, dict) else isinstance(payload, (str, list))
    return Cookie(dump(payload), _text_of(payload)) if is_one else None


def _text_of(payload: object) -> str | None:
    """Return the string of ``{"cookie": s}``, ``["cookie", s]``, ``[s]`` or ``s``."""
    match payload:
        case {"cookie": str(text)} | ["cookie", str(text)] | [str(text)] | str(text):
            return text
    return None


@dataclass(frozen=True, slots=True)
class Cookies:
    """What this node wants returned to it. Replaced, not changed, when the secret is too old."""

    secret: bytes = field(repr=False)
    """`SECRET_BYTES` random bytes, used for nothing else."""
    since: float
    """Seconds: when it was new."""
    previous: bytes | None = field(default=None, repr=False)
    """The secret before, whose cookies others may still return."""

    def own(self, endpoint: Endpoint) -> Cookie:
        """Return the cookie to be returned from there: 12 of ``[A-Za-z0-9_-]``."""
        return own_cookie(self.text(endpoint))

    def text(self, endpoint: Endpoint) -> str:
        """Return the characters of `own`."""
        return _derive(self.secret, endpoint)

    def proves(self, cookie: Cookie, endpoint: Endpoint) -> bool:
        """Tell whether the endpoint was told this cookie. Takes as long for a wrong one."""
        given = (cookie.text or "").encode("utf-8", "replace")
        secrets = (self.secret, self.previous or self.secret)
        proofs = [hmac.compare_digest(given, _derive(s, endpoint).encode()) for s in secrets]
        return any(proofs)

    def is_due(self, now: float) -> bool:
        """Tell whether it is time for another secret."""
        return now - self.since >= SECRET_TTL

    def renewed(self, secret: bytes, now: float) -> "Cookies":
        """Return cookies of a new secret, with which those of this one are good, too."""
        return Cookies(secret, now, self.secret)


def _derive(secret: bytes, endpoint: Endpoint) -> str:
    digest = hmac.digest(secret, str(endpoint).encode(), "sha256")
    return urlsafe_b64encode(digest[:_DIGEST_BYTES]).decode("ascii")
