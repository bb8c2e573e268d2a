"""Where a command reads and writes."""

from dataclasses import dataclass, field
from pathlib import Path

from plong.commands.pipes import Input, Output
from plong.commands.report import Report


@dataclass(frozen=True)
class Console:
    """Standard input, output and what is said to the person."""

    stdin: Input
    stdout: Output
    report: Report


@dataclass(frozen=True)
class PostOptions:
    """What was asked for of PING's commands."""

    identities: Path = Path()
    """The file that says who we are at each server."""
    name: str = ""
    """An address to knock at, or a ping's id."""
    content: str | None = None
    """What to leave; None: standard input has it."""
    payload_type: str = "ask"
    origin: str | None = None
    """Whose ping is meant; None: any."""
    token: str | None = field(default=None, repr=False)
    """What lets us knock at the door for users; None: knock at the public one."""


@dataclass(frozen=True)
class SwarmOptions:
    """What was asked for of LCDP's commands."""

    content_id: str = ""
    """The SHA-256 of a file, in 64 hexadecimal digits of lower case."""
    output: Path | None = None
    """What to call it; None: as its hash."""
    sources: tuple[str, ...] = ()
    """Nodes to ask, as ``HOST:PORT``."""
    home: str = "127.0.0.1:24254"
    """The node that is asked beside: where a server on this machine listens by itself."""
    timeout: float = 30.0
    """Seconds to wait where nothing comes."""
    folder: Path | None = None
    """Where shared files are; None: as a server would know."""
    target: str = ""
    """Whom to ping: a multiaddr, ``HOST:PORT``, or a server's URL."""
    count: int | None = None
    """How often; None: until the end."""
    interval: float = 1.0
    """Seconds between two pings."""


@dataclass(frozen=True)
class Options:
    """What was asked for."""

    server: str
    passphrase: str
    """Empty: one is to be dealt."""
    files: tuple[Path, ...] = ()
    directory: Path = Path()
    post: PostOptions = PostOptions()
    swarm: SwarmOptions = SwarmOptions()
    only: tuple[str, ...] = ()
    """Rows and ways to check; none: all."""
