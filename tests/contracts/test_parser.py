"""AsyncAPI's own parser, in Node, has nothing to say against the document."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

from plong.config import make_config
from plong.contracts.asyncapi import asyncapi

pytestmark = pytest.mark.node

HERE: Final = Path(__file__).parent
MODES: Final = ("h", "w", "hwx", "ul", "hwxpul")


def judge(*files: Path) -> subprocess.CompletedProcess[str]:
    assert (HERE / "node_modules").exists(), "npm install --prefix tests/contracts"
    node = shutil.which("node")
    assert node is not None, "Node is missing."
    command: list[str | Path] = [node, HERE / "judge.js", *files]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def write(folder: Path, mode: str, **changes: object) -> Path:
    file = folder / f"{mode}.json"
    document = {**asyncapi(make_config({"mode": mode})), **changes}
    file.write_text(json.dumps(document), encoding="utf-8")
    return file


def test_the_document_is_right_in_every_mode(tmp_path: Path) -> None:
    ended = judge(*(write(tmp_path, mode) for mode in MODES))
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stdout.count("AsyncAPI 3.0.0") == len(MODES)


def test_a_wrong_one_is_seen(tmp_path: Path) -> None:
    operation = {"action": "dance", "channel": {"$ref": "#/channels/nowhere"}}
    ended = judge(write(tmp_path, "hwx", operations={"wrong": operation}))
    assert ended.returncode == 1
    assert "wrong" in ended.stderr
