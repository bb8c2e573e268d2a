import json
import logging
import sys
from typing import Any

import pytest

from plong.journal.aliases import DailyAliases
from plong.journal.lines import JsonLines, TextLines

AT = 1_700_000_000.25
ADDRESS = "192.0.2.1"
PRIVATE_ID = "Zx-_" * 21 + "Zx"
NASTY = "a\nb\r\x1b[31m\u202e\u2028\udc80\0 \\n"
ALIASES = DailyAliases(bytes)
FORMATS = [TextLines(ALIASES), JsonLines(ALIASES)]


def record(message: str, *args: object, name: str = "plong.store", **fields: object) -> Any:
    made = logging.LogRecord(name, logging.WARNING, "", 1, message, args, None)
    made.created = AT
    made.fields = fields
    return made


def failed(message: str, error: Exception) -> Any:
    made = record(message)
    try:
        raise error  # noqa: TRY301  # that is the point
    except Exception:  # noqa: BLE001  # whichever was given
        made.exc_info = sys.exc_info()
    return made


def test_a_line_of_text() -> None:
    line = TextLines(ALIASES).format(record("The disk is %s.", "full", code=4008, why="no room"))
    head = "2023-11-14T22:13:20.250Z warning store: The disk is full."
    assert line == f'{head} code=4008 why="no room"'


def test_a_line_of_json_has_the_same_keys() -> None:
    line = JsonLines(ALIASES).format(record("The disk is full.", code=4008))
    assert list(json.loads(line).items()) == [
        ("time", "2023-11-14T22:13:20.250Z"),
        ("level", "warning"),
        ("part", "store"),
        ("event", "The disk is full."),
        ("code", 4008),
    ]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("entry", [record(NASTY), record("%s", NASTY), record("x", why=NASTY)])
def test_whatever_it_holds_it_is_one_line_of_printable_ascii(
    form: logging.Formatter, entry: logging.LogRecord
) -> None:
    line = form.format(entry)
    assert line.isascii()
    assert line.isprintable()


def test_json_loses_nothing_of_it() -> None:
    assert json.loads(JsonLines(ALIASES).format(record("%s", NASTY)))["event"] == NASTY


@pytest.mark.parametrize("form", FORMATS)
def test_an_address_leaves_as_its_alias(form: logging.Formatter) -> None:
    line = form.format(record("x", client=ADDRESS))
    assert ADDRESS not in line
    assert ALIASES.alias(ADDRESS, AT) in line


@pytest.mark.parametrize("form", FORMATS)
def test_a_traceback_is_in_the_same_line_and_names_no_address(form: logging.Formatter) -> None:
    line = form.format(failed("A command failed.", OSError(f"cannot reach {ADDRESS}:80")))
    assert "Traceback" in line
    assert "cannot reach" in line
    assert ADDRESS not in line
    assert line.isprintable()


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "entry",
    [
        record("GET /ws/%s", PRIVATE_ID, name="uvicorn.error"),
        record("x", peer=PRIVATE_ID),
        failed("x", KeyError(PRIVATE_ID)),
    ],
)
def test_no_name_and_no_secret_of_a_peer_is_whole(
    form: logging.Formatter, entry: logging.LogRecord
) -> None:
    line = form.format(entry)
    assert PRIVATE_ID[:5] in line
    assert PRIVATE_ID[:6] not in line


def test_what_others_log_names_no_address() -> None:
    line = TextLines(ALIASES).format(record("from %s", ADDRESS, name="asyncio"))
    assert " asyncio: from " in line
    assert ADDRESS not in line


def test_a_value_is_bounded() -> None:
    assert len(JsonLines(ALIASES).format(record("x", why=". " * 100_000))) < 9000
