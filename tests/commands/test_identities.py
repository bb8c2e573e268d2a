"""Who we are at each server, kept in a file."""

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from plong.commands.arguments import usual_identities
from plong.commands.exits import Failure
from plong.commands.identities import Identities

A, B = "http://a:1501", "https://b/plong"


def modes(folder: Path) -> set[int]:
    return {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


def test_who_we_are_is_kept_for_each_server(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "er" / "identities.json"
    identities = Identities(file)
    assert identities.get(A) is None
    assert identities.replace(A, None, "alice") == "alice"
    assert identities.replace(B, None, "bob") == "bob"
    assert json.loads(file.read_text()) == {A: "alice", B: "bob"}
    assert Identities(file).get(A) == "alice"


def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "plong"
    file = folder / "identities.json"
    folder.mkdir(0o755)
    file.write_text("{}")
    file.chmod(0o644)
    Identities(file).replace(A, None, "alice")
    assert modes(folder) == {0o600}
    Identities(tmp_path / "new" / "identities.json").replace(A, None, "alice")
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_who_was_replaced_meanwhile_is_who_we_are(tmp_path: Path) -> None:
    identities = Identities(tmp_path / "identities.json")
    identities.replace(A, None, "first")
    assert identities.replace(A, None, "late") == "first"
    assert identities.replace(A, "first", "second") == "second"
    assert identities.replace(A, "first", "late") == "second"


MANY = """
import sys
from pathlib import Path
from plong.commands.identities import Identities
identities = Identities(Path(sys.argv[1]))
for number in range(30):
    identities.replace(f"{sys.argv[2]}-{number}", None, sys.argv[2])
    assert identities.replace("all", None, sys.argv[2]) == identities.get("all")
"""


def test_many_at_once_lose_nobody(tmp_path: Path) -> None:
    file = tmp_path / "identities.json"
    names = [f"p{number}" for number in range(4)]
    writers = [subprocess.Popen([sys.executable, "-c", MANY, file, name]) for name in names]
    assert [writer.wait(60) for writer in writers] == [0] * 4
    identities = json.loads(file.read_text())
    assert len(identities) == 4 * 30 + 1
    assert identities["all"] in names
    assert {path.name for path in tmp_path.iterdir()} == {file.name, f"{file.name}.lock"}


def test_a_link_to_it_stays_one(tmp_path: Path) -> None:
    link = tmp_path / "identities.json"
    link.symlink_to(tmp_path / "real" / "mine.json")
    Identities(link).replace(A, None, "alice")
    assert link.is_symlink()
    assert Identities(tmp_path / "real" / "mine.json").get(A) == "alice"


WRONG = ["[]", "{", "\x00", '{"a":1}', '{"a":"b c"}', '{"a":""}', "[" * 100_000]


@pytest.mark.parametrize("text", WRONG, ids=range(len(WRONG)))
def test_a_file_of_something_else_is_left_alone(tmp_path: Path, text: str) -> None:
    file = tmp_path / "thesis.txt"
    file.write_text(text)
    with pytest.raises(Failure, match="holds no identities") as caught:
        Identities(file).get(A)
    assert caught.value.exit_code == 2
    with pytest.raises(Failure):
        Identities(file).replace(A, None, "a")
    assert file.read_text() == text


def test_an_empty_file_is_one_of_nobody(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert Identities(tmp_path / "empty").get(A) is None


PLACES = {
    "XDG_STATE_HOME=/x": "/x/plong/identities.json",
    "XDG_STATE_HOME=x": "/home/ann/.local/state/plong/identities.json",
    "XDG_STATE_HOME=": "/home/ann/.local/state/plong/identities.json",
    "OTHER=": "/home/ann/.local/state/plong/identities.json",
}


@pytest.mark.parametrize(("variable", "place"), PLACES.items())
def test_it_stands_where_state_stands(
    monkeypatch: pytest.MonkeyPatch, variable: str, place: str
) -> None:
    monkeypatch.setenv("HOME", "/home/ann")
    name, _, value = variable.partition("=")
    assert usual_identities({name: value}) == Path(place)
