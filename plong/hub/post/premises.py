"""Which addresses are this server's own, and whose they are."""

from plong.protocol.ping.address import read_address
from plong.protocol.ping.tenancy import (
    address_of,
    is_below,
    sealed_address,
    sealed_of,
    tenant_of,
)


class Premises:
    """The addresses below ``public_url``, the real port included.

    Raises:
        BadRequest: ``public_url`` is no address.
    """

    def __init__(self, public_url: str) -> None:
        self.base = read_address(public_url, "public_url")

    def address_of(self, tenant: str) -> str:
        """Return the address of a peer, a mask, or `NODE`."""
        return address_of(str(self.base), tenant)

    def has(self, url: str) -> bool:
        """Tell whether an address, a right one, is ours, whether or not anybody may have it."""
        return is_below(read_address(url), self.base)

    def tenant_of(self, url: str) -> str | None:
        """Return who may have this address, a right one; None: nobody of ours."""
        return tenant_of(read_address(url), self.base)

    def sealed_address(self, sealed: str) -> str:
        """Return the address of an anonymous sender."""
        return sealed_address(str(self.base), sealed)

    def sealed_of(self, url: str) -> str | None:
        """Return what stands below our ``/anon`` in this address, a right one; None: nothing."""
        return sealed_of(read_address(url), self.base)
