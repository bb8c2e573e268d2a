"""Bytes and seconds in words."""

from typing import Final

_STEP: Final = 1000
_UNITS: Final = ("kB", "MB", "GB", "TB", "PB")
_TEN: Final = 10
_MINUTE: Final = 60
_HOUR: Final = 3600


def size_text(count: float) -> str:
    """Return ``999 B``, ``1.5 kB`` or ``250 MB``."""
    if count < _STEP:
        return f"{count:.0f} B"
    for unit in _UNITS:
        count /= _STEP
        if count < _STEP or unit == _UNITS[-1]:
            break
    return f"{count:.1f} {unit}" if count < _TEN else f"{count:.0f} {unit}"


def time_text(seconds: float) -> str:
    """Return ``7 s``, ``2:05 min`` or ``1:02:05 h``."""
    whole = round(seconds)
    minutes, rest = divmod(whole, _MINUTE)
    if whole < _MINUTE:
        return f"{whole} s"
    if whole < _HOUR:
        return f"{minutes}:{rest:02} min"
    return f"{minutes // _MINUTE}:{minutes % _MINUTE:02}:{rest:02} h"
