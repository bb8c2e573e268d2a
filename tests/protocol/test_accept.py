"""Who gets the page at ``/``: browsers, by their header ``Accept``."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.accept import prefers

HTML, JSON = "text/html", "application/json"

HTML_FIRST = [
    "text/html",
    "TEXT/HTML",
    "text/*",
    "text/html, application/json;q=0.9",
    "application/json;q=0.9, text/html",
    "text/html;q=0.002, application/json;q=0.001",
    "text/html;charset=utf-8",
    "*/*;q=0.1, text/html",
    "application/*;q=0, */*",
    "text/html ; q=1.000 , */* ; q=0.5",
    "nonsense, text/html",
    # Chromium, Firefox, Safari, Lynx, w3m
    "text/html,application/xml;q=0.9,image/avif,*/*;q=0.8,application/signed-exchange;v=b3",
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "text/html, text/plain, text/sgml, text/css, */*;q=0.01",
    "text/html, text/*;q=0.5, image/*",
]
NOT_HTML_FIRST = [
    "",
    " ",
    ",;,",
    "*/*",  # curl, wget, fetch, Python
    "application/json",
    "application/json, text/javascript, */*; q=0.01",  # jQuery
    "application/json, text/plain, */*",  # axios
    "text/html, application/json",  # as welcome as the other
    "text/html;q=0",
    "text/html;q=0, */*",
    "text/html;q=0.5, */*",
    "text/*;q=0.5, text/html;q=0.1, application/json;q=0.2",
    "text/plain",
    "text/html;q=2",
    "text/html;q=-1",
    "text/html;q=nan",
    "text/html;q=",
    "text/htm",
    "image/avif,image/webp,*/*",
]


@pytest.mark.parametrize("accept", HTML_FIRST)
def test_a_browser_wants_the_page(accept: str) -> None:
    assert prefers(accept, HTML, JSON)


@pytest.mark.parametrize("accept", NOT_HTML_FIRST)
def test_who_does_not_ask_for_it_wants_no_page(accept: str) -> None:
    assert not prefers(accept, HTML, JSON)


@given(st.text(alphabet="texhmlapiconj/*,;q=.01 ", max_size=60))
def test_any_header_is_understood_and_never_prefers_both(accept: str) -> None:
    assert not (prefers(accept, HTML, JSON) and prefers(accept, JSON, HTML))
