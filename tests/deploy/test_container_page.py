"""The page about the image: its command line fits the Dockerfile, and is as strict as the tests."""

import argparse
import re
import shlex

from plong.config import KEYS, Config
from tests.support.dockerfile import arguments
from tests.support.pages import PROJECT, fences


def docker_run() -> argparse.Namespace:
    """Return the options of the page's command line."""
    [line] = [line for line in fences("container", "sh")[0].splitlines() if "docker run" in line]
    parser = argparse.ArgumentParser()
    for flag in ("--detach", "--read-only"):
        parser.add_argument(flag, action="store_true")
    for option in ("--name", "--restart", "--cap-drop", "--security-opt", "--publish", "--volume"):
        parser.add_argument(option)
    parser.add_argument("--ulimit")
    parser.add_argument("--stop-timeout", type=float)
    parser.add_argument("image")
    return parser.parse_args(shlex.split(line)[2:])


def test_it_is_run_as_the_tests_run_it() -> None:
    options = docker_run()
    assert options.read_only
    assert options.cap_drop == "ALL"
    assert options.security_opt == "no-new-privileges"


def test_its_volume_and_port_are_the_images() -> None:
    options = docker_run()
    assert [options.volume.partition(":")[2]] == arguments("VOLUME")
    assert options.publish == "127.0.0.1:1501:1501"
    assert "1501" in arguments("EXPOSE")


def test_it_is_given_the_time_that_it_takes_to_end() -> None:
    assert docker_run().stop_timeout > 10


def test_the_table_names_what_the_dockerfile_says() -> None:
    page = (PROJECT / "docs" / "deploy" / "container.md").read_text("utf-8")
    assert f"| user | {arguments('USER')[0]}," in page
    assert set(re.findall(r"publish ([^`]+)", page.partition("| ports |")[2])) == {
        "24254:24254/udp",
        "4001:4001",
    }
    assert f"PORT={Config().port}" not in page
    for name in re.findall(r"PLONG_([A-Z_]+)", page):
        assert name.lower() in KEYS
