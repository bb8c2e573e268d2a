"""What is in the container image, and what is not."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from plong.config import Config
from tests.support.image import Image

pytestmark = pytest.mark.image

PROJECT: Final = Path(__file__).parents[2]
OURS: Final = ("opt/plong", "etc/plong", "data")


def files_of(image: Image, *folders: str) -> Iterator[Path]:
    for folder in folders:
        yield image.files / folder
        yield from (image.files / folder).rglob("*")


def test_its_user_is_a_number_and_not_root(image: Image) -> None:
    assert image.ids == (10001, 10001)


def test_its_ports_are_the_defaults(image: Image) -> None:
    config = Config()
    ports = [f"{config.port}/tcp", f"{config.libp2p_port}/tcp", f"{config.udp_port}/udp"]
    assert image.ports == sorted(ports)


def test_its_data_is_a_volume_of_its_user_alone(image: Image) -> None:
    status = (image.files / "data").stat()
    assert image.volumes == ["/data"]
    assert (status.st_uid, status.st_gid) == image.ids
    assert stat.filemode(status.st_mode) == "drwx------"
    assert list((image.files / "data").iterdir()) == []


def test_root_owns_all_else_and_nobody_else_writes_it(image: Image) -> None:
    for path in files_of(image, "opt/plong", "etc/plong"):
        status = path.lstat()
        assert status.st_uid == 0, path
        assert path.is_symlink() or not status.st_mode & 0o022, path


def test_only_the_temporary_folders_of_the_base_can_be_written_by_everybody(image: Image) -> None:
    folders = [
        str(path.relative_to(image.files))
        for path in files_of(image, "etc", "home", "opt", "run", "srv", "tmp", "usr", "var")
        if not path.is_symlink() and path.lstat().st_mode & 0o002
    ]
    assert [name for name in folders if name not in ("tmp", "var/tmp", "run/lock")] == []


def test_its_settings_are_those_of_the_project(image: Image) -> None:
    config = (image.files / "etc/plong/config.json").read_bytes()
    assert config == (PROJECT / "config.json").read_bytes()
    assert os.listdir(image.files / "etc/plong") == ["config.json"]  # noqa: PTH208 - names only


def test_nothing_is_in_its_environment_but_paths(image: Image) -> None:
    assert {name: value for name, value in image.environ.items() if name != "PATH"} == {
        "PLONG_STORE": "sqlite:/data/plong.db",
        "SQLITE_TMPDIR": "/data",
    }


def test_no_tests_docs_caches_or_keys_are_in_it(image: Image) -> None:
    unwanted = {"tests", "docs", "bench", ".git", ".ci", ".cache", "Dockerfile", "plong.db"}
    for path in files_of(image, *OURS, "root", "home", "tmp", "var/tmp", "src"):
        assert path.name not in unwanted, path
        assert path.suffix not in (".key", ".db", ".whl"), path


def test_the_server_runs_from_compiled_modules(image: Image) -> None:
    modules = [path for path in files_of(image, "opt/plong") if path.parts[-2] == "plong"]
    sources = {path.stem for path in modules if path.suffix == ".py"}
    (cache,) = (path for path in modules if path.name == "__pycache__")
    assert {path.name.partition(".")[0] for path in cache.iterdir()} == sources
