"""The manifests as a cluster would get them: rendered once per run by kubectl's own kustomize."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT

OVERLAYS = ("local", "prod")
OLDEST_KUBECTL = (1, 27)
"""Older ones bring a kustomize that knows neither `labels:` with pairs nor `patches:`."""
Object = dict[str, Any]


@cache
def missing() -> str | None:
    """Why nothing can be rendered here, or None."""
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        return "kubectl is not installed"
    asked = [kubectl, "version", "--client", "-o", "json"]
    said = json.loads(subprocess.run(asked, capture_output=True, text=True, check=True).stdout)["clientVersion"]
    found = int(said["major"]), int(said["minor"].rstrip("+"))
    return None if found >= OLDEST_KUBECTL else f"kubectl {found} is older than {OLDEST_KUBECTL}"


@cache
def rendered(overlay: str) -> tuple[Object, ...]:
    """Every object of an overlay; kustomize may warn about nothing."""
    command = ["kubectl", "kustomize", f"k8s/overlays/{overlay}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return tuple(one for one in yaml.safe_load_all(done.stdout) if one)


@pytest.fixture(params=OVERLAYS)
def objects(request: pytest.FixtureRequest) -> tuple[Object, ...]:
    """The objects of each overlay in turn."""
    if why := missing():
        pytest.skip(why)
    return rendered(request.param)


@pytest.fixture
def overlay() -> Callable[[str], tuple[Object, ...]]:
    """The objects of one overlay by name."""
    if why := missing():
        pytest.skip(why)
    return rendered


def of_kind(objects: tuple[Object, ...], kind: str, name: str | None = None) -> list[Object]:
    """The objects of one kind, or the one of a name."""
    return [one for one in objects if one["kind"] == kind and name in (None, one["metadata"]["name"])]


def the(objects: tuple[Object, ...], kind: str, name: str = "chaeum") -> Object:
    """The one object of that kind and name."""
    [found] = of_kind(objects, kind, name)
    return found


def bytes_of(one: Object) -> int:
    """How long an object is as the JSON that kubectl keeps in its annotation: Go's, where Korean stays as it is."""
    told = json.dumps(one, ensure_ascii=False, separators=(",", ":"))
    return len(told.encode()) + sum(5 * told.count(mark) for mark in "<>&")  # \u003c for <


def settings_of(objects: tuple[Object, ...]) -> dict[str, str]:
    """What the container of the service gets as its environment."""
    [found] = [one for one in of_kind(objects, "ConfigMap") if one["metadata"]["name"].startswith("chaeum-settings")]
    return dict(found["data"])
