"""The container image that ``.ci/image`` has laid out in the folder named by ``IMAGE``."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Image:
    """Its files, and how it wants to be run."""

    files: Path
    command: Sequence[str]
    user: str
    environ: Mapping[str, str]
    folder: str
    """Where the command starts."""
    health_check: Sequence[str]
    stop_signal: str
    volumes: Sequence[str]
    ports: Sequence[str]
    """As ``1501/tcp``."""

    @property
    def ids(self) -> tuple[int, int]:
        user, _, group = self.user.partition(":")
        return int(user), int(group)


def read_image() -> Image:
    """Return the image; fail if there is none."""
    if "IMAGE" not in os.environ:
        pytest.fail("IMAGE names no folder; .ci/image FOLDER builds the image there, as root.")
    folder = Path(os.environ["IMAGE"])
    config = json.loads((folder / "image.json").read_text("utf-8"))["Docker"]["config"]
    kind, *health_check = config["Healthcheck"]["Test"]
    assert kind == "CMD", "a shell would read the health check"
    return Image(
        files=(folder / "rootfs").resolve(),
        command=[*config["Entrypoint"], *(config["Cmd"] or ())],
        user=config["User"],
        environ=dict(entry.split("=", 1) for entry in config["Env"]),
        folder=config["WorkingDir"],
        health_check=health_check,
        stop_signal=config["StopSignal"],
        volumes=sorted(config["Volumes"]),
        ports=sorted(config["ExposedPorts"]),
    )
