"""The service with exactly the environment and files that the manifests give it, and a Redis as they restrict it."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
import redis

from tests.conftest import ROOT
from tests.k8s.conftest import Object, of_kind, settings_of
from tests.k8s.test_prompts_volume import lay_out
from tests.world import plain_http
from tests.world.keyvalue import KINDS, KeyValueServer, serving
from tests.world.service import Service, free_port, running

TEXT = {"text": "신림역 도보 5분 원룸 500/45 관리비 5만 즉시입주"}
ACL = ROOT / "k8s/overlays/local/users.acl"


@pytest.fixture
def restricted(tmp_path: Path) -> Iterator[KeyValueServer]:
    """A Redis whose only user may do what users.acl says."""
    with serving(KINDS[0], "--aclfile", str(ACL), "--maxmemory", "128mb", "--maxmemory-policy", "volatile-ttl") as kv:
        yield kv


def environment(objects: tuple[Object, ...], volumes: Path, kv: KeyValueServer) -> dict[str, str]:
    """The settings with mounts and addresses of this machine in place of the pod's."""
    given = {name: value.replace("/etc/chaeum", str(volumes)) for name, value in settings_of(objects).items()}
    lay_out_state(objects, volumes, kv)
    return {**given, "HOST": "127.0.0.1", "PORT": "0", "ADMIN_HOST": "127.0.0.1", "ADMIN_PORT": str(free_port())}


def lay_out_state(objects: tuple[Object, ...], volumes: Path, kv: KeyValueServer) -> None:
    [secret] = [one for one in of_kind(objects, "Secret") if one["metadata"]["name"].startswith("chaeum-state")]
    (volumes / "state").mkdir()
    for name, value in secret["data"].items():
        told = base64.b64decode(value).decode().replace("redis:6379", f"127.0.0.1:{kv.port}")
        (volumes / "state" / name).write_text(told, "utf-8")
    (volumes / "prompts").mkdir()
    lay_out(volumes / "prompts", objects, "2026_1")


def ask(service: Service) -> httpx2.Response:
    return plain_http.post(f"{service.url}/parse/real-estate", json=TEXT, timeout=10)


def test_two_pods_of_the_local_overlay_share_a_restricted_redis(
    overlay: Callable[[str], tuple[Object, ...]], tmp_path: Path, restricted: KeyValueServer
) -> None:
    """S34: quotas and answers are shared although the user may neither SCRIPT nor KEYS; the second pod has a hit."""
    env = environment(overlay("local"), tmp_path, restricted)
    with running(env=env) as one, running(env={**env, "ADMIN_PORT": str(free_port())}) as other:
        first, second = ask(one), ask(other)
        assert (first.status_code, second.status_code) == (200, 200)
        assert (first.json()["meta"]["cache"], second.json()["meta"]["cache"]) == ("miss", "hit")
        assert "x-quota-mode" not in first.headers
        assert "x-quota-mode" not in second.headers
        assert plain_http.get(f"{one.admin_url}/healthz/live").json() == {"live": True}


@pytest.mark.parametrize(
    "command",
    [
        ("KEYS", "*"),
        ("FLUSHALL",),
        ("CONFIG", "GET", "*"),
        ("SCRIPT", "FLUSH"),
        ("GET", "foreign:key"),
        ("EVAL", "return redis.call('KEYS','*')", "0"),
        ("SHUTDOWN",),
        ("ACL", "LIST"),
    ],
    ids=lambda command: command[0].lower(),
)
def test_the_restriction_is_real(restricted: KeyValueServer, command: tuple[str, ...]) -> None:
    """What the service does not need is refused."""
    with pytest.raises(redis.ResponseError, match=r"(?i)no permissions|NOPERM|can.t run this command"):
        restricted.ask(*command)
