"""The page about Compose: right by the specification, and by the Dockerfile."""

from typing import Any

import yaml
from compose_spec import PyCompose

from plong.settings import load
from tests.support.dockerfile import arguments
from tests.support.pages import fence


def compose() -> Any:  # as the specification has it
    return yaml.safe_load(fence("compose", "yaml"))


def plong() -> Any:
    return compose()["services"]["plong"]


def test_it_keeps_the_specification() -> None:
    read = PyCompose.from_yaml(fence("compose", "yaml"))
    read.validate()
    assert sorted(read.service_names()) == ["caddy", "plong"]


def test_its_user_and_its_volume_are_the_images() -> None:
    assert [plong()["user"]] == arguments("USER")
    assert [volume.partition(":")[2] for volume in plong()["volumes"]] == arguments("VOLUME")
    assert set(compose()["volumes"]) == {"plong", "certificates"}


def test_it_is_as_strict_as_the_tests_of_the_image() -> None:
    assert plong()["read_only"] is True
    assert plong()["cap_drop"] == ["ALL"]
    assert plong()["security_opt"] == ["no-new-privileges:true"]


def test_the_health_check_is_the_images_own() -> None:
    assert "healthcheck" not in plong()
    assert "CMD" in arguments("HEALTHCHECK")


def test_it_is_given_the_time_that_it_takes_to_end() -> None:
    assert float(plong()["stop_grace_period"].removesuffix("s")) > 10


def test_it_trusts_caddy_and_nobody_else_and_can_only_be_reached_by_it() -> None:
    caddy = compose()["services"]["caddy"]
    address = caddy["networks"]["default"]["ipv4_address"]
    assert load(None, plong()["environment"]).trusted_proxies == (address,)
    assert "ports" not in plong()
