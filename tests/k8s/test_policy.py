"""What every pod must be, whoever wrote its manifest: the policy list (S28, S29 of FAULTS.md)."""

from __future__ import annotations

import re
from collections.abc import Callable
from ipaddress import ip_address, ip_network
from typing import Any

import yaml
from app.main import open_catalog
from app.settings import read_settings

from tests.conftest import ROOT
from tests.k8s.conftest import Object, of_kind, settings_of, the
from tests.k8s.test_dashboards import counted

MIB = 2**20
FLUSH_S, SLACK_S = 3, 2


def pods(objects: tuple[Object, ...]) -> list[dict[str, Any]]:
    return [one["spec"]["template"]["spec"] for one in of_kind(objects, "Deployment")]


def test_pods_are_restricted(objects: tuple[Object, ...]) -> None:
    """Not root, no way to become it, no capability, the default seccomp profile, a root that cannot be written."""
    assert pods(objects)
    for pod in pods(objects):
        whole = pod["securityContext"]
        assert whole["runAsNonRoot"] is True
        assert whole["runAsUser"] >= 900
        assert whole["seccompProfile"] == {"type": "RuntimeDefault"}
        assert not {"hostNetwork", "hostPID", "hostIPC"} & pod.keys()
        for container in pod["containers"]:
            own = container["securityContext"]
            assert own["allowPrivilegeEscalation"] is False
            assert own["readOnlyRootFilesystem"] is True
            assert own["capabilities"] == {"drop": ["ALL"]}
            assert not any("hostPort" in port for port in container["ports"])
        assert not any("hostPath" in volume for volume in pod["volumes"])


def test_no_pod_gets_a_token(objects: tuple[Object, ...]) -> None:
    """Nothing here talks to the cluster, and no object grants a right."""
    assert all(pod["automountServiceAccountToken"] is False for pod in pods(objects))
    assert not [one for one in objects if one["kind"].endswith(("Role", "RoleBinding"))]


def test_the_namespace_enforces_it(objects: tuple[Object, ...]) -> None:
    """Pod Security Admission refuses what this list would miss, and everything lives in that namespace."""
    namespace = the(objects, "Namespace")
    assert namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    assert {one["metadata"].get("namespace") for one in objects if one["kind"] != "Namespace"} == {"chaeum"}


def test_images_are_pinned(objects: tuple[Object, ...]) -> None:
    """No image without a tag and none called latest."""
    for pod in pods(objects):
        for container in pod["containers"]:
            assert re.search(r"(:(?!latest$)[\w.-]+|@sha256:[0-9a-f]{64})$", container["image"]), container["image"]


def test_requests_and_limits(objects: tuple[Object, ...]) -> None:
    """Both are set for both; memory has half as much again in hand."""
    for pod in pods(objects):
        for container in pod["containers"]:
            resources = container["resources"]
            assert {"cpu", "memory"} == set(resources["requests"]) == set(resources["limits"])
    service = the(objects, "Deployment")["spec"]["template"]["spec"]["containers"][0]["resources"]
    assert service == {"requests": {"cpu": "750m", "memory": "192Mi"}, "limits": {"cpu": "1500m", "memory": "384Mi"}}


def test_probes(objects: tuple[Object, ...]) -> None:
    """Liveness from the admin thread, readiness and start-up from the public port, three failures in a row at least."""
    [container] = the(objects, "Deployment")["spec"]["template"]["spec"]["containers"]
    live, ready, start = (container[f"{kind}Probe"] for kind in ("liveness", "readiness", "startup"))
    assert live["httpGet"] == {"path": "/healthz/live", "port": "admin"}
    assert ready["httpGet"] == start["httpGet"] == {"path": "/healthz/ready", "port": "http"}
    assert min(live["failureThreshold"], ready["failureThreshold"]) >= 3
    assert start["failureThreshold"] * start["periodSeconds"] >= 30


def test_the_grace_fits_the_deadline(objects: tuple[Object, ...]) -> None:
    """preStop, drain, the longest deadline of any task with its slack, and the flush end before the kill."""
    pod = the(objects, "Deployment")["spec"]["template"]["spec"]
    tasks = open_catalog(read_settings({})).every.values()
    longest = max(15.0, *(task.spec.deadline_s for task in tasks))
    sleep = pod["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"]
    needed = sleep + int(settings_of(objects)["DRAIN_S"]) + longest + SLACK_S + FLUSH_S
    assert needed <= pod["terminationGracePeriodSeconds"] <= needed + 10


def test_a_rollout_takes_nothing_away(objects: tuple[Object, ...]) -> None:
    """New pods first; one disruption at a time; spread over zones and nodes; the autoscaler owns the number."""
    spec = the(objects, "Deployment")["spec"]
    assert "replicas" not in spec
    assert spec["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}
    assert the(objects, "PodDisruptionBudget")["spec"]["maxUnavailable"] == 1
    keys = {one["topologyKey"] for one in spec["template"]["spec"]["topologySpreadConstraints"]}
    assert keys == {"topology.kubernetes.io/zone", "kubernetes.io/hostname"}
    scale = the(objects, "HorizontalPodAutoscaler")["spec"]
    assert 2 <= scale["minReplicas"] < scale["maxReplicas"]


def test_production_scales_on_what_it_waits_for(overlay: Callable[[str], tuple[Object, ...]]) -> None:
    """CPU, and requests in flight below what a task may have with a vendor: a pod that waits for vendors uses no CPU."""
    metrics = the(overlay("prod"), "HorizontalPodAutoscaler")["spec"]["metrics"]
    assert metrics[0]["resource"]["name"] == "cpu"
    assert metrics[1]["pods"]["metric"]["name"] == "chaeum_requests_in_flight"
    tasks = open_catalog(read_settings({})).every.values()
    ceilings = [task.spec.limits.concurrency for task in tasks if task.spec.publish]
    assert int(metrics[1]["pods"]["target"]["averageValue"]) < min(filter(None, ceilings))


def test_the_adapter_serves_what_the_autoscaler_asks_for(overlay: Callable[[str], tuple[Object, ...]]) -> None:
    """One rule, for the metric of the autoscaler by its name, told apart by namespace and pod; the service counts it."""
    [metric] = [
        one["pods"]["metric"]["name"]
        for one in the(overlay("prod"), "HorizontalPodAutoscaler")["spec"]["metrics"]
        if one["type"] == "Pods"
    ]
    values = yaml.safe_load((ROOT / "k8s/components/in-flight/prometheus-adapter-values.yaml").read_text("utf-8"))
    [rule] = values["rules"]["custom"]
    assert rule["seriesQuery"].partition("{")[0] == metric
    assert "name" not in rule  # it would be served under another one
    assert {one["resource"] for one in rule["resources"]["overrides"].values()} == {"namespace", "pod"}
    assert metric in counted()


def test_network_every_pod_is_behind_a_policy(objects: tuple[Object, ...]) -> None:
    """Both directions; the public port for anybody or the Ingress, the admin port for the monitoring alone."""
    policies = {one["metadata"]["name"]: one["spec"] for one in of_kind(objects, "NetworkPolicy")}
    assert set(policies) == {one["metadata"]["name"] for one in of_kind(objects, "Deployment")}
    assert all(set(one["policyTypes"]) == {"Ingress", "Egress"} for one in policies.values())
    admin = [one for one in policies["chaeum"]["ingress"] if "admin" in {port["port"] for port in one["ports"]}]
    [source] = admin[0]["from"]
    assert source["namespaceSelector"]["matchLabels"] == {"kubernetes.io/metadata.name": "monitoring"}


def test_network_four_ways_out(objects: tuple[Object, ...]) -> None:
    """DNS, Redis, the collector, and TLS to public addresses: never to the cluster or a metadata service."""
    egress = the(objects, "NetworkPolicy")["spec"]["egress"]
    assert [sorted({port["port"] for port in way["ports"]}) for way in egress] == [[53], [6379], [4318], [443]]
    assert all(way["to"] for way in egress)
    node_local, block = [to["ipBlock"] for way in egress for to in way["to"] if "ipBlock" in to]
    assert node_local == {"cidr": "169.254.20.10/32"}
    assert {port["protocol"] for port in egress[0]["ports"]} == {"UDP", "TCP"}
    kept_out = [ip_network(one) for one in block["except"]]
    for address in ("169.254.169.254", "10.1.2.3", "172.20.0.1", "192.168.0.1", "100.100.0.1", "127.0.0.1"):
        assert any(ip_address(address) in one for one in kept_out), address


def test_ingress_limits(overlay: Callable[[str], tuple[Object, ...]]) -> None:
    """Bodies and waiting end at the ingress where they would end at the service; TLS only."""
    ingress = the(overlay("prod"), "Ingress")
    notes = ingress["metadata"]["annotations"]
    assert {
        notes[f"nginx.{name}"] for name in ("org/client-max-body-size", "ingress.kubernetes.io/proxy-body-size")
    } == {"128k"}
    assert notes["nginx.org/proxy-read-timeout"] == "20s"
    assert ingress["spec"]["tls"]
    assert ingress["spec"]["ingressClassName"] == "nginx"


def test_ingress_retries_what_died_and_not_what_is_late(overlay: Callable[[str], tuple[Object, ...]]) -> None:
    """L3r: once, also a POST, soon or never; a timeout tried again would pay a vendor twice and double the wait."""
    notes = the(overlay("prod"), "Ingress")["metadata"]["annotations"]
    name = "nginx.ingress.kubernetes.io/proxy-next-upstream"
    assert set(notes[name].split()) == {"error", "non_idempotent"}
    assert notes[f"{name}-tries"] == "2"
    assert int(notes[f"{name}-timeout"]) <= 5


def test_the_admin_port_is_not_for_the_public(objects: tuple[Object, ...]) -> None:
    """The service that the Ingress leads to has the public port only."""
    assert [port["targetPort"] for port in the(objects, "Service")["spec"]["ports"]] == ["http"]


def test_secrets_are_files(objects: tuple[Object, ...]) -> None:
    """S29: no secret stands in the environment or in a config map; they are mounted, for reading, for the group."""
    secretive = re.compile(r"(KEY|SECRET|PASSWORD|TOKEN|REDIS_URL)$")
    assert not [name for name in settings_of(objects) if secretive.search(name)]
    for pod in pods(objects):
        assert not any("env" in container for container in pod["containers"])
        mounted = [one["secret"] for one in pod["volumes"] if "secret" in one]
        assert all(one["defaultMode"] == 0o440 for one in mounted)


def test_production_brings_no_secret_along(overlay: Callable[[str], tuple[Object, ...]]) -> None:
    """Secrets are made elsewhere, and anonymous use is not allowed."""
    objects = overlay("prod")
    assert not of_kind(objects, "Secret")
    assert "CHAEUM_ALLOW_ANONYMOUS" not in settings_of(objects)
    assert settings_of(objects)["CLIENTS_FILE"]
