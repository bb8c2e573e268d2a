"""Which of two media types the header ``Accept`` wants (RFC 9110 section 12.5.1)."""

import re
from collections.abc import Iterator
from typing import Final

_WEIGHT: Final = re.compile(r"(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)")


def prefers(accept: str, wanted: str, other: str) -> bool:
    """Tell whether ``wanted`` is accepted and weighs more than ``other``.

    A header that is empty, or that says nothing of either, prefers neither. A media range that
    breaks the rules is passed over; parameters of media types are not compared.
    """
    ranges = dict(_read_ranges(accept))
    return _weigh(ranges, wanted) > _weigh(ranges, other)


def _read_ranges(accept: str) -> Iterator[tuple[str, float]]:
    for item in accept.lower().split(","):
        name, *parameters = (part.strip() for part in item.split(";"))
        weights = [text[2:] for text in parameters if text.startswith("q=")] or ["1"]
        if _WEIGHT.fullmatch(weights[0]):
            yield name, float(weights[0])


def _weigh(ranges: dict[str, float], media_type: str) -> float:
    """Return the weight of the most specific range that holds this type; 0 without one."""
    family = media_type.partition("/")[0]
    for name in (media_type, f"{family}/*", "*/*"):
        if name in ranges:
            return ranges[name]
    return 0
