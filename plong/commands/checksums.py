"""Lines for ``sha256sum -c``."""

from pathlib import Path


def checksum_line(sha256: str, path: Path) -> str:
    """Return one line, whatever the path is: a line break in it is written as sha256sum does."""
    name = str(path)
    if "\n" not in name:
        return f"{sha256}  {name}"
    escaped = name.replace("\\", "\\\\").replace("\n", "\\n")
    return f"\\{sha256}  {escaped}"
