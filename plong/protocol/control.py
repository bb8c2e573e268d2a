"""Control frames from clients: ``ESC verb [SPACE argument]``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from plong.protocol.errors import BadRequest, NoSuchPeer, TooBig, UnknownVerb
from plong.protocol.fields import MAX_BODY, parse_object
from plong.protocol.ids import is_public_id
from plong.protocol.messages import ESC
from plong.protocol.requests import Claim, Find, read_claim, read_find


@dataclass(frozen=True, slots=True)
class Ping:
    """Are you there, and have you done all I asked before?"""


@dataclass(frozen=True, slots=True)
class AskStatus:
    """What server is this?"""


@dataclass(frozen=True, slots=True)
class SetLink:
    """Send my messages to this peer from now on."""

    target: str


@dataclass(frozen=True, slots=True)
class AskLink:
    """Where do my messages go?"""


@dataclass(frozen=True, slots=True)
class Tell:
    """Send one message to this peer; my link stays as it is."""

    target: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class TalkLcdp:
    """Do this in the swarm of LCDP."""

    messages: bytes
    """A JSON array, if it is right."""


Command = Ping | AskStatus | Claim | Find | SetLink | AskLink | Tell | TalkLcdp


def split(frame: bytes) -> tuple[str, bytes]:
    """Return the verb of a control frame and its argument, which may be empty.

    ``frame`` is valid UTF-8 and starts with ESC: whoever takes frames in has checked both.
    """
    verb, _, argument = frame[len(ESC) :].partition(b" ")
    return verb.decode(), argument


def parse(verb: str, argument: bytes, identity_timeout: int) -> Command:
    """Read one command.

    Raises:
        UnknownVerb: there is no such verb.
        Refusal: the verb is known, the argument is wrong.
    """
    parser = _PARSERS.get(verb)
    if parser is None:
        raise UnknownVerb
    return parser(argument, identity_timeout)


def _parse_claim(argument: bytes, identity_timeout: int) -> Claim:
    return read_claim(parse_object(_bounded(argument)), identity_timeout, own_peer=True)


def _parse_find(argument: bytes, _identity_timeout: int) -> Find:
    return read_find(parse_object(_bounded(argument)))


def _parse_set_link(argument: bytes, _identity_timeout: int) -> SetLink:
    return SetLink(_read_public_id(argument.strip(), "chlink needs a PublicId."))


def _parse_tell(argument: bytes, _identity_timeout: int) -> Tell:
    target, _, payload = argument.partition(b" ")
    public_id = _read_public_id(target, "tell needs a PublicId and a text.")
    if payload.startswith(ESC):
        # A direct reader would take it for the server's words.
        raise BadRequest("The text of tell must not start with ESC.")
    return Tell(public_id, payload)


def _parse_lcdp(argument: bytes, _identity_timeout: int) -> TalkLcdp:
    return TalkLcdp(_bounded(argument))


def _read_public_id(argument: bytes, if_missing: str) -> str:
    if not argument:
        raise BadRequest(if_missing)
    text = argument.decode()
    if not is_public_id(text):
        raise NoSuchPeer
    return text


def _bounded(argument: bytes) -> bytes:
    if len(argument) > MAX_BODY:
        raise TooBig(f"The argument must be at most {MAX_BODY} bytes.")
    return argument


_PARSERS: Final[Mapping[str, Callable[[bytes, int], Command]]] = {
    "ping": lambda *_: Ping(),
    "wuu2": lambda *_: AskStatus(),
    "iam": _parse_claim,
    "whois": _parse_find,
    "chlink": _parse_set_link,
    "dalink": lambda *_: AskLink(),
    "tell": _parse_tell,
    "lcdp": _parse_lcdp,
}
