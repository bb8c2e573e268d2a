"""The second implementation, which the first is compared with, is itself right."""

import pytest

from tests.noise import plain

# Published by other implementations: private keys of sender, message and receiver, and so on.
# These have a prologue, which LCDP has not.
VECTORS = [
    (
        (
            "e61ef9919cde45dd5f82166404bd08e38bceb5dfdfded0a34c8df7ed542214d1",
            "893e28b9dc6ca8d611ab664754b8ceb7bac5117349a4439a6b0569da977c464a",
            "4a3acbfdb163dec651dfa3194dece676d437029c62a408b4c5ea9114246e4893",
        ),
        b"John Galt",
        b"Ludwig von Mises",
        (
            "ca35def5ae56cec33dc2036731ab14896bc4c75dbb07a61f879f8e3afa4c7944"
            "4e417bc55c7a8166c993356c1be41ef67818a292426f301556c7f26b21d25ddb"
            "097153891a9a956cff47b83e63ad8d70"
            "1c1342c209cff1ca5ecd43402762ac249e3bd3a4c0a145fe07cb5dae28ea13a3"
        ),
    ),
    (
        tuple(bytes(range(first, first + 32)).hex() for first in (0, 32, 1)),
        b"notsecret",
        b"test_msg_0",
        (
            "358072d6365880d1aeea329adf9121383851ed21a28e3b75e965d0d2cd166254"
            "19d6fab175300a577115c701c41ed681373f0432f81d3bf8676bd05216cd1919"
            "e61b75ccef0c0cf0b216fcdf371d0859"
            "e6d8177aa9777fe9b8435bb6f8202c3acd9051a9aee0a63e76f6"
        ),
    ),
]


@pytest.mark.parametrize(("keys", "prologue", "payload", "message"), VECTORS)
def test_it_writes_and_reads_what_others_do(
    keys: tuple[str, str, str], prologue: bytes, payload: bytes, message: str
) -> None:
    sender, ephemeral, receiver = map(bytes.fromhex, keys)
    written = plain.write(sender, ephemeral, plain.public(receiver), payload, prologue)
    assert written.hex() == message
    assert plain.read(receiver, written, prologue) == (plain.public(sender), payload)
