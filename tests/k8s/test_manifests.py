"""The manifests against the published schemas, and against what they refer to."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from app.settings import Settings

from tests.conftest import ROOT
from tests.k8s.conftest import Object, bytes_of, missing, of_kind, settings_of, the

VERSIONS = ("1.30", "1.34", "1.37")
"""The oldest that knows `preStop.sleep`, one in between, the newest."""
MOST_ANNOTATED = 262_144
OPERATOR = "monitoring.coreos.com/v1"


@pytest.mark.parametrize("version", VERSIONS)
def test_every_object_fits_the_schema(objects: tuple[Object, ...], version: str) -> None:
    """Strictly: an unknown word is an error. Objects of the Prometheus operator have no published schema here."""
    for one in objects:
        if one["apiVersion"] != OPERATOR:
            kubernetes_validate.validate(one, version, strict=True)


def test_a_typo_would_be_found(objects: tuple[Object, ...]) -> None:
    """The schemas do refuse a word that is not theirs."""
    wrong = {**the(objects, "Deployment"), "specc": {}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, VERSIONS[-1], strict=True)


def test_every_object_can_be_applied(objects: tuple[Object, ...]) -> None:
    """`kubectl apply` keeps the whole object in an annotation, and annotations end at 262,144 bytes."""
    for one in objects:
        assert bytes_of(one) < MOST_ANNOTATED, (one["kind"], one["metadata"]["name"])


def test_what_is_referred_to_exists(objects: tuple[Object, ...]) -> None:
    """Config maps, made secrets, service accounts, services, ports and scale targets that are named are there."""
    maps = {one["metadata"]["name"] for one in of_kind(objects, "ConfigMap")}
    services = {one["metadata"]["name"]: one for one in of_kind(objects, "Service")}
    for deployment in of_kind(objects, "Deployment"):
        pod = deployment["spec"]["template"]["spec"]
        volumes = {one["name"] for one in pod["volumes"]}
        named = {one["configMap"]["name"] for one in pod["volumes"] if "configMap" in one}
        projected = [source for one in pod["volumes"] for source in one.get("projected", {}).get("sources", [])]
        named |= {source["configMap"]["name"] for source in projected}
        for container in pod["containers"]:
            named |= {one["configMapRef"]["name"] for one in container.get("envFrom", [])}
            assert {one["name"] for one in container["volumeMounts"]} == volumes
            ports = {one["name"] for one in container["ports"]}
            probes = [container[probe] for probe in ("livenessProbe", "readinessProbe") if probe in container]
            assert {(one.get("httpGet") or one["tcpSocket"])["port"] for one in probes} <= ports
        assert named <= maps
    for ingress in of_kind(objects, "Ingress"):
        for rule in ingress["spec"]["rules"]:
            for path in rule["http"]["paths"]:
                backend = path["backend"]["service"]
                assert backend["port"]["name"] in {one["name"] for one in services[backend["name"]]["spec"]["ports"]}
    target = the(objects, "HorizontalPodAutoscaler")["spec"]["scaleTargetRef"]
    assert the(objects, target["kind"], target["name"])
    assert the(objects, "ServiceAccount", the(objects, "Deployment")["spec"]["template"]["spec"]["serviceAccountName"])


def test_selectors_find_their_pods(objects: tuple[Object, ...]) -> None:
    """Every service, budget, policy and spread constraint selects labels that some pod template carries."""
    labels = [one["spec"]["template"]["metadata"]["labels"] for one in of_kind(objects, "Deployment")]
    wanted: list[dict[str, Any]] = [one["spec"]["selector"] for one in of_kind(objects, "Service")]
    wanted += [one["spec"]["selector"]["matchLabels"] for one in of_kind(objects, "PodDisruptionBudget")]
    wanted += [one["spec"]["podSelector"]["matchLabels"] for one in of_kind(objects, "NetworkPolicy")]
    pod = the(objects, "Deployment")["spec"]["template"]["spec"]
    wanted += [one["labelSelector"]["matchLabels"] for one in pod["topologySpreadConstraints"]]
    assert len(wanted) >= 6
    for selector in wanted:
        assert any(selector.items() <= one.items() for one in labels), selector


def test_settings_are_words_the_service_knows(objects: tuple[Object, ...]) -> None:
    """A variable in the manifest that nobody reads would be a setting that silently does not work."""
    known = {name.upper() for name in Settings.model_fields} | {"CHAEUM_ALLOW_ANONYMOUS"}
    elsewhere = ("OPENAI_API_KEY", "GEMINI_API_KEY", "OTEL_EXPORTER_OTLP_ENDPOINT")
    for name in settings_of(objects):
        assert {name, name.removesuffix("_FILE")} & (known | set(elsewhere)), name


def test_files_that_settings_name_are_mounted(objects: tuple[Object, ...]) -> None:
    """Every path among the settings lies below a mount."""
    [container] = the(objects, "Deployment")["spec"]["template"]["spec"]["containers"]
    mounts = {one["mountPath"] for one in container["volumeMounts"]}
    paths = [value for value in settings_of(objects).values() if value.startswith("/etc/chaeum/")]
    assert len(paths) >= 3
    for path in paths:
        assert any(path == mount or path.startswith(f"{mount}/") for mount in mounts), path


def test_the_compose_file_agrees_with_the_image() -> None:
    """compose.yaml runs the image read-only, publishes on loopback only, and knows only settings the service knows."""
    world = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]
    assert set(world) == {"chaeum", "redis", "traces"}
    assert all(port.startswith("127.0.0.1:") for one in world.values() for port in one.get("ports", []))
    service = world["chaeum"]
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    known = {name.upper() for name in Settings.model_fields} | {"CHAEUM_ALLOW_ANONYMOUS"}
    assert {n for n in service["environment"] if not n.startswith(("OTEL_", "OPENAI_", "GEMINI_"))} <= known


def test_every_redis_of_ours_evicts_answers_before_counts(overlay: Callable[[str], tuple[Object, ...]]) -> None:
    """R13: what pods.py asks for; under volatile-lru a count of this morning goes before an answer of a minute."""
    [pod] = the(overlay("local"), "Deployment", "redis")["spec"]["template"]["spec"]["containers"]
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]["redis"]
    for told in (pod["args"], compose["command"]):
        assert told[told.index("--maxmemory-policy") + 1] == "volatile-ttl"


def test_the_local_overlay_asks_nothing_of_a_cluster(overlay: Callable[[str], tuple[Object, ...]]) -> None:
    """No operator, no controller, no custom metric, no secret made elsewhere: `kubectl apply -k` and it runs."""
    objects = overlay("local")
    assert not [one["kind"] for one in objects if one["apiVersion"] == OPERATOR or one["kind"] == "Ingress"]
    assert [one["type"] for one in the(objects, "HorizontalPodAutoscaler")["spec"]["metrics"]] == ["Resource"]
    made = {one["metadata"]["name"] for one in of_kind(objects, "Secret")}
    for deployment in of_kind(objects, "Deployment"):
        for volume in deployment["spec"]["template"]["spec"]["volumes"]:
            assert volume.get("secret", {}).get("secretName") in made | {None}


def test_the_stock_selector_s_label_is_one_comment_away(tmp_path: Path) -> None:
    """What prod has as a comment renders: both objects of the operator then carry the label of its release."""
    if why := missing():
        pytest.skip(why)
    for folder in ("k8s", "prompts"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    overlay = tmp_path / "k8s/overlays/prod/kustomization.yaml"
    lines = overlay.read_text("utf-8").replace("  # - target:", "  - target:").replace("  #   ", "    ")
    overlay.write_text(lines, "utf-8")
    done = subprocess.run(
        ["kubectl", "kustomize", str(overlay.parent)], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    found = [one for one in yaml.safe_load_all(done.stdout) if one["apiVersion"] == OPERATOR]
    assert {one["kind"]: one["metadata"]["labels"]["release"] for one in found} == {
        "ServiceMonitor": "kube-prometheus-stack",
        "PrometheusRule": "kube-prometheus-stack",
    }


def test_production_brings_its_alerts_and_dashboards(overlay: Callable[[str], tuple[Object, ...]]) -> None:
    """What the operator and Grafana pick up: a scrape of the admin port, rules, and boards under the usual label."""
    objects = overlay("prod")
    monitor = the(objects, "ServiceMonitor")["spec"]
    [endpoint] = monitor["endpoints"]
    admin = the(objects, "Service", "chaeum-admin")
    assert (endpoint["path"], endpoint["port"]) == ("/metrics", admin["spec"]["ports"][0]["name"])
    assert monitor["selector"]["matchLabels"].items() <= admin["metadata"]["labels"].items()
    [rules] = of_kind(objects, "PrometheusRule")
    assert all(group["rules"] for group in rules["spec"]["groups"])
    assert any("grafana_dashboard" in one["metadata"].get("labels", {}) for one in of_kind(objects, "ConfigMap"))
