"""Start, stop and survive: a real process, real signals."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import pytest

from tests.conftest import ROOT
from tests.world import plain_http
from tests.world.service import Service, environment, running, start

TEXT = {"text": "신림역 도보 5분 원룸 500/45 관리비 5만 즉시입주"}


def ask(service: Service) -> httpx2.Response:
    return plain_http.post(f"{service.url}/parse/real-estate", json=TEXT, timeout=10)


def test_it_boots_with_nothing_and_is_ready(service: Service) -> None:
    """L7: no key, no Redis, no collector; both probes say yes, and the answer comes from the rules."""
    assert plain_http.get(f"{service.url}/healthz/ready").json() == {"ready": True}
    assert plain_http.get(f"{service.url}/healthz/live").json() == {"live": True}
    assert ask(service).json()["meta"]["provider"] == "rules"


def test_sigterm_drains_and_exits_clean() -> None:
    """L1 in small: after SIGTERM readiness turns false, requests are still answered, then the process leaves with 0."""
    with running(env={"DRAIN_S": "1.5"}) as service:
        with plain_http.client(base_url=service.url) as kept_alive:
            assert kept_alive.get("/healthz/ready").status_code == 200
            service.process.send_signal(signal.SIGTERM)
            time.sleep(0.3)
            draining = kept_alive.get("/healthz/ready")
            assert draining.status_code == 503
            assert draining.headers["connection"] == "close"
        assert ask(service).status_code == 200
        assert service.process.wait(10) == 0


def test_an_upload_that_stalls_does_not_hold_the_exit() -> None:
    """A connection that never finishes its request does not keep a draining process alive."""
    with running(env={"DRAIN_S": "0.1"}) as service, socket.create_connection(("127.0.0.1", service.port)) as half:
        half.sendall(b"POST /parse/real-estate HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{")
        time.sleep(0.2)
        assert service.stop(timeout=20) in (0, -signal.SIGTERM)


def test_sixty_four_files_are_enough_to_survive() -> None:
    """L10: with 64 file descriptors and 100 idle connections who is connected is served, and it recovers."""
    limiter = shutil.which("prlimit")
    assert limiter is not None
    service = start(env={"ADMIN_PORT": "0"}, prefix=(limiter, "--nofile=64"))
    try:
        with plain_http.client(base_url=service.url) as connected:
            assert connected.get("/healthz/ready").status_code == 200
            idle = [socket.create_connection(("127.0.0.1", service.port)) for _ in range(100)]
            time.sleep(0.3)
            assert connected.post("/parse/real-estate", json=TEXT).status_code == 200
            for connection in idle:
                connection.close()
        time.sleep(0.3)
        assert ask(service).status_code == 200
        assert service.process.poll() is None
    finally:
        service.stop()


def test_a_read_only_root_without_home_or_rights() -> None:
    """L8: another user, no capabilities, a read-only file system, no HOME."""
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        pytest.skip("bwrap is not installed: apt-get install bubblewrap")
    jail = (
        bwrap,
        "--die-with-parent",
        "--ro-bind",
        "/",
        "/",
        "--dev",
        "/dev",
        "--proc",
        "/proc",
        "--unshare-user",
        "--uid",
        "65532",
    )
    service = start(prefix=(*jail, "--gid", "65532", "--cap-drop", "ALL", "--unsetenv", "HOME"))
    try:
        assert ask(service).status_code == 200
    finally:
        service.stop()


def test_memory_stays_small_under_hostile_load(service: Service) -> None:
    """L9: a thousand mixed requests, hostile ones among them, stay under 300 MiB and do not grow."""
    bodies = [json.dumps(TEXT).encode(), b"[" * 60_000, b'{"text":"' + b"a" * 100_000 + b'"}', b"\xff", b"null"]
    with plain_http.client(base_url=service.url) as client:

        def round_of(n: int) -> None:
            for index in range(n):
                reply = client.post(
                    "/parse/real-estate",
                    content=bodies[index % len(bodies)],
                    headers={"Content-Type": "application/json"},
                )
                assert reply.status_code < 500

        round_of(300)
        before = service.rss_mib()
        round_of(700)
        assert service.rss_mib() < 300
        assert service.rss_mib() - before < 20


# ---- refusing to start ---------------------------------------------------------------------------------------------
def refused(*arguments: str, **env: str) -> str:
    """What `serve` prints when it refuses; it must exit with 2 and without a traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", "serve", *arguments],
        cwd=ROOT,
        env=environment({"PORT": "0", **env}),
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    return done.stderr


def test_anonymous_use_is_for_loopback_only() -> None:
    """Binding elsewhere without clients refuses to start and names the way out."""
    told = refused(HOST="0.0.0.0")
    assert "HOST" in told
    assert "CLIENTS_FILE" in told


def test_anonymous_use_can_be_allowed() -> None:
    """With the explicit permission it starts."""
    with running(env={"HOST": "0.0.0.0", "CHAEUM_ALLOW_ANONYMOUS": "1"}) as service:
        assert ask(service).status_code == 200


def test_everything_wrong_is_told_at_once() -> None:
    """Two flaws in the environment, two lines."""
    told = refused(PORT="nonsense", LOG_LEVEL="loud")
    assert "PORT" in told
    assert "LOG_LEVEL" in told


def test_a_broken_task_folder_refuses_to_start(tmp_path: Path) -> None:
    """File, line and field on stderr; nothing listens."""
    folder = broken_copy(tmp_path)
    told = refused("--prompts", str(folder))
    assert "prompts/extract/meetup/task.yaml:1: titel" in told


def test_a_broken_task_folder_can_be_tolerated(tmp_path: Path) -> None:
    """With --tolerate-broken-tasks that task alone is off, and readiness tells why when asked."""
    with running("--tolerate-broken-tasks", "--prompts", str(broken_copy(tmp_path))) as service:
        off = plain_http.post(f"{service.url}/extract/meetup", json=TEXT)
        assert (off.status_code, off.json()["type"]) == (503, "/problems/task-disabled")
        assert ask(service).status_code == 200
        verbose = plain_http.get(f"{service.url}/healthz/ready?verbose").json()
        assert "titel" in verbose["disabled"]["extract/meetup"][0]


def test_a_broken_judge_has_no_address(tmp_path: Path) -> None:
    """A folder without an endpoint is a 404 whole or broken, and in no list of tasks."""
    folder = broken_copy(tmp_path, "judge/fields")
    with running("--tolerate-broken-tasks", "--prompts", str(folder)) as service:
        for name in ("judge/fields", "judge/pair", "judge/unheard"):
            assert plain_http.post(f"{service.url}/{name}", json=TEXT).status_code == 404, name
        for path in ("/tasks", "/status.json"):
            assert "judge" not in plain_http.get(service.url + path).text


def broken_copy(tmp_path: Path, name: str = "extract/meetup") -> Path:
    """The repository's task folders with a typo in one."""
    folder = tmp_path / "prompts"
    shutil.copytree(ROOT / "prompts", folder)
    spec = folder / name / "task.yaml"
    spec.write_text("titel: x\n" + spec.read_text("utf-8"), "utf-8")
    return folder


def test_a_taken_port_is_said_plainly() -> None:
    """The public port is in use: exit 2, one sentence."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        told = refused(PORT=str(taken.getsockname()[1]), ADMIN_PORT="0")
    assert "PORT" in told
