"""What all answers together show; these rows come last."""

from typing import Final

from plong.conformance.expecting import expect, expect_fields, read_json
from plong.conformance.outcome import NotTried
from plong.conformance.row import Row
from plong.conformance.shapes import TEXT
from plong.conformance.visit import Visit, nobody

_TOO_MANY: Final = 429
_REFUSED: Final = 400
_ROUTES: Final = frozenset({"/wuu2", "/ohai", "/iam", "/whois", "/obai"})


class AnswersAreJSON(Row):
    """All answers so far were JSON, and said so."""

    name = "http.json"
    quote = "Answers are JSON"
    needs = "h"

    async def _try(self, visit: Visit) -> None:
        await visit.ask("GET", "/wuu2")
        for heard in visit.asker.heard:
            if heard.path in _ROUTES and heard.method != "OPTIONS":
                kind = heard.reply.headers.get("Content-Type", "none")
                what = f"Content-Type application/json of {heard.method} {heard.path}"
                expect(kind.startswith("application/json"), what, kind)


class ErrorShape(Row):
    """All refusals so far said why: {"Error": "<one sentence>"}."""

    name = "refusals.shape"
    quote = 'an error is `{"Error": "<one sentence>"}`'
    needs = "h"

    async def _try(self, visit: Visit) -> None:
        await visit.ask("POST", "/obai", {"PrivateId": nobody()})
        for heard in visit.asker.heard:
            refused = heard.reply.status >= _REFUSED and heard.method != "HEAD"
            if refused and heard.path in _ROUTES:
                said = read_json(heard.reply)
                expect(isinstance(said, dict) and len(said) == 1, "{Error: a sentence}", said)
                expect_fields(said, {"Error": TEXT})


class RetryAfter(Row):
    """A 429 says when to come again (looked at if one came)."""

    name = "http.retry-after"
    quote = "429 comes with `Retry-After`."

    async def _try(self, visit: Visit) -> None:
        refused = [heard.reply for heard in visit.asker.heard if heard.reply.status == _TOO_MANY]
        if not refused:
            raise NotTried("no 429 came, and asking for one would lock out others here")
        for reply in refused:
            told = reply.headers.get("Retry-After", "none")
            expect(told.isascii() and told.isdigit(), "Retry-After: a number of seconds", told)


ROWS = (
    AnswersAreJSON(),
    ErrorShape(),
    RetryAfter(),
)
