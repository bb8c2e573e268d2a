"""What the server answers to a program's questions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from plong.client.wire.errors import PlongError


@dataclass(frozen=True, slots=True)
class Claimed:
    """A passphrase stands for us."""

    public_id: str
    created: datetime
    """When our name was made."""
    expires: datetime
    """When the passphrase ends; both by the server's clock, in UTC."""

    @classmethod
    def read(cls, fields: Mapping[str, Any]) -> Self:
        """Read the answer to ``iam``. Raise `PlongError`: ``bad-answer``."""
        try:
            created = datetime.fromisoformat(fields["Created"])
            return cls(str(fields["PublicId"]), created, datetime.fromisoformat(fields["Expires"]))
        except (KeyError, TypeError, ValueError):
            raise PlongError("bad-answer", f"The server's claim is unreadable: {fields}") from None
