"""What clients ask, by HTTP body or control frame alike."""

from dataclasses import dataclass, field

from plong.protocol.errors import BadRequest
from plong.protocol.fields import Fields
from plong.protocol.passphrase import normalise

MAX_USES = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Claim:
    """``iam``: let a passphrase stand for me."""

    private_id: str | None = field(repr=False)
    """None: the peer of the connection that asks."""
    passphrase: bytes = field(repr=False)
    uses: int | None
    """Successful ``whois`` after which the passphrase dies; None: any number."""
    timeout: int | None
    """Seconds; None: as long as the server allows."""


@dataclass(frozen=True, slots=True)
class Find:
    """``whois``: who holds this passphrase?"""

    passphrase: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Remove:
    """``obai``: forget me."""

    private_id: str = field(repr=False)


def read_claim(fields: Fields, identity_timeout: int, *, own_peer: bool = False) -> Claim:
    """Read ``iam``; with ``own_peer`` the PrivateId may be left out. Raise `BadRequest`."""
    private_id = None
    if not own_peer or fields.get("PrivateId") is not None:
        private_id = fields.text("PrivateId")
    return Claim(
        private_id=private_id,
        passphrase=normalise(fields.text("Passphrase")),
        uses=fields.positive("Uses", MAX_USES),
        timeout=_read_timeout(fields, identity_timeout),
    )


def _read_timeout(fields: Fields, identity_timeout: int) -> int | None:
    try:
        return fields.positive("Timeout", identity_timeout)
    except BadRequest:
        sentence = f"Timeout must be a whole number of seconds from 1 to {identity_timeout}."
        raise BadRequest(sentence) from None


def read_find(fields: Fields) -> Find:
    """Read ``whois``. Raise `BadRequest`."""
    return Find(normalise(fields.text("Passphrase")))


def read_remove(fields: Fields) -> Remove:
    """Read ``obai``. Raise `BadRequest`."""
    return Remove(fields.text("PrivateId"))
