"""Files that are not opened: not ours, too new, or damaged. Each is left byte for byte as it is."""

from pathlib import Path

import pytest

from plong.store.file import APPLICATION_ID, VERSION
from tests.support.store_files import assert_untouched, refusal, write_database, write_store

PAGE = 4096

NOT_OURS = {
    "a text": b"Dear diary,\n" * 1000,
    "two bytes": b"hi",
    "zeros": bytes(PAGE),
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 32,
}


@pytest.mark.parametrize("kind", NOT_OURS)
def test_what_is_no_database_is_left_as_it_is(path: Path, kind: str) -> None:
    path.write_bytes(NOT_OURS[kind])
    assert refusal(path).startswith("is not a Plong store (file is not a database)")
    assert_untouched(path, NOT_OURS[kind])


@pytest.mark.parametrize("version", [0, VERSION, VERSION + 8])
def test_another_programs_database_is_left_as_it_is(path: Path, version: int) -> None:
    statements = ("CREATE TABLE diary (day)", f"PRAGMA user_version = {version}")
    content = write_database(path, *statements)
    assert refusal(path) == "is another program's database; set store to another file."
    assert_untouched(path, content)


def test_a_newer_plongs_store_is_left_as_it_is(path: Path) -> None:
    statements = ("CREATE TABLE a (b)", f"PRAGMA application_id = {APPLICATION_ID}")
    content = write_database(path, *statements, f"PRAGMA user_version = {VERSION + 1}")
    assert refusal(path) == (
        f"was written by a newer Plong (schema {VERSION + 1}, this one knows {VERSION}); "
        "install that version or set another store."
    )
    assert_untouched(path, content)


@pytest.mark.parametrize("kept", [100, PAGE - 1, PAGE, 3 * PAGE, -PAGE])
def test_a_truncated_store_is_left_as_it_is(path: Path, kept: int) -> None:
    content = write_store(path)[:kept]
    path.write_bytes(content)
    assert refusal(path).startswith("is not a Plong store (database disk image is malformed)")
    assert_untouched(path, content)


def garbage(content: bytes, start: int, count: int = PAGE) -> bytes:
    return content[:start] + b"\xa5" * count + content[start + count :]


@pytest.mark.parametrize("page", [1, 2, 5, -2])
def test_a_damaged_store_is_left_as_it_is(path: Path, page: int) -> None:
    whole = write_store(path)
    content = garbage(whole, page * PAGE % len(whole))
    path.write_bytes(content)
    assert refusal(path).startswith("is damaged (")
    assert_untouched(path, content)


def test_a_store_with_a_damaged_schema_is_left_as_it_is(path: Path) -> None:
    content = garbage(write_store(path), 100, PAGE - 100)
    path.write_bytes(content)
    assert refusal(path).startswith("is not a Plong store (database disk image is malformed)")
    assert_untouched(path, content)
