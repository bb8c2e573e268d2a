"""docs/security.md: what it names is there, and nothing is claimed without a test."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

TESTS = Path(__file__).parent
PROJECT = TESTS.parent
PAGE = (PROJECT / "docs" / "security.md").read_text("utf-8")
HEAD = ["threat", "what is done", "what is not", "shown by"]
NAME = re.compile(r"`([\w/]+\.py)?::(test_\w+)`")
"""Of a test; without a file, it is in that of the name before."""


class Row(NamedTuple):
    """One threat."""

    threat: str
    done: str
    left: str
    tests: str


def cells_of(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def rows_of(page: str) -> Iterator[Row]:
    """Yield the rows of all tables of threats."""
    tables = re.findall(r"(?:^\|.*\n)+", page, re.MULTILINE)
    for head, _, *lines in (table.splitlines() for table in tables):
        if cells_of(head) == HEAD:
            yield from (Row(*cells_of(line)) for line in lines)


def named_in(cell: str) -> Iterator[tuple[str, str]]:
    """Yield file and function of each test that a cell names."""
    last = ""
    for file, function in NAME.findall(cell):
        last = file or last
        yield last, function


@cache
def functions_in(file: str) -> frozenset[str]:
    nodes = ast.parse((TESTS / file).read_text("utf-8")).body
    return frozenset(
        node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


ROWS = list(rows_of(PAGE))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.threat[:40])
def test_every_test_that_is_named_exists(row: Row) -> None:
    named = list(named_in(row.tests))
    missing = [(file, name) for file, name in named if name not in functions_in(file)]
    assert missing == []
    assert NAME.sub("", row.tests).strip(", ") == "", "nothing but names of tests is read here"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.threat[:40])
def test_what_is_done_is_shown_and_what_is_left_undone_is_said(row: Row) -> None:
    assert bool(row.done) == bool(row.tests)
    assert row.done or row.left


def test_every_table_of_the_store_is_named() -> None:
    schema = PROJECT / "plong" / "store" / "schema"
    texts = [file.read_text("utf-8") for file in schema.glob("*.sql")]
    tables = {name for text in texts for name in re.findall(r"CREATE TABLE (\w+)", text)}
    assert len(tables) > 10
    kept = PAGE.partition("## What it keeps")[2].partition("\n## ")[0]
    assert {name for name in tables if f"`{name}`" not in kept} == set()
