"""Autobahn's cases against a peer that is linked to itself, which makes the relay an echo."""

from collections.abc import Sequence
from typing import Final

import kosoku

from tests.support.server import Server, running_server
from tests.support.shim import echo_shim

COMPRESSION: Final = ["12.*", "13.*"]
"""Not offered, so not tried."""
LONG: Final = ["9.1.4", "9.1.5", "9.1.6", "9.2.4", "9.2.5", "9.2.6", "9.3.*", "9.4.*"]
"""These send messages over ``max_message``, up to 16 MiB, some in 65 536 fragments."""
RAISED: Final = {
    "max_message": 1 << 24,
    "buffer_bytes": 1 << 24,
    "messages_per_second": 1_000_000,
}
CASES: Final = 301
LONG_CASES: Final = 24


async def run(server: Server, cases: Sequence[str] | None, but: Sequence[str]) -> int:
    """Run cases, all of which must pass; return their number."""
    async with echo_shim(server) as port:
        try:
            results = await kosoku.run_fuzzingclient(f"ws://127.0.0.1:{port}", cases, but, 8)
        except kosoku.FailureError as failure:
            results = failure.results
    failed = [f"{r.case_id}: {r.result} {r.result_close}" for r in results if not r.passed]
    assert not failed, "\n".join(failed)
    return len(results)


async def test_no_case_fails_at_the_default_limits(server: Server) -> None:
    assert await run(server, None, [*COMPRESSION, *LONG]) == CASES - LONG_CASES


async def test_no_case_of_long_messages_fails_where_limits_are_raised() -> None:
    async with running_server(**RAISED) as server:
        assert await run(server, LONG, []) == LONG_CASES
