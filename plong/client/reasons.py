"""Why a server could not be reached, in words."""

from http.client import HTTPException
from socket import gaierror
from ssl import SSLCertVerificationError, SSLError
from typing import Final
from urllib.error import URLError

from plong.client.wire.errors import PlongError

_REASONS: Final[tuple[tuple[type[Exception], str], ...]] = (
    (
        SSLCertVerificationError,
        "its certificate is not trusted; SSL_CERT_FILE can name a file of those that are",
    ),
    (SSLError, "https does not work there; is it http?"),
    (gaierror, "there is no host of this name"),
    (TimeoutError, "no answer in time"),
    (HTTPException, "something else answers"),
)


def unreachable(url: str, reason: str) -> PlongError:
    """Return the error for a server that does not answer as Plong does, or not at all."""
    return PlongError("unreachable", f"No Plong server answers at {url} ({reason}).")


def reason_of(error: BaseException) -> str:
    """Return half a sentence for a person, without what only programmers know."""
    if isinstance(error, URLError):
        return str(error.reason) if isinstance(error.reason, str) else reason_of(error.reason)
    for kind, sentence in _REASONS:
        if isinstance(error, kind):
            return sentence
    system = error.strerror if isinstance(error, OSError) else None
    return system or str(error) or type(error).__name__
