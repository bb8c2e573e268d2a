"""What arguments and the environment together ask for."""

from collections.abc import Mapping

import pytest

from plong.commands.options import read_options
from plong.commands.usage import make_parser

OURS = {"PLONG_TOKEN": "-_8"}


@pytest.mark.parametrize(
    ("environ", "typed", "token"),
    [
        ({}, [], None),
        ({"PLONG_TOKEN": ""}, [], None),
        (OURS, [], "-_8"),
        ({}, ["--token", "a"], "a"),
        ({}, ["--token=-_9"], "-_9"),
        (OURS, ["--token", "a"], "a"),
        (OURS, ["--token", ""], ""),  # a variable that is not set must not open another door
    ],
)
def test_a_token_is_named_or_stands_in_the_environment(
    environ: Mapping[str, str], typed: list[str], token: str | None
) -> None:
    given = make_parser("knock", environ).parse_args(["http://a", "Hi", *typed])
    assert read_options(given).post.token == token


def test_help_does_not_show_the_token() -> None:
    text = make_parser("knock", OURS).format_help()
    assert "$PLONG_TOKEN" in text
    assert "-_8" not in text
