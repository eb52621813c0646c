"""A shadow version runs and is recorded, and never answers; a canary answers the same clients every time."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from app.tasks.rollout import fraction
from scripts.bench_miss import OUTPUT, TEXT

from tests.conftest import ROOT
from tests.world import plain_http
from tests.world.service import Service, running
from tests.world.upstream import Upstream


def with_versions(tmp_path: Path, pointers: str) -> Path:
    """The project's folders with a second version of the real-estate prompt."""
    root = tmp_path / "prompts"
    shutil.copytree(ROOT / "prompts", root)
    folder = root / "parse/real-estate"
    (folder / "v2.md").write_text(
        (folder / "v1.md").read_text("utf-8").replace("<role>당신은", "<role>당신은 꼼꼼한"), "utf-8"
    )
    spec = folder / "task.yaml"
    spec.write_text(spec.read_text("utf-8").replace("versions: {stable: v1}", f"versions: {pointers}"), "utf-8")
    return root


def lines(service: Service, event: str) -> list[dict[str, object]]:
    found = [json.loads(line) for line in service.lines if line.startswith("{")]
    return [line for line in found if line["event"] == event]


def eventually(holds: Callable[[], object], seconds: float = 5.0, every: float = 0.02) -> bool:
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        if holds():
            return True
        time.sleep(every)
    return False


def test_a_shadow_runs_is_recorded_and_never_answers(tmp_path: Path) -> None:
    """Both versions reach the vendor; the client gets v1; one line tells of the shadow without any text."""
    root = with_versions(tmp_path, "{stable: v1, shadow: v2}")
    with Upstream() as vendor:
        env = {"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": vendor.url("ok-0")}
        with running("--prompts", str(root), env=env) as service:
            body = {"text": "신림역 원룸 500/45 문의 010-9876-1234"}
            meta = plain_http.post(f"{service.url}/parse/real-estate", json=body, timeout=10).json()["meta"]
            assert meta["version"] == "v1"
            assert eventually(lambda: lines(service, "shadow"))
            (line,) = lines(service, "shadow")
            assert (line["stable"], line["shadow"], line["failed"]) == ("v1", "v2", None)
            assert eventually(lambda: len(vendor.seen) == 2)
            assert any("꼼꼼한" in seen.body.decode() for seen in vendor.seen)
            assert "9876" not in service.log


def test_a_shadow_that_is_no_use_harms_nobody(tmp_path: Path) -> None:
    """Every second answer of the vendor is the shadow's and garbage; the stable version's model never rests for it."""
    root = with_versions(tmp_path, "{stable: v1, shadow: v2}")

    def content(body: object) -> str:
        return "no JSON" if "꼼꼼한" in json.dumps(body, ensure_ascii=False) else OUTPUT

    with Upstream(content=content) as vendor:
        env = {"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": vendor.url("ok-0")}
        with running("--prompts", str(root), env=env) as service:
            for number in range(30):
                body = {"text": f"{TEXT} {number}"}
                told = plain_http.post(f"{service.url}/parse/real-estate", json=body, timeout=10).json()
                assert told["meta"]["provider"] == "openai", number
                assert eventually(lambda seen=number: len(lines(service, "shadow")) > seen)
            assert {line["provider"] for line in lines(service, "shadow")} == {"rules"}  # nothing else was left to it


def test_a_canary_answers_its_share(tmp_path: Path) -> None:
    """At a hundred percent every client gets it, every time."""
    root = with_versions(tmp_path, "{stable: v1, canary: {version: v2, percent: 100}}")
    with running("--prompts", str(root)) as service:
        body = {"text": "신림역 원룸 500/45"}
        versions = {
            plain_http.post(f"{service.url}/parse/real-estate", json=body).json()["meta"]["version"] for _ in range(3)
        }
    assert versions == {"v2"}


def test_the_canary_is_a_steady_share_of_clients() -> None:
    """Five percent of a thousand clients, the same ones every time."""
    chosen = {name for name in map(str, range(1000)) if fraction("canary:a:v2", name) < 0.05}
    assert 30 <= len(chosen) <= 70
    assert chosen == {name for name in map(str, range(1000)) if fraction("canary:a:v2", name) < 0.05}
