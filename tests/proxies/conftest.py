"""Every proxy in turn."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.proxies.house import House, running_house
from tests.proxies.kinds import ADDING, KINDS


@pytest.fixture(params=KINDS)
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    """A proxy, with nothing behind it yet."""
    async with running_house({**KINDS, **ADDING}[request.param], tmp_path) as house:
        yield house
