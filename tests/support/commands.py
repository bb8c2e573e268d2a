"""Commands written as a client writes them, and hypothesis' strategies for them."""

import json
import unicodedata

from hypothesis import strategies as st

from plong.protocol.control import AskLink, AskStatus, Command, Ping, SetLink, TalkLcdp, Tell
from plong.protocol.ids import PRIVATE_ID_BYTES, encode_id
from plong.protocol.passphrase import MAX_PASSPHRASE
from plong.protocol.requests import MAX_USES, Claim, Find

IDENTITY_TIMEOUT = 1800


def serialize(command: Command) -> bytes:
    """Return the control frame that asks for this command."""
    return b"\x1b" + _words(command)


def _words(command: Command) -> bytes:
    match command:
        case SetLink(target):
            return b"chlink %b" % target.encode()
        case Tell(target, payload):
            return b"tell %b %b" % (target.encode(), payload)
        case TalkLcdp(messages):
            return b"lcdp %b" % messages
        case Claim():
            return b"iam %b" % json.dumps(_claim_fields(command)).encode()
        case Find(passphrase):
            return b"whois %b" % json.dumps({"Passphrase": passphrase.decode()}).encode()
        case Ping() | AskStatus() | AskLink():
            return _BARE_WORDS[type(command)]


_BARE_WORDS = {Ping: b"ping", AskStatus: b"wuu2", AskLink: b"dalink"}


def _claim_fields(claim: Claim) -> dict[str, object]:
    fields = {
        "PrivateId": claim.private_id,
        "Passphrase": claim.passphrase.decode(),
        "Uses": claim.uses,
        "Timeout": claim.timeout,
    }
    return {name: value for name, value in fields.items() if value is not None}


unicode_texts = st.text(st.characters(exclude_categories=["Cs"]))
"""Whatever UTF-8 can say."""

public_ids = st.binary(min_size=32, max_size=32).map(encode_id)
private_ids = st.binary(min_size=PRIVATE_ID_BYTES, max_size=PRIVATE_ID_BYTES).map(encode_id)
passphrases = (
    unicode_texts.filter(str.strip)
    .map(lambda text: unicodedata.normalize("NFC", text).encode())
    .filter(lambda passphrase: len(passphrase) <= MAX_PASSPHRASE)
)
"""Passphrases as the server keeps them: normalised, not blank, not too long."""

commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(Ping),
    st.builds(AskStatus),
    st.builds(AskLink),
    st.builds(SetLink, public_ids),
    st.builds(
        Tell, public_ids, unicode_texts.map(str.encode).filter(lambda t: not t.startswith(b"\x1b"))
    ),
    st.builds(TalkLcdp, unicode_texts.map(str.encode)),
    st.builds(Find, passphrases),
    st.builds(
        Claim,
        st.none() | private_ids,
        passphrases,
        st.none() | st.integers(1, MAX_USES),
        st.none() | st.integers(1, IDENTITY_TIMEOUT),
    ),
)

json_values: st.SearchStrategy[object] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(), values, max_size=3),
    max_leaves=8,
)
"""What `json.dumps` takes: NaN, infinities and lone surrogates are among it."""
