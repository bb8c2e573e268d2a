"""Where other people's programs are: npm's beside these tests, PyPI's in a folder of their own."""

import functools
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
NODE: Final = HERE / "node_modules/.bin/node"
PY_LIBP2P: Final = "0.8.1"


def node() -> str:
    """Return the path of a Node that js-libp2p runs in."""
    assert NODE.exists(), f"{NODE} is missing: npm install --prefix tests/interop"
    return str(NODE)


@functools.cache
def py_libp2p() -> str:
    """Return the path of a Python that has py-libp2p and its 67 packages, made if need be."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(base) / "plong-bench" / f"libp2p-{PY_LIBP2P}"  # the benchmarks use it as well
    python = folder / "bin/python"
    if not _has_libp2p(python):
        _run(sys.executable, "-m", "venv", "--clear", str(folder))
        _run(str(python), "-m", "pip", "install", "--quiet", f"libp2p=={PY_LIBP2P}")
    return str(python)


def _has_libp2p(python: Path) -> bool:
    asked = [str(python), "-c", "import libp2p"]
    return python.exists() and subprocess.run(asked, check=False).returncode == 0


def _run(*command: str) -> None:
    subprocess.run(command, check=True)


if __name__ == "__main__":  # before several processes at once would make it
    print(py_libp2p())
