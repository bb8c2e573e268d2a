"""Why a server could not be reached, in words."""

import ssl
from http.client import BadStatusLine
from socket import gaierror
from urllib.error import URLError

import pytest

from plong.client.reasons import reason_of

REASONS = [
    (URLError(ConnectionRefusedError(111, "Connection refused")), "Connection refused"),
    (URLError(gaierror(-2, "Name or service not known")), "there is no host of this name"),
    (
        URLError(ssl.SSLCertVerificationError(1, "self-signed")),
        "its certificate is not trusted; SSL_CERT_FILE can name a file of those that are",
    ),
    (URLError(ssl.SSLError(1, "WRONG_VERSION_NUMBER")), "https does not work there; is it http?"),
    (URLError("unknown url type: gopher"), "unknown url type: gopher"),
    (TimeoutError("timed out"), "no answer in time"),
    (BadStatusLine("SSH-2.0"), "something else answers"),
    (ValueError("odd"), "odd"),
    (OSError(), "OSError"),
]


@pytest.mark.parametrize(("error", "reason"), REASONS)
def test_a_reason_is_half_a_sentence(error: Exception, reason: str) -> None:
    assert reason_of(error) == reason
