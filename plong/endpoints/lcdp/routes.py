"""Where LCDP stands."""

from collections.abc import Sequence

from starlette.routing import BaseRoute, Route

from plong.config import Config
from plong.endpoints.http import refuse_all
from plong.endpoints.lcdp.status import status
from plong.protocol.errors import switched_off


def lcdp_routes(config: Config) -> Sequence[BaseRoute]:
    """Return all routes of LCDP; they refuse where it is switched off."""
    off = refuse_all(switched_off("LCDP", "u"))
    return [Route("/status.json", status if config.has("u") else off, methods=["GET"])]
