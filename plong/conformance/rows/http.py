"""The HTTP API: its routes and what they answer."""

from plong.conformance.expecting import expect, expect_answer, expect_equal, expect_status
from plong.conformance.row import Row
from plong.conformance.shapes import PEER, STATUS, TIME
from plong.conformance.visit import Visit, new_passphrase, nobody


class Root(Row):
    """GET / says what server this is, in every mode."""

    name = "http.root"
    quote = "`/` answers in every mode"

    async def _try(self, visit: Visit) -> None:
        expect_answer(await visit.ask("GET", "/"), STATUS)


class Wuu2(Row):
    """GET /wuu2 says what server this is."""

    name = "http.wuu2"
    quote = '`{"Version", "Mode", "Status": {"Peers", "Identities"}, "IdentityTimeout", "Limits"}`'
    needs = "h"

    async def _try(self, visit: Visit) -> None:
        said = expect_answer(await visit.ask("GET", "/wuu2"), STATUS)
        expect_equal(said["Mode"], visit.mode, "Mode, as at /")


class Ohai(Row):
    """GET /ohai makes a peer with its two names."""

    name = "http.ohai"
    quote = '`{"PrivateId", "PublicId", "Created"}`'
    needs = "h"

    async def _try(self, visit: Visit) -> None:
        one, other = await visit.peers.greeted("GET"), await visit.peers.greeted("GET")
        expect(one.public_id != other.public_id, "another PublicId each time", one.public_id)


class OhaiByPost(Row):
    """POST /ohai does so too."""

    name = "http.ohai-post"
    quote = "`GET /ohai`, `POST /ohai`"
    needs = "h"

    async def _try(self, visit: Visit) -> None:
        await visit.peers.greeted("POST")


class Iam(Row):
    """POST /iam says whose the passphrase is now, and until when."""

    name = "http.iam"
    quote = '`{"PublicId", "Created", "Expires"}`'
    needs = "h"

    async def _try(self, visit: Visit) -> None:
        ann = await visit.peers.one()
        body = {"PrivateId": ann.private_id, "Passphrase": new_passphrase()}
        said = expect_answer(await visit.ask("POST", "/iam", body), {**PEER, "Expires": TIME})
        expect_equal(said["PublicId"], ann.public_id, "PublicId")
        expect_equal(said["Created"], ann.created, "Created, as ohai said")


class Whois(Row):
    """POST /whois says who holds a passphrase."""

    name = "http.whois"
    quote = '| `POST /whois` | `{"Passphrase"}` | `{"PublicId", "Created"}` |'
    needs = "h"

    async def _try(self, visit: Visit) -> None:
        ann, words = await visit.peers.one(), {"Passphrase": new_passphrase()}
        await visit.ask("POST", "/iam", {"PrivateId": ann.private_id, **words})
        said = expect_answer(await visit.ask("POST", "/whois", words), PEER)
        expect_equal(said["PublicId"], ann.public_id, "PublicId")
        expect_equal(said["Created"], ann.created, "Created, as ohai said")


class Obai(Row):
    """POST /obai ends a peer and its identities."""

    name = "http.obai"
    quote = "`obai` ends the peer, its identities"
    needs = "h"

    async def _try(self, visit: Visit) -> None:
        me, words = {"PrivateId": (await visit.peers.new()).private_id}, new_passphrase()
        await visit.ask("POST", "/iam", {**me, "Passphrase": words})
        expect_equal(expect_answer(await visit.ask("POST", "/obai", me), {}), {})
        again = await visit.ask("POST", "/iam", {**me, "Passphrase": words})
        expect_status(again, 404, to="iam of a peer that said obai")
        found = await visit.ask("POST", "/whois", {"Passphrase": words})
        expect_status(found, 404, to="whois of what it had claimed")


class ObaiByDelete(Row):
    """DELETE /obai does so too."""

    name = "http.obai-delete"
    quote = "`POST /obai`, `DELETE /obai`"
    needs = "h"

    async def _try(self, visit: Visit) -> None:
        me = {"PrivateId": (await visit.peers.new()).private_id}
        expect_equal(expect_answer(await visit.ask("DELETE", "/obai", me), {}), {})
        expect_status(await visit.ask("POST", "/obai", me), 404, to="a second obai")


class AnyContentType(Row):
    """Bodies are read as JSON whatever their Content-Type."""

    name = "http.content-type"
    quote = "whatever the Content-Type says"
    needs = "h"

    async def _try(self, visit: Visit) -> None:
        for kind in ("application/x-www-form-urlencoded", "text/plain", "image/png"):
            body = {"PrivateId": nobody()}
            reply = await visit.ask("POST", "/obai", body, Content_Type=kind)
            expect_status(reply, 404, to=f"an unknown PrivateId as {kind}")


class AnyCase(Row):
    """Names of fields match in any case."""

    name = "http.case"
    quote = "Field names match as written, or else in any case."
    needs = "h"

    async def _try(self, visit: Visit) -> None:
        for key in ("privateid", "PRIVATEID"):
            reply = await visit.ask("POST", "/obai", {key: nobody()})
            expect_status(reply, 404, to=f"an unknown PrivateId in the field {key}")


class Page(Row):
    """GET / is a page for who prefers HTML."""

    name = "http.page"
    quote = "answers who prefers `text/html` to `application/json` (browsers do) with a page"
    needs = "hwx"

    async def _try(self, visit: Visit) -> None:
        reply = await visit.ask("GET", "/", Accept="text/html,application/xhtml+xml,*/*;q=0.8")
        expect_status(reply, 200)
        kind = reply.headers.get("Content-Type", "none")
        expect(kind.startswith("text/html"), "Content-Type text/html", kind)


class Script(Row):
    """GET /plong.js is the client for pages."""

    name = "http.script"
    quote = "`/plong.js` among them, the client for other pages"
    needs = "hwx"

    async def _try(self, visit: Visit) -> None:
        reply = await visit.ask("GET", "/plong.js", Accept="*/*")
        expect_status(reply, 200)
        kind = reply.headers.get("Content-Type", "none")
        expect("javascript" in kind, "a Content-Type of JavaScript", kind)


ROWS = (
    Root(),
    Wuu2(),
    Ohai(),
    OhaiByPost(),
    Iam(),
    Whois(),
    Obai(),
    ObaiByDelete(),
    AnyContentType(),
    AnyCase(),
    Page(),
    Script(),
)
