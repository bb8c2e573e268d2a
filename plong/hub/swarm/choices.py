"""What the operator decides for the server's nodes."""

from collections.abc import Mapping
from typing import Final

from plong import __version__
from plong.config import Config
from plong.protocol.lcdp.endpoint import Reach, read_endpoint
from plong.protocol.lcdp.parts import Choices

_REACHES: Final[Mapping[str, Reach]] = {
    "public": Reach(),
    "private": Reach(private=True),
    "loopback": Reach(private=True, loopback=True),
}


def choices_of(config: Config) -> Choices:
    """Return them."""
    named = (read_endpoint(text) for text in config.bootstrap)
    bootstrap = tuple(endpoint for endpoint in named if endpoint is not None)
    return Choices(_REACHES[config.lcdp_reach], bootstrap=bootstrap, version=__version__)
