"""Why the server closes WebSockets, and whether to come back."""

from collections.abc import Mapping, Sequence
from typing import Final

from plong.protocol import closes
from plong.protocol.closes import INVALID_TEXT, PROTOCOL_ERROR, Close

_OF_RFC_6455: Final[Mapping[int, str]] = {
    PROTOCOL_ERROR: "The client broke RFC 6455.",
    INVALID_TEXT: "The client sent text that is not UTF-8.",
}


def close_codes() -> Sequence[Mapping[str, object]]:
    """Return every close that the server begins."""
    ours = [value for value in vars(closes).values() if isinstance(value, Close)]
    rows = [(close.code, close.reason, close.come_back) for close in ours]
    rows += [(code, reason, False) for code, reason in _OF_RFC_6455.items()]
    return [
        {"code": code, "reason": reason, "comeBack": come_back}
        for code, reason, come_back in sorted(rows)
    ]
