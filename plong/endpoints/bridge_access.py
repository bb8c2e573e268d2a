"""Who may use the browsers' bridge of this server."""

from plong.config import Config
from plong.protocol.lcdp.admission import Admission, Headers


def check_bridge_access(config: Config, source: str, headers: Headers) -> None:
    """Let a client in, as `plong.protocol.lcdp.admission.Admission.check` has it.

    Raises:
        NotLocal, OriginNotAllowed: see there.
    """
    own_ports = (config.port, config.bridge_port)
    Admission(config.bridge_allow, config.bridge_origins, own_ports).check(source, headers)
