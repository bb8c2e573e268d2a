"""A town with one post office, whose rounds do not run."""

from collections.abc import AsyncIterator

import pytest

from tests.support.town import Branch, Town


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    """Nobody there yet; in the end all rounds end."""
    town = Town()
    yield town
    for branch in town.branches.values():
        await branch.kill()


@pytest.fixture
async def branch(town: Town) -> Branch:
    """Where alice and bob live."""
    branch = Branch(town)
    await branch.move_in("alice", "bob")
    return branch
