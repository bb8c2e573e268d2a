"""How long the container image takes to start, from its runtime's exec to the line "Listening"."""

import os
from pathlib import Path

import pytest

from tests.deploy.conftest import Run
from tests.support.image import Image

pytestmark = pytest.mark.image

WANTED = 1.0
"""Seconds."""


def forget(files: Path) -> None:
    """Drop the files from the system's cache, as on a machine that has just booted."""
    os.sync()  # what is not written yet would stay
    for path in files.rglob("*"):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


async def start(run: Run, mode: str) -> float:
    environ = {"PLONG_MODE": mode, "PLONG_UDP_PORT": "0", "PLONG_LIBP2P_PORT": "0"}
    async with run(**environ) as container:
        _, seconds = await container.wait_listening()
        await container.stop("TERM")
    return seconds


@pytest.mark.parametrize("mode", ["hwx", "hwxpul"])
async def test_it_starts_in_under_a_second(
    run: Run, image: Image, mode: str, capsys: pytest.CaptureFixture[str]
) -> None:
    forget(image.files)
    cold = await start(run, mode)
    warm = [await start(run, mode) for _ in range(5)]
    with capsys.disabled():
        print(f" mode {mode}: {sorted(warm)[2]:.2f} s (median of five), {cold:.2f} s cold")
    assert min(warm) < WANTED
