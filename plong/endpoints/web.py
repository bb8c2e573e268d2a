"""The page for people at ``GET /``, and the files that it and other pages load.

They are read once, at the start. Programs that ask for ``/`` get the status, as ever.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

import plong
from plong.endpoints.answers import JSONAnswer
from plong.endpoints.etags import etag_of, is_known
from plong.endpoints.facts import read_status
from plong.endpoints.http import hub_of
from plong.protocol.accept import prefers

PAGE: Final = "index.html"
NEEDS: Final = "hwx"
"""The letters of ``mode`` without which the page could do nothing."""

_FOLDER: Final = Path(plong.__file__).parent / "web"
_TYPES: Final[Mapping[str, str]] = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ts": "text/plain; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}
"""What is served; a file of another kind in the folder is not."""
_POLICY: Final = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self'; "
    "connect-src 'self'; "  # the WebSocket of the same host and port included
    "base-uri 'none'; "
    "form-action 'none'; "
    "frame-ancestors 'none'; "
    # Whatever a friend writes, no script can make markup of it.
    "require-trusted-types-for 'script'; "
    "trusted-types 'none'"
)


class WebFile:
    """One file in memory, and how it is answered."""

    def __init__(self, name: str, body: bytes) -> None:
        self.name = name
        self._body = body
        self._etag = etag_of(body)
        self._headers = {
            "ETag": self._etag,
            "Cache-Control": "no-cache",
            "Content-Security-Policy": _POLICY,
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }
        if name == PAGE:
            self._headers["Vary"] = "Accept"

    async def answer(self, request: Request) -> Response:
        """Send the file; or word that the client's copy of it is right."""
        if is_known(request, self._etag):
            return Response(status_code=304, headers=self._headers)
        content_type = {"Content-Type": _TYPES[Path(self.name).suffix]}
        return Response(self._body, headers={**content_type, **self._headers})


def read_files() -> Iterable[WebFile]:
    """Return every file that is served."""
    return [WebFile(path.name, path.read_bytes()) for path in _paths()]


def file_types() -> Iterable[tuple[str, str]]:
    """Return name and media type of every file that is served beside the page."""
    types = [(path.name, _TYPES[path.suffix].partition(";")[0]) for path in _paths()]
    return [(name, kind) for name, kind in types if name != PAGE]


def _paths() -> Sequence[Path]:
    return sorted(path for path in _FOLDER.iterdir() if path.suffix in _TYPES)


class Front:
    """``GET /``: the page for who prefers HTML to JSON, the status for everyone else."""

    def __init__(self, page: WebFile) -> None:
        self._page = page

    async def answer(self, request: Request) -> Response:
        """Answer whoever comes, as they like."""
        if prefers(",".join(request.headers.getlist("accept")), "text/html", "application/json"):
            return await self._page.answer(request)
        return JSONAnswer(await read_status(hub_of(request)), headers={"Vary": "Accept"})
