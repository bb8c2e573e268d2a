"""What a server says of its limits, before anybody runs into them."""

from plong.conformance.expecting import expect_answer, expect_equal, expect_fields
from plong.conformance.row import Row
from plong.conformance.shapes import LIMITS
from plong.conformance.visit import Visit


class Told(Row):
    """GET / tells the limits, and the welcome tells the same."""

    name = "limits.told"
    quote = "`GET /` and `GET /wuu2` say the same `Limits`"
    needs = "hw"

    async def _try(self, visit: Visit) -> None:
        said = expect_answer(await visit.ask("GET", "/"), {"Limits": LIMITS})
        _, words = await visit.welcome(await visit.peers.one())
        welcome = expect_fields(words, {"Limits": LIMITS})
        expect_equal(said["Limits"], welcome["Limits"], "Limits")


ROWS = (Told(),)
