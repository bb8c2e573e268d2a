"""What is passed on for others, as a node and a browser say it. docs/wire/lcdp.md."""

from typing import Final

from plong.protocol.lcdp.models import Forward, Forwarded, Message
from plong.protocol.lcdp.payload import Payload, read_json

_FORWARDED: Final = ("src", "from_ed25519", "maybe_ed25519", "messages", "might_be_ip_spoofing")


def forwarded(payload: object) -> Message:
    """Return `Forwarded`; raise `Unreadable`."""
    fields = Payload(payload, _FORWARDED)
    return Forwarded(
        src=fields.endpoint("src"),
        messages=fields.string("messages"),
        from_key=fields.optional("from_ed25519", fields.key),
        maybe_key=fields.optional("maybe_ed25519", fields.key),
        might_be_spoofed=fields.flag("might_be_ip_spoofing", default=True),
    )


def forward(payload: object) -> Message:
    """Return `Forward`; raise `Unreadable`."""
    fields = Payload(payload, ("to_ed25519", "src", "sign", "messages"))
    return Forward(
        messages=read_json(fields.get("messages"), list),
        to_key=fields.optional("to_ed25519", fields.key),
        to=fields.optional("src", fields.endpoint),
        sign=fields.optional("sign", lambda name: fields.flag(name, default=False)) or False,
    )
