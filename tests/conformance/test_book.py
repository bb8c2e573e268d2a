"""The rows as data: what they are called, and what they quote."""

from pathlib import Path

import pytest

import plong
from plong.conformance.row import Row
from plong.conformance.rows.book import ROWS, WAYS, choose

WIRE = Path(plong.__file__).parents[1] / "docs" / "wire"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_quotes_the_page_that_it_checks(row: Row) -> None:
    page = (WIRE / row.source).read_text(encoding="utf-8")
    assert " ".join(row.quote.split()) in " ".join(page.split())
    assert row.title.endswith(".")


def test_each_row_has_a_name_of_its_own() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("way", WAYS)
def test_a_way_chooses_its_rows(way: str) -> None:
    assert {row.way for row in choose([way])} == {way}


def test_rows_are_chosen_by_name_too_and_keep_their_order() -> None:
    chosen = choose(["events.gone", "http.root"])
    assert [row.name for row in chosen] == ["http.root", "events.gone"]
    assert list(choose([])) == list(ROWS)


def test_what_is_no_row_is_told() -> None:
    with pytest.raises(KeyError, match="dance"):
        choose(["http", "dance"])
