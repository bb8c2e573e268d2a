"""The page about Kubernetes: right by its schemas, by the Dockerfile, and by a running server."""

from collections.abc import Mapping
from typing import Any

import kubernetes_validate
import pytest
import yaml

from plong.settings import load
from tests.support.dockerfile import arguments
from tests.support.pages import fence
from tests.support.server import Server

OLDEST = "1.29"
"""The first whose ReadWriteOncePod is no trial any more."""


def resources() -> Mapping[str, Any]:
    return {found["kind"]: found for found in yaml.safe_load_all(fence("kubernetes", "yaml"))}


def pod() -> Any:
    return resources()["Deployment"]["spec"]["template"]["spec"]


def container() -> Any:
    [only] = pod()["containers"]
    return only


@pytest.mark.parametrize("version", [OLDEST, kubernetes_validate.latest_version()])
@pytest.mark.parametrize("kind", ["PersistentVolumeClaim", "Deployment", "Service", "Ingress"])
def test_it_keeps_the_schemas_and_says_nothing_that_they_do_not_know(
    kind: str, version: str
) -> None:
    kubernetes_validate.validate(resources()[kind], version, strict=True)


def test_all_of_it_is_checked() -> None:
    assert len(resources()) == fence("kubernetes", "yaml").count("apiVersion:") == 4


def test_the_parts_name_each_other() -> None:
    found = resources()
    labels = found["Deployment"]["spec"]["template"]["metadata"]["labels"]
    assert found["Deployment"]["spec"]["selector"]["matchLabels"] == labels
    assert found["Service"]["spec"]["selector"] == labels
    [volume] = pod()["volumes"]
    claim = volume["persistentVolumeClaim"]["claimName"]
    assert claim == found["PersistentVolumeClaim"]["metadata"]["name"]
    [path] = found["Ingress"]["spec"]["rules"][0]["http"]["paths"]
    backend, service = path["backend"]["service"], found["Service"]
    assert backend["name"] == service["metadata"]["name"]
    assert backend["port"]["name"] == service["spec"]["ports"][0]["name"]


def test_user_port_and_volume_are_the_images() -> None:
    ids = pod()["securityContext"]
    assert [f"{ids['runAsUser']}:{ids['runAsGroup']}"] == arguments("USER")
    assert [mount["mountPath"] for mount in container()["volumeMounts"]] == arguments("VOLUME")
    [port] = container()["ports"]
    assert str(port["containerPort"]) in arguments("EXPOSE")
    [service_port] = resources()["Service"]["spec"]["ports"]
    assert service_port["targetPort"] == port["name"]


def test_it_is_as_strict_as_the_tests_of_the_image() -> None:
    assert container()["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }


def test_one_server_at_a_time_has_the_store() -> None:
    deployment = resources()["Deployment"]["spec"]
    assert (deployment["replicas"], deployment["strategy"]) == (1, {"type": "Recreate"})


def test_it_is_given_the_time_that_it_takes_to_end() -> None:
    assert pod()["terminationGracePeriodSeconds"] > 10


def test_the_server_takes_its_settings_and_not_the_services_address() -> None:
    environ = {entry["name"]: entry["value"] for entry in container()["env"]}
    config = load(None, {**environ, "PLONG_PORT": "tcp://10.96.0.7:80"})
    assert config.port == 1501
    assert config.public_url == "https://plong.example"


@pytest.mark.parametrize("probe", ["livenessProbe", "readinessProbe"])
async def test_the_server_answers_the_probes(server: Server, probe: str) -> None:
    path = container()[probe]["httpGet"]["path"]
    assert (await server.http.get(path)).status_code == 200
