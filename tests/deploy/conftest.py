"""The image, and containers of it, for the tests that want them."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.support.container import Container, running_container
from tests.support.image import Image, read_image

Run = Callable[..., AbstractAsyncContextManager[Container]]
"""Runs the image on loopback, its data in ``data``; see `running_container`."""


@pytest.fixture(scope="session")
def image() -> Image:
    return read_image()


@pytest.fixture
def data(image: Image) -> Iterator[Path]:
    """A new volume as Docker makes one, with the owner and the mode of what the image has there."""
    with TemporaryDirectory() as name:
        volume, model = Path(name, "data"), (image.files / "data").stat()
        Path(name).chmod(0o755)
        volume.mkdir()
        volume.chmod(model.st_mode)
        os.chown(volume, model.st_uid, model.st_gid)
        yield volume


@pytest.fixture
def run(image: Image, data: Path, tmp_path: Path) -> Run:
    def start(**options: Any) -> AbstractAsyncContextManager[Container]:
        if not options.get("own_network"):
            options.setdefault("PLONG_HOST", "127.0.0.1")
            options.setdefault("PORT", "0")
        return running_container(image, tmp_path / "bundle", data, **options)

    return start
