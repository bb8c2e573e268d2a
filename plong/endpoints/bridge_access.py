"""Who may use the browsers' bridge of this server."""

from plong.config import Config
from plong.protocol.errors import NotLocal
from plong.protocol.forwarded import read_proxies
from plong.protocol.lcdp.admission import Admission, Headers


def check_bridge_access(config: Config, source: str, headers: Headers) -> None:
    """Let a client in, as `plong.protocol.lcdp.admission.Admission.check` has it; no proxy.

    Raises:
        NotLocal, OriginNotAllowed: see there.
    """
    if read_proxies(config.trusted_proxies).trust(source):  # it speaks for strangers
        raise NotLocal
    own_ports = (config.port, config.bridge_port)
    Admission(config.bridge_allow, config.bridge_origins, own_ports).check(source, headers)
