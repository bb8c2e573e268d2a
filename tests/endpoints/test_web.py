"""The page at ``/`` for browsers, its files, and the status for everyone else."""

import hashlib
from pathlib import Path
from typing import Final

import httpx
import pytest

import plong
from tests.support.server import Server, running_server

pytestmark = pytest.mark.asyncio(loop_scope="module")

FOLDER: Final = Path(plong.__file__).parent / "web"
BROWSER: Final = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ts": "text/plain; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}
FILES: Final = sorted(path.name for path in FOLDER.iterdir() if path.suffix in TYPES)
POLICY: Final = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
}
WITHOUT: Final = {"hw": "x", "hx": "w", "wx": "h", "x": "h", "h": "w"}


async def get(server: Server, name: str, headers: dict[str, str] | None = None) -> httpx.Response:
    return await server.http.get(f"/{name}", headers=headers)


def check_headers(answer: httpx.Response) -> None:
    policy = dict(
        rule.split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split("; ")
    )
    assert policy == POLICY
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_a_browser_gets_the_page(shared_server: Server) -> None:
    answer = await get(shared_server, "", BROWSER)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Vary"] == "Accept"
    assert answer.content == (FOLDER / "index.html").read_bytes()
    check_headers(answer)


@pytest.mark.parametrize("accept", ["", "*/*", "application/json", "text/html;q=0.5, */*"])
async def test_everyone_else_gets_the_status(shared_server: Server, accept: str) -> None:
    answer = await get(shared_server, "", {"Accept": accept})
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Vary"] == "Accept"
    assert answer.json() == (await get(shared_server, "wuu2", {"Accept": accept})).json()


async def test_who_sends_no_accept_gets_the_status(shared_server: Server) -> None:
    del shared_server.http.headers["Accept"]
    try:
        assert (await get(shared_server, "")).json()["Mode"] == "hwx"
    finally:
        shared_server.http.headers["Accept"] = "*/*"


async def test_accept_may_come_in_several_lines(shared_server: Server) -> None:
    lines = [("Accept", "application/json;q=0.9"), ("Accept", "text/html")]
    answer = await shared_server.http.get("/", headers=lines)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


async def test_the_other_name_of_the_status_is_json_for_browsers_too(shared_server: Server) -> None:
    assert (await get(shared_server, "wuu2", BROWSER)).json()["Mode"] == "hwx"


@pytest.mark.parametrize("name", FILES)
async def test_each_file_has_its_type_and_the_headers_of_the_page(
    shared_server: Server, name: str
) -> None:
    answer = await get(shared_server, name)
    body = (FOLDER / name).read_bytes()
    assert (answer.status_code, answer.content) == (200, body)
    assert answer.headers["Content-Type"] == TYPES[Path(name).suffix]
    assert answer.headers["ETag"] == f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    check_headers(answer)


@pytest.mark.parametrize("name", ["index.html", "package.json", "web/app.js", "..%2fapp.py"])
async def test_nothing_else_of_the_package_is_served(shared_server: Server, name: str) -> None:
    answer = await get(shared_server, name)
    assert (answer.status_code, answer.json()) == (404, {"Error": "There is nothing at this path."})


@pytest.mark.parametrize("name", ["", "app.js"])
async def test_a_copy_that_is_right_is_not_sent_again(shared_server: Server, name: str) -> None:
    etag = (await get(shared_server, name, BROWSER)).headers["ETag"]
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        answer = await get(shared_server, name, {**BROWSER, "If-None-Match": known})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["ETag"] == etag
        check_headers(answer)
    for other in ('"other"', "", etag.strip('"')):
        answer = await get(shared_server, name, {**BROWSER, "If-None-Match": other})
        assert answer.status_code == 200


@pytest.mark.parametrize("name", ["", "app.js"])
async def test_the_head_is_that_of_the_whole_answer(shared_server: Server, name: str) -> None:
    whole = await get(shared_server, name, BROWSER)
    head = await shared_server.http.head(f"/{name}", headers=BROWSER)
    assert (head.status_code, head.content) == (200, b"")
    for header in ("Content-Type", "Content-Length", "ETag", "Content-Security-Policy"):
        assert head.headers[header] == whole.headers[header]


async def test_files_are_only_to_be_got(shared_server: Server) -> None:
    assert (await shared_server.http.post("/app.js")).status_code == 405


async def test_modules_may_be_imported_by_pages_of_other_origins(shared_server: Server) -> None:
    answer = await get(shared_server, "plong.js", {"Origin": "https://page.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(("mode", "letter"), WITHOUT.items())
async def test_without_what_it_needs_there_is_no_page(mode: str, letter: str) -> None:
    error = f'The page is switched off on this server ("{letter}" is not in its mode).'
    async with running_server(mode=mode) as server:
        assert (await get(server, "", BROWSER)).json()["Mode"] == mode
        for name in ("app.js", "plong.js", "style.css"):
            answer = await get(server, name)
            assert (answer.status_code, answer.json()) == (404, {"Error": error})
