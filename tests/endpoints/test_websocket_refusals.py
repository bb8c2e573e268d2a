"""Commands that are refused, in both dialects, through both skins."""

import pytest

from tests.support.server import ESC, Server, barrier
from tests.support.talk import ask, hear_words

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOBODY = "A" * 43
NOT_JSON = "The body must be JSON in UTF-8."
BLANK = "Passphrase must be a string that is not blank."
TIMEOUT = "Timeout must be a whole number of seconds from 1 to 1800."
TOO_BIG = "The argument must be at most 65536 bytes."
BAD = "bad-request"

REFUSALS = [
    ("iam", NOT_JSON, BAD),
    ("iam []", "The body must be a JSON object.", BAD),
    ("iam {}", BLANK, BAD),
    ('iam {"Passphrase":" \\t"}', BLANK, BAD),
    ('iam {"Passphrase":7}', BLANK, BAD),
    ('iam {"Passphrase":"\\ud800"}', "Passphrase must be valid Unicode.", BAD),
    ('iam {"Passphrase":"p","Passphrase":"q"}', "A field is given twice.", BAD),
    (f'iam {{"Passphrase":"{1025 * "x"}"}}', "Passphrase must be at most 1024 bytes.", BAD),
    (f'iam {{"Passphrase":"{65536 * "x"}"}}', TOO_BIG, "too-big"),
    ('iam {"Passphrase":"p","Uses":0}', "Uses must be a whole number from 1 to 2147483647.", BAD),
    ('iam {"Passphrase":"p","Timeout":1801}', TIMEOUT, BAD),
    ('iam {"PrivateId":"x","Passphrase":"p"}', "No such peer.", "no-such-peer"),
    ("whois", NOT_JSON, BAD),
    ("whois " + "[" * 60000, NOT_JSON, BAD),
    ('whois {"Passphrase":NaN}', NOT_JSON, BAD),
    ('whois {"Passphrase":"nobody has it"}', "Identity not found.", "identity-not-found"),
    ("chlink", "chlink needs a PublicId.", BAD),
    ("chlink  ", "chlink needs a PublicId.", BAD),
    ("chlink bob", "No such peer.", "no-such-peer"),
    (f"chlink {NOBODY}", "No such peer.", "no-such-peer"),
    (f"chlink {NOBODY} {NOBODY}", "No such peer.", "no-such-peer"),
]
UNKNOWN = ["", "PING", "obai", "ohai", "ping\x1b", "\x00", "x" * 70000, "ünbekannt {}"]
REFUSALS_OF_TELL = [
    ("tell", "tell needs a PublicId and a text."),
    ("tell bob hi", "No such peer."),
    (f"tell {NOBODY} hi", "No such peer."),
    (f"tell {NOBODY} {ESC}pong", "The text of tell must not start with ESC."),
]


@pytest.mark.parametrize(("command", "sentence", "code"), REFUSALS)
async def test_a_known_verb_that_is_refused_gets_an_error(
    relay: Server, command: str, sentence: str, code: str
) -> None:
    me = await relay.ohai()
    async with relay.connect(me) as classic, relay.connect_2(me) as second:
        await hear_words(second)
        assert await ask(classic, command) == {"Error": sentence}
        verb = command.partition(" ")[0]
        assert await ask(second, command) == {"Error": sentence, "Code": code, "Verb": verb}
        await barrier(classic)


@pytest.mark.parametrize(("command", "sentence"), REFUSALS_OF_TELL)
async def test_a_tell_that_is_refused_gets_an_error(
    relay: Server, command: str, sentence: str
) -> None:
    async with relay.connect_2(await relay.ohai()) as connection:
        await hear_words(connection)
        answer = await ask(connection, command)
        assert (answer["Error"], answer["Verb"]) == (sentence, "tell")


@pytest.mark.parametrize("command", UNKNOWN)
async def test_an_unknown_verb_meets_silence_or_in_plong_2_an_error(
    relay: Server, command: str
) -> None:
    me = await relay.ohai()
    async with relay.connect(me) as classic, relay.connect_2(me) as second:
        await hear_words(second)
        await classic.send(ESC + command)
        await barrier(classic)
        answer = await ask(second, command)
        verb = command.partition(" ")[0][:32]  # a long one is not echoed whole
        assert answer == {"Error": "Unknown verb.", "Code": "unknown-verb", "Verb": verb}


async def test_tell_is_no_verb_of_the_classic_dialect(relay: Server) -> None:
    alice, bob = await relay.ohai(), await relay.ohai()
    async with relay.connect(alice) as alices, relay.connect(bob) as bobs:
        await barrier(bobs)
        await alices.send(f"{ESC}tell {bob.public_id} psst")
        await barrier(alices)
        await barrier(bobs)
