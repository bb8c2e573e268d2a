"""The image, and containers of it, for the tests that want them."""

import dataclasses
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.support.bundle import Options
from tests.support.container import Container, running_container
from tests.support.image import Image, read_image

Run = Callable[..., AbstractAsyncContextManager[Container]]
"""Runs the image, its data in ``data``; takes what `Options` has, and the environment."""
OPTIONS = {field.name for field in dataclasses.fields(Options)}
ON_LOOPBACK = {"PLONG_HOST": "127.0.0.1", "PORT": "0", "PLONG_LOG_LEVEL": "warning"}


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
    def start(**settings: Any) -> AbstractAsyncContextManager[Container]:
        how = {name: settings.pop(name) for name in OPTIONS & settings.keys()}
        options = Options(**how)
        environ = settings if options.own_network else {**ON_LOOPBACK, **settings}
        return running_container(image, tmp_path / "bundle", data, options, environ)

    return start
