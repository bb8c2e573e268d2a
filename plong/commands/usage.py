"""How the commands are used; light, for every start of ``plong`` loads it."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from plong.commands.arguments import SERVERLESS, add_arguments

DEFAULT_SERVER: Final = "http://localhost:1501"
_EPILOG: Final = """\
example: {example}

--json prints one JSON object a line{where}; its key "event" is one of
{events}.
Exit codes: 0 done; 1 {failed}; 2 wrong usage;
3 no server answers; 129 closed terminal; 130 Ctrl-C; 141 nobody reads the output;
143 SIGTERM."""
_STATES: Final = (
    "waiting, found, linked, away, busy, held, gone, left, quiet, undelivered, refused,\n"
    "restarting, disconnected, reconnecting, reconnected, error"
)
_TRANSFERS: Final = "passphrase, started, progress, sent, saved, failed, "


@dataclass(frozen=True)
class Usage:
    """One command."""

    summary: str
    example: str
    takes: str
    events: str = _STATES
    where: str = ""
    failed: str = "not found, declined or not all of it arrived"


USAGES: Final[Mapping[str, Usage]] = {
    "talk": Usage(
        "talk with a friend: lines from standard input, lines to standard output",
        "plong talk blue tiger sky",
        "passphrase",
        f"message, {_STATES}",
    ),
    "send": Usage(
        "send files to a friend, who says plong receive, or opens the page",
        "plong send holiday.mp4 notes.txt --passphrase 'blue tiger sky'",
        "files",
        _TRANSFERS + _STATES,
    ),
    "receive": Usage(
        "receive what a friend sends, until the friend leaves",
        "plong receive blue-tiger-sky -o Downloads",
        "directory",
        _TRANSFERS + _STATES,
    ),
    "pipe": Usage(
        "send standard input, receive to standard output",
        "tar c . | plong pipe 'blue tiger sky'; there: plong pipe 'blue tiger sky' | tar x",
        "passphrase",
        where=" to standard error",
    ),
    "whois": Usage(
        "print the PublicId of who waits under a passphrase",
        "plong whois 'blue tiger sky'",
        "passphrase",
        "found, error",
    ),
    "knock": Usage(
        "leave word at an address, for who is there to fetch when they come",
        "plong knock https://plong.example/at/… 'What inspires your writing?'",
        "knock",
        "knocked, forgotten, error",
    ),
    "inbox": Usage(
        "list what others left for you, and print your own address",
        "plong inbox",
        "nothing",
        "address, ping, forgotten, error",
    ),
    "pull": Usage(
        "fetch what somebody left for you, and print it",
        "plong pull 518be002-6e3f-4f5c-9d4e-0c9f1f0c7a11",
        "ping",
        "pulled, forgotten, error",
    ),
    "ignore": Usage(
        "want nothing of what somebody left for you",
        "plong ignore 518be002-6e3f-4f5c-9d4e-0c9f1f0c7a11",
        "ping",
        "ignored, forgotten, error",
    ),
    "get": Usage(
        "fetch a file by its SHA-256 from the swarm (LCDP)",
        "plong get SHA256 -o holiday.mp4 --from 192.0.2.1:24254",
        "content",
        "searching, started, progress, saved, error",
    ),
    "share": Usage(
        "let everybody fetch files by their SHA-256, which it prints (LCDP)",
        "plong share holiday.mp4",
        "shared",
        "shared, error",
    ),
    "ping": Usage(
        "measure the round trip to a peer of libp2p, a node of LCDP, or a Plong server",
        "plong ping /ip4/127.0.0.1/tcp/4001 -c 3",
        "target",
        "reached, answer, lost, statistics, error",
    ),
    "peers": Usage(
        "list the nodes of LCDP that the server knows",
        "plong peers",
        "status",
        "peer, error",
    ),
    "check": Usage(
        "check whether a server, whoever wrote it, keeps the protocol: a line for each promise",
        "plong check https://plong.example --only http --only closes.many",
        "url",
        "row, checked, error",
        failed="a promise is broken",
    ),
}


def explain_unknown(word: str) -> str:
    """Return what to say of a word that is no command."""
    known = ("serve", *USAGES)
    near = get_close_matches(word, known, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"there is no command {word!r}.{hint} The commands are {', '.join(known)}."


def explain_rest(words: Sequence[str]) -> str:
    """Return what to say of words behind all that a command takes."""
    hint = "; put words with blanks between them into quotes"
    hint = "" if any(word.startswith("-") for word in words) else hint
    return f"unrecognized arguments: {' '.join(words)}{hint}"


def summaries() -> str:
    """Return one line for each command."""
    return "\n".join(f"  {name:8} {usage.summary}" for name, usage in USAGES.items())


def make_parser(name: str, environ: Mapping[str, str]) -> argparse.ArgumentParser:
    """Return what reads a command's arguments; the environment has defaults."""
    usage = USAGES[name]
    parser = argparse.ArgumentParser(
        f"plong {name}",
        description=f"{usage.summary[0].upper()}{usage.summary[1:]}.",
        epilog=_EPILOG.format_map(vars(usage)),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_arguments(parser, usage.takes, environ)
    if usage.takes not in SERVERLESS:
        _add_server(parser, usage.takes, environ.get("PLONG_SERVER") or DEFAULT_SERVER)
    parser.add_argument("--json", action="store_true", help="say everything as JSON, see below")
    return parser


def _add_server(parser: argparse.ArgumentParser, takes: str, usual: str) -> None:
    # Spelled out: argparse forgets a positional's default while it reads options.
    help_text = f"default: $PLONG_SERVER, else {usual.replace('%', '%%')}"
    if takes == "url":
        parser.add_argument("server", metavar="URL", nargs="?", default=usual, help=help_text)
    else:
        parser.add_argument("--server", metavar="URL", default=usual, help=help_text)
