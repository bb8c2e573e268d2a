"""What the pages refer to is there: files, and headings in them."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
PAGES = sorted([*PROJECT.glob("*.md"), *PROJECT.glob("docs/**/*.md"), PROJECT / "bench/README.md"])
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
DEPLOYING = PROJECT / "docs" / "deploy"


def links_in(page: Path) -> Iterator[str]:
    """Yield what a page refers to within the project."""
    links = LINK.findall(FENCE.sub("", page.read_text("utf-8")))
    yield from (link for link in links if not re.match(r"[a-z]+:", link))


@cache
def anchors_in(page: Path) -> frozenset[str]:
    """Return the names that forges give to a page's headings."""
    headings = re.findall(r"^#+ (.*)$", FENCE.sub("", page.read_text("utf-8")), re.MULTILINE)
    return frozenset(re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings)


def is_there(page: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = (page.parent / name).resolve() if name else page
    return target.exists() and (not anchor or anchor in anchors_in(target))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    assert [link for link in links_in(page) if not is_there(page, link)] == []


def test_every_page_about_deploying_is_in_its_list() -> None:
    listed = set(links_in(DEPLOYING / "README.md"))
    assert {page.name for page in DEPLOYING.glob("*.md")} - {"README.md"} - listed == set()


@pytest.mark.parametrize(
    ("page", "other"), [("limits", "hostile"), ("limits", "security"), ("hostile", "security")]
)
def test_what_belongs_together_is_linked_both_ways(page: str, other: str) -> None:
    assert f"{other}.md" in set(links_in(PROJECT / "docs" / f"{page}.md"))
    assert f"{page}.md" in set(links_in(PROJECT / "docs" / f"{other}.md"))
