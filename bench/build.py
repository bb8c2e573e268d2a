"""Where the bench keeps what it makes: compiled C programs, peers from npm and PyPI."""

import functools
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

SOURCES = Path(__file__).parent / "c"
COMPILE = ("-O2", "-Wall", "-Wextra")
PEERJS = "peer@1.0.2"
LIBP2P = "libp2p==0.8.1"
WORMHOLE = (
    "magic-wormhole==0.24.0",
    "magic-wormhole-mailbox-server==0.8.0",
    "magic-wormhole-transit-relay==0.5.0",
)


def _cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(base) / "plong-bench"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _sources_digest() -> str:
    digest = hashlib.sha256(" ".join(COMPILE).encode())
    for source in sorted(SOURCES.glob("*.[ch]")):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:12]


@functools.cache
def program(name: str) -> str:
    """Return the path of a compiled C program, compiling it unless that was done before."""
    path = _cache_folder() / f"{name}-{_sources_digest()}"
    if not path.exists():
        _compile(SOURCES / f"{name}.c", path)
    return str(path)


def _compile(source: Path, target: Path) -> None:
    compiler = shutil.which(os.environ.get("CC", "gcc"))
    if compiler is None:
        raise RuntimeError("The benchmarks need a C compiler: install gcc, or set CC.")
    fresh = target.with_suffix(f".{os.getpid()}")
    subprocess.run([compiler, *COMPILE, "-o", fresh, source], check=True)
    fresh.rename(target)


@functools.cache
def peerjs_program() -> str | None:
    """Return the path of PeerJS's server, installing it if need be; None: not to be had here."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return None
    folder = _cache_folder() / PEERJS
    path = folder / "node_modules/peer/dist/bin/peerjs.js"
    if not path.exists():
        _install_from_npm(PEERJS, folder)
    return str(path) if path.exists() else None


@functools.cache
def wormhole_folder() -> Path | None:
    """Return magic-wormhole's virtual environment, made if need be; None: not to be had here."""
    folder = _cache_folder() / WORMHOLE[0]
    if not (folder / "bin/wormhole").exists():
        _install_from_pypi(WORMHOLE, folder)
    return folder if (folder / "bin/wormhole").exists() else None


@functools.cache
def libp2p_python() -> str | None:
    """Return the Python that has py-libp2p, installed if need be; None: not to be had here."""
    folder = _cache_folder() / LIBP2P.replace("==", "-")
    installed = "lib/python*/site-packages/libp2p/host/ping.py"
    if not any(folder.glob(installed)):
        _install_from_pypi((LIBP2P,), folder)
    return str(folder / "bin/python") if any(folder.glob(installed)) else None


def _install_from_pypi(packages: Sequence[str], folder: Path) -> None:
    """Install packages. A failure is told by pip, and costs no more than a column."""
    subprocess.run([sys.executable, "-m", "venv", folder], stdout=2, check=False)
    pip = [str(folder / "bin/pip"), "install", "--quiet", *packages]
    subprocess.run(pip, stdout=2, check=False)


def _install_from_npm(package: str, folder: Path) -> None:
    """Install a package. A failure is told by npm, and costs no more than PeerJS's column."""
    folder.mkdir(exist_ok=True)
    quiet = ("--no-audit", "--no-fund", "--loglevel=error")
    subprocess.run(["npm", "install", *quiet, "--prefix", folder, package], stdout=2, check=False)
