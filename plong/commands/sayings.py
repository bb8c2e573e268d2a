"""Why a transfer ended, in sentences."""

from collections.abc import Mapping
from typing import Final

_REASONS: Final[Mapping[str, str]] = {
    "declined": "your friend does not take it; does plong receive run there?",
    "cancelled": "cancelled; what arrived is kept, so start both sides again to go on.",
    "bad-offer": "your friend's program does not understand the offer.",
    "too-big": "it is over your friend's limit.",
    "no-space": "it cannot be stored at the receiver's; is there space, and the right to write?",
    "changed": "the file changed, or cannot be read, on the sender's side.",
    "mismatch": "what arrived is not what was sent; it was thrown away.",
    "lost": "the stream broke off and cannot go back as far as it would have to.",
    "busy": "your friend has too many transfers at once.",
}
"""By the Reasons of docs/wire/files.md."""


def is_reason(code: str) -> bool:
    """Tell whether an error's code speaks of one transfer, not of the connection."""
    return code in _REASONS


def why(code: str) -> str:
    """Return the half of a sentence behind ``NAME:``."""
    return _REASONS.get(code, f"ended ({code}).")
