"""Which connection takes a message, and whether it is headed: the three rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.link import Choice, choose, header, looks_headed
from tests.support.commands import public_ids

ALICE, BOB, CAROL = "A" * 43, "B" * 43, "C" * 43

CHOICES: list[tuple[str, list[str | None], Choice | None]] = [
    ("no connection", [], None),
    ("one, without a link", [None], Choice(0, direct=False)),
    ("one, linked elsewhere", [CAROL], Choice(0, direct=False)),
    ("one, linked back", [ALICE], Choice(0, direct=True)),
    ("several, none linked back", [CAROL, None, BOB], Choice(0, direct=False)),
    ("several, the last linked back", [CAROL, None, ALICE], Choice(2, direct=True)),
    ("several, two linked back", [None, ALICE, ALICE], Choice(1, direct=True)),
]


@pytest.mark.parametrize(
    ("links", "choice"), [row[1:] for row in CHOICES], ids=[row[0] for row in CHOICES]
)
def test_a_connection_is_chosen_by_the_rules(
    links: list[str | None], choice: Choice | None
) -> None:
    assert choose(ALICE, links) == choice


@given(st.lists(st.sampled_from([None, ALICE, BOB, CAROL])))
def test_the_choice_is_a_connection_that_no_rule_puts_behind_another(
    links: list[str | None],
) -> None:
    choice = choose(ALICE, iter(links))
    if not links:
        assert choice is None
    elif ALICE in links:
        assert choice == Choice(links.index(ALICE), direct=True)
    else:
        assert choice == Choice(0, direct=False)


def test_a_header_is_the_senders_public_id_between_colons() -> None:
    assert header(ALICE) == b":" + b"A" * 43 + b":"


@given(public_ids, st.binary())
def test_what_is_headed_looks_headed(sender: str, payload: bytes) -> None:
    assert looks_headed(header(sender) + payload)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"Hi",
        b":",
        b":" + b"A" * 43,
        b":" + b"A" * 42 + b":",
        b":" + b"A" * 44 + b":",
        b":" + b"A" * 42 + b"=:",
        b":" + b"A" * 42 + b"\n:",
        b" :" + b"A" * 43 + b":",
        b"\n:" + b"A" * 43 + b":",
        b"\x1b:" + b"A" * 43 + b":",
    ],
)
def test_what_no_reader_takes_for_a_header_does_not_look_headed(payload: bytes) -> None:
    assert not looks_headed(payload)
