"""How an owner asks, and what is made of the answers (docs/wire/ping.md)."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, urlencode, urljoin, urlsplit

from plong.client.wire.errors import PlongError
from plong.client.wire.numbers import read_seconds
from plong.client.wire.objects import read_object

_PING_ID: Final = re.compile(r"[A-Za-z0-9._~-]{1,128}")
_DOTS: Final = frozenset({".", ".."})
_NEXT: Final = re.compile(r"""<([^<>]*)>\s*;[^,<>]*\brel="?next"?(?![^\s,;])""", re.IGNORECASE)
_OKS: Final = range(200, 300)


def box(server: str, public_id: str) -> str:
    """Return the URL that our routes stand below: on the server as we reach it."""
    return f"{server}/at/{quote(public_id, safe='')}"


def ping_route(verb: str, ping_id: str, origin: str | None) -> str:
    """Return the route for one ping, of this origin if one is named.

    Raises:
        PlongError: ``bad-request``, the id is none.
    """
    if not _PING_ID.fullmatch(ping_id) or ping_id in _DOTS:
        raise PlongError("bad-request", f"{ping_id!r} is no ping's id.")
    query = {} if origin is None else {"origin": origin}
    return f"{verb}/{ping_id}{'?' * bool(query)}{urlencode(query, errors='replace')}"


def next_page(url: str, link: str) -> str | None:
    """Return the URL of the page behind this one, None if it is the last (RFC 8288).

    Raises:
        PlongError: ``bad-answer``, it leads elsewhere, where our secret must not go.
    """
    if (found := _NEXT.search(link)) is None:
        return None
    page: str = urljoin(url, found[1])
    if not page.isascii() or urlsplit(page)[:3] != urlsplit(url)[:3] or page == url:
        raise PlongError(
            "bad-answer",
            f"The server's list goes on at {page!r:.80}, which is elsewhere, or itself.",
        )
    return page


def check(status: int, headers: Mapping[str, str], body: bytes) -> PlongError | None:
    """Return the error that an answer is, None if what was asked is done.

    Raises:
        ValueError: it is no answer of PING.
    """
    if status in _OKS:
        return None
    fields = read_object(body.decode()) or {}
    sentence, code = fields.get("error"), fields.get("code")
    if not isinstance(sentence, str) or not isinstance(code, str):
        raise ValueError(status)  # noqa: TRY004 - whatever is wrong with it
    if isinstance(fields.get("expected"), str) and isinstance(fields.get("actual"), str):
        sentence += f" It is {fields['actual']}, and should be {fields['expected']}."
    return PlongError(code, sentence, retry_after=_retry_after(headers.get("Retry-After")))


def _retry_after(value: str | None) -> float | None:
    try:
        return None if value is None else read_seconds(float(value))
    except ValueError:  # a date
        return None
