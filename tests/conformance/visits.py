"""What the check finds at a server."""

from collections.abc import Mapping

from plong.client.wire.address import read_address
from plong.conformance.outcome import Result
from plong.conformance.rows.book import choose
from plong.conformance.suite import try_rows
from plong.conformance.visit import visiting
from tests.support.server import Server


async def found_at(url: str, *wishes: str) -> Mapping[str, Result]:
    """Return what each of these rows found, all rows without a wish."""
    async with visiting(read_address(url), print) as visit:
        return {result.name: result async for result in try_rows(choose(wishes), visit)}


def named(results: Mapping[str, Result], outcome: str) -> set[str]:
    """Return the names of the rows that ended so; the others are shown if a test fails."""
    print(*(result for result in results.values() if result.outcome == "fail"), sep="\n")
    return {name for name, result in results.items() if result.outcome == outcome}


async def left_behind(server: Server) -> object:
    """Return what the server holds."""
    return (await server.http.get("/")).json()["Status"]
