"""The Dockerfile, beside what it is made from."""

import re
import tomllib
from typing import Final

from plong.config import Config
from tests.support.dockerfile import arguments
from tests.support.pages import PROJECT

NOT_THE_SERVERS: Final = {"dev", "private", "test"}
"""Extras of developers, and of clients."""


def test_all_that_the_server_may_want_is_installed() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    dockerfile = (PROJECT / "Dockerfile").read_text("utf-8")
    [installed] = re.findall(r"'\.\[([a-z0-9,]+)\]'", dockerfile)
    assert set(installed.split(",")) == set(project["optional-dependencies"]) - NOT_THE_SERVERS


def test_its_python_is_one_that_plong_takes() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    dockerfile = (PROJECT / "Dockerfile").read_text("utf-8")
    [version] = re.findall(r"^ARG PYTHON=\S+:3\.(\d+)-slim$", dockerfile, re.MULTILINE)
    assert project["requires-python"] == ">=3.11"
    assert int(version) >= 11


def test_its_ports_are_the_defaults() -> None:
    config = Config()
    assert arguments("EXPOSE") == [
        str(config.port),
        str(config.libp2p_port),
        f"{config.udp_port}/udp",
    ]


def test_process_1_is_the_server_itself() -> None:
    assert arguments("ENTRYPOINT") == ["plong"]
    assert arguments("STOPSIGNAL") == ["SIGTERM"]


def test_nothing_is_copied_that_the_ignored_files_do_not_let_in() -> None:
    ignore = (PROJECT / ".dockerignore").read_text("utf-8").split()
    let_in = {name.removeprefix("!") for name in ignore if name.startswith("!")}
    dockerfile = (PROJECT / "Dockerfile").read_text("utf-8")
    copied = {
        name
        for line in re.findall(r"^COPY (?!--from)(.*)$", dockerfile, re.MULTILINE)
        for name in line.split()[:-1]
    }
    assert ignore[0] == "**"
    assert copied == let_in
