"""The contract of a sealer: texts that this server gives away, and it alone reads."""

import abc

from plong.protocol.ping.sealed import Sealed


class Sealer(abc.ABC):
    """Seals true origins, and opens what it has sealed."""

    @abc.abstractmethod
    def seal(self, sealed: Sealed, ping_id: str, nonce: bytes) -> str:
        """Return what stands in an address and serves this ping only.

        Without the nonce, whoever guesses an origin could have it sealed, and compare.

        Args:
            sealed: what nobody may read.
            ping_id: needed to open it.
            nonce: `plong.protocol.ping.sealed.NONCE_BYTES` random bytes.
        """

    @abc.abstractmethod
    def open(self, text: str, ping_id: str) -> Sealed | None:
        """Return what was sealed; None: it was not sealed here, or not for this ping."""
