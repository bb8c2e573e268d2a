"""Control frames: every verb, and the exact answer to every wrong argument."""

import contextlib
import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plong.protocol.control import (
    AskLink,
    AskStatus,
    Command,
    Ping,
    SetLink,
    TalkLcdp,
    Tell,
    parse,
    split,
)
from plong.protocol.errors import Refusal
from plong.protocol.requests import Claim, Find
from tests.support.commands import (
    IDENTITY_TIMEOUT,
    commands,
    json_values,
    serialize,
    unicode_texts,
)

BOB = "B" * 43
NOT_JSON = "The body must be JSON in UTF-8."
TOO_BIG = "The argument must be at most 65536 bytes."
NO_PASSPHRASE = "Passphrase must be a string that is not blank."


def read(frame: bytes) -> Command:
    """Do what the session does with a frame that starts with ESC."""
    return parse(*split(frame), IDENTITY_TIMEOUT)


@given(commands)
@example(Tell(BOB, b""))
@example(Tell(BOB, b" two  blanks "))
@example(Tell(BOB, b"\0"))
def test_a_command_is_read_as_it_was_written(command: Command) -> None:
    assert read(serialize(command)) == command


COMMANDS: list[tuple[bytes, Command]] = [
    (b"ping", Ping()),
    (b"ping ", Ping()),
    (b"ping pong", Ping()),
    (b"wuu2", AskStatus()),
    (b"wuu2 {}", AskStatus()),
    (b"dalink", AskLink()),
    (b"dalink now", AskLink()),
    (b"chlink " + BOB.encode(), SetLink(BOB)),
    (b"chlink   " + BOB.encode() + b" \r\n", SetLink(BOB)),
    (b"lcdp", TalkLcdp(b"")),
    (b"lcdp [ ]", TalkLcdp(b"[ ]")),
    (b"tell " + BOB.encode(), Tell(BOB, b"")),
    (b"tell " + BOB.encode() + b" ", Tell(BOB, b"")),
    (b"tell " + BOB.encode() + b"  Hi ", Tell(BOB, b" Hi ")),
    (b"tell " + BOB.encode() + b" :" + b"C" * 43 + b":Hi", Tell(BOB, b":" + b"C" * 43 + b":Hi")),
    (b'iam {"Passphrase":"p"}', Claim(None, b"p", None, None)),
    (b'iam  {"PrivateId":"bob","Passphrase":"p","Uses":2}', Claim("bob", b"p", 2, None)),
    (b'whois {"passphrase":"p"}\n', Find(b"p")),
]


@pytest.mark.parametrize(("words", "command"), COMMANDS)
def test_a_command_is_read(words: bytes, command: Command) -> None:
    assert read(b"\x1b" + words) == command


PASSPHRASE_OF_1_MIB = b'{"Passphrase":"%b"}' % (b"x" * 2**20)
DEEP = b'{"a":' * 13_000

REFUSED: list[tuple[bytes, str, str]] = [
    (b"", "unknown-verb", "Unknown verb."),
    (b" ping", "unknown-verb", "Unknown verb."),
    (b"\x1b", "unknown-verb", "Unknown verb."),
    (b"\x1bping", "unknown-verb", "Unknown verb."),
    (b"PING", "unknown-verb", "Unknown verb."),
    (b"ping\n", "unknown-verb", "Unknown verb."),
    (b"ping\0", "unknown-verb", "Unknown verb."),
    (b"ohai", "unknown-verb", "Unknown verb."),
    (b"obai {}", "unknown-verb", "Unknown verb."),
    (b"chlink\t" + BOB.encode(), "unknown-verb", "Unknown verb."),
    ("p\N{LATIN SMALL LETTER DOTLESS I}ng".encode(), "unknown-verb", "Unknown verb."),
    (b"x" * 2**20, "unknown-verb", "Unknown verb."),
    (b"chlink", "bad-request", "chlink needs a PublicId."),
    (b"chlink ", "bad-request", "chlink needs a PublicId."),
    (b"chlink \t ", "bad-request", "chlink needs a PublicId."),
    (b"chlink " + BOB[1:].encode(), "no-such-peer", "No such peer."),
    (b"chlink " + BOB.encode() + b"=", "no-such-peer", "No such peer."),
    (b"chlink " + BOB.encode() + b" " + BOB.encode(), "no-such-peer", "No such peer."),
    (b"chlink " + BOB.encode() + b"\0", "no-such-peer", "No such peer."),
    ("chlink \N{GRINNING FACE}".encode(), "no-such-peer", "No such peer."),
    (b"chlink " + b"B" * 2**20, "no-such-peer", "No such peer."),
    (b'chlink {"PublicId":"%b"}' % BOB.encode(), "no-such-peer", "No such peer."),
    (b"lcdp " + b"x" * 65537, "too-big", "The argument must be at most 65536 bytes."),
    (b"tell", "bad-request", "tell needs a PublicId and a text."),
    (b"tell ", "bad-request", "tell needs a PublicId and a text."),
    (b"tell  Hi", "bad-request", "tell needs a PublicId and a text."),
    (b"tell Hi", "no-such-peer", "No such peer."),
    (b"tell " + BOB.encode() + b"\tHi", "no-such-peer", "No such peer."),
    (
        b"tell " + BOB.encode() + b' \x1b{"Event":"restarting","ReconnectIn":9}',
        "bad-request",
        "The text of tell must not start with ESC.",
    ),
    (b"iam", "bad-request", NOT_JSON),
    (b"iam please", "bad-request", NOT_JSON),
    (b'iam{"Passphrase":"p"}', "unknown-verb", "Unknown verb."),
    (b'iam [{"Passphrase":"p"}]', "bad-request", "The body must be a JSON object."),
    (b"iam {}", "bad-request", NO_PASSPHRASE),
    (
        b'iam {"PrivateId":"","Passphrase":"p"}',
        "bad-request",
        "PrivateId must be a string that is not blank.",
    ),
    (
        b'iam {"Passphrase":"p","Timeout":1801}',
        "bad-request",
        "Timeout must be a whole number of seconds from 1 to 1800.",
    ),
    (b'iam {"Passphrase":"p","Uses":NaN}', "bad-request", NOT_JSON),
    (b'iam {"Passphrase":"p","Passphrase":"q"}', "bad-request", "A field is given twice."),
    (b"iam " + PASSPHRASE_OF_1_MIB, "too-big", TOO_BIG),
    (b"iam " + b" " * 65537, "too-big", TOO_BIG),
    (b"iam " + DEEP, "bad-request", NOT_JSON),
    (b"whois", "bad-request", NOT_JSON),
    (b"whois {}", "bad-request", NO_PASSPHRASE),
    (b'whois {"Passphrase":"\\ud800"}', "bad-request", "Passphrase must be valid Unicode."),
    (
        b'whois {"Passphrase":"%b"}' % (b"x" * 1025),
        "bad-request",
        "Passphrase must be at most 1024 bytes.",
    ),
    (b"whois " + PASSPHRASE_OF_1_MIB, "too-big", TOO_BIG),
    (b"whois " + DEEP, "bad-request", NOT_JSON),
]


@pytest.mark.parametrize(
    ("words", "code", "sentence"), REFUSED, ids=[repr(row[0][:40]) for row in REFUSED]
)
def test_a_wrong_command_is_refused(words: bytes, code: str, sentence: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(b"\x1b" + words)
    assert (refused.value.code, str(refused.value)) == (code, sentence)


def test_an_argument_may_have_as_many_bytes_as_a_body() -> None:
    argument = b'{"Passphrase":"p"}'
    assert read(b"\x1bwhois " + argument + b" " * (65536 - len(argument))) == Find(b"p")


VERBS = st.sampled_from(["ping", "wuu2", "iam", "whois", "chlink", "dalink", "tell"])
ARGUMENTS = st.one_of(
    unicode_texts,
    json_values.map(json.dumps),
    st.dictionaries(
        st.sampled_from(["PrivateId", "Passphrase", "Uses", "Timeout"]), json_values
    ).map(json.dumps),
)


@given(unicode_texts | st.builds("{} {}".format, VERBS, ARGUMENTS))
def test_any_utf8_frame_is_a_command_or_a_refusal(words: str) -> None:
    with contextlib.suppress(Refusal):
        assert isinstance(read(b"\x1b" + words.encode()), Command)
