"""Pages of other origins."""

from typing import Final

from plong.conformance.expecting import expect, expect_status
from plong.conformance.outcome import Mismatch, NotTried
from plong.conformance.row import Row
from plong.conformance.visit import Visit, nobody

_PAGE: Final = "https://page.invalid"
_ALLOW: Final = "Access-Control-Allow-Origin"


class _CORS(Row):
    quote = "Pages of other origins may use the server (`Access-Control-Allow-Origin: *`)"
    needs = "h"

    async def _allowed(self, visit: Visit) -> None:
        """Raise `NotTried` if this server says that it lets only some pages in."""
        if "w" in visit.mode and await _is_turned_away(visit):
            raise NotTried("the server lets pages of some origins in only")

    async def _ask(self, visit: Visit, method: str, path: str, **headers: str) -> str:
        """Ask as a page; return which headers a page may send, as far as that is told."""
        await self._allowed(visit)
        reply = await visit.ask(method, path, Origin=_PAGE, **headers)
        told = reply.headers.get(_ALLOW, "none")
        expect(told in ("*", _PAGE), f"{_ALLOW}: * at {method} {path}", told)
        if method == "OPTIONS":
            expect_status(reply, 200, 204)
        return reply.headers.get("Access-Control-Allow-Methods", "none").upper()


async def _is_turned_away(visit: Visit) -> bool:
    try:
        await visit.open(f"/{nobody()}", origin=_PAGE)
    except Mismatch as mismatch:
        return mismatch.came == "status 403"
    return False


class Answers(_CORS):
    """Scripts of other pages may read answers."""

    name = "cors.answers"

    async def _try(self, visit: Visit) -> None:
        for path in ("/", "/wuu2"):
            await self._ask(visit, "GET", path)


class Refusals(_CORS):
    """Scripts of other pages may read refusals, too."""

    name = "cors.refusals"

    async def _try(self, visit: Visit) -> None:
        for method, path in (("POST", "/obai"), ("GET", "/iam"), ("GET", "/nothing-is-here")):
            await self._ask(visit, method, path)


class Preflights(_CORS):
    """Scripts of other pages may POST and DELETE: preflights are answered."""

    name = "cors.preflight"

    async def _try(self, visit: Visit) -> None:
        for path, method in (("/iam", "POST"), ("/obai", "DELETE")):
            wish = {
                "Access_Control_Request_Method": method,
                "Access_Control_Request_Headers": "content-type",
            }
            allowed = await self._ask(visit, "OPTIONS", path, **wish)
            what = f"Access-Control-Allow-Methods with {method} at {path}"
            expect(method in allowed or allowed == "*", what, allowed)


class Upgrades(Row):
    """Pages of other origins may open a WebSocket, or are answered 403."""

    name = "cors.websocket"
    quote = "403 (a WebSocket from a page whose origin is not allowed)"
    needs = "w"

    async def _try(self, visit: Visit) -> None:
        is_open = (await visit.ask("GET", "/", Origin=_PAGE)).headers.get(_ALLOW) in ("*", _PAGE)
        is_turned_away = await _is_turned_away(visit)
        came = "status 403" if is_turned_away else "a WebSocket"
        wanted = f"a WebSocket, as {_ALLOW} says" if is_open else "status 403"
        expect(is_open is not is_turned_away, wanted, came)


ROWS = (
    Answers(),
    Refusals(),
    Preflights(),
    Upgrades(),
)
