"""JSON objects from strangers."""

import json
from collections.abc import Sequence
from typing import Any


def read_object(text: str) -> dict[str, Any] | None:
    """Return the JSON object that ``text`` is, None for anything else, however deep or huge."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def write_array(values: Sequence[object]) -> str:
    """Return compact JSON in ASCII, likewise."""
    return json.dumps(list(values), separators=(",", ":"))


def write_object(**fields: object) -> str:
    """Return compact JSON in ASCII, which no reader can fail to decode."""
    return json.dumps(fields, separators=(",", ":"))
